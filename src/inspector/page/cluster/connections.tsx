/**
 * The connections of the distribution, and what is known about each.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ConnectionFacts } from "../../frame.ts";
import { about, look, moment, select } from "../model.ts";
import { factText } from "./connection_words.ts";
import { factsNow } from "./facts_now.ts";
import { actorOf } from "./places.ts";

/** All connections. */
export function Connections(
  { connections }: { readonly connections: readonly ConnectionFacts[] },
): JSX.Element {
  return (
    <div
      class="connections"
      role="region"
      aria-label="Connections"
      tabIndex={0}
    >
      {connections.map((connection) => (
        <Connection key={connection.node} connection={connection} />
      ))}
    </div>
  );
}

function Connection(
  { connection }: { readonly connection: ConnectionFacts },
): JSX.Element {
  const { node, about: facts } = connection;
  const id = actorOf(moment.value, { kind: "connection", ...connection });
  const canLook = about.value?.nodes.some(({ name, isSelf }) =>
    name === node && !isSelf
  );
  return (
    <section class="connection" aria-label={node}>
      <h2 class="mono">{node}</h2>
      <dl>
        {Object.entries(facts).map(([name, value]) => {
          const said = factText(name, value, factsNow.value);
          return (
            <div key={name}>
              <dt>{said.label}</dt>
              <dd>{said.value}</dd>
            </div>
          );
        })}
      </dl>
      <div class="connection-ways">
        {id !== undefined && (
          <button
            type="button"
            class="link"
            onClick={() => select(id)}
          >
            Its actor here
          </button>
        )}
        {canLook && (
          <button
            type="button"
            class="link"
            onClick={() => look(node)}
          >
            Its tree
          </button>
        )}
      </div>
    </section>
  );
}
