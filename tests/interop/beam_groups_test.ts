/**
 * Groups of OTP's `pg` over two BEAM nodes and one of ours.
 *
 * @module
 */
import { Beam } from "../support/beam.ts";
import { Ours } from "../support/beam_ours.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import { assertUnharmed } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir");

Deno.test({
  name:
    "a group over two BEAM nodes and one of ours has the same members everywhere, whoever joins, leaves or dies",
  ignore,
}, async () => {
  await using lan = await segment(3);
  const started = await Promise.all([
    Beam.start(lan.host(1), { name: "a" }),
    Beam.start(lan.host(2), { name: "b" }),
    Ours.start(lan.host(0)),
  ]);
  await using a = started[0];
  await using b = started[1];
  await using ours = started[2];
  for (const beam of [a, b]) {
    await beam.eval(`
      :pg.start(:pg)
      Inbox.start(:early)
      :pg.join("room", Process.whereis(:early))`);
  }
  // Members from before anybody met, on every side.
  await ours.run(({ node, actors, kept }) => {
    const actor = node.spawn("early", actors.inbox("early"));
    kept.set("early", actor);
    node.groups().join("room", actor);
  });
  await a.eval(`Node.connect(:"${b.node}")`);
  for (const beam of [a, b]) await beam.eval(`Node.connect(:"${ours.node}")`);
  await everywhere([a.node, b.node, ours.node]);

  // Joins, twice by one process, and leaves by one.
  await a.eval(
    `:pg.join("room", [Process.whereis(:early), Inbox.start(:late)])`,
  );
  await everywhere([a.node, a.node, a.node, b.node, ours.node]);
  await a.eval(`:pg.leave("room", Process.whereis(:early))`);
  await ours.run(({ node, actors, kept }) => {
    const late = node.spawn("late", actors.inbox("late"), {
      restart: "temporary",
    });
    kept.set("late", late);
    node.groups().join("room", late);
  });
  await everywhere([a.node, a.node, b.node, ours.node, ours.node]);

  // Messages by the group: to all members of the others, from each side.
  await a.eval(
    `for pid <- :pg.get_members("room"), node(pid) == :"${ours.node}", do: send(pid, :from_elixir)`,
  );
  await ours.got("early", /^info from_elixir$/);
  await ours.got("late", /^info from_elixir$/);
  await ours.run(({ node, etf }) => {
    for (const pid of node.groups().members("room")) {
      if (pid.node !== node.name) node.actor(pid).send(etf.atom("from_ours"));
    }
  });
  for (
    const [beam, name] of [[a, "early"], [a, "late"], [b, "early"]] as const
  ) {
    await beam.got(name, /^:from_ours$/);
  }

  // A member dies on either side; a node is killed.
  await ours.run(({ kept }) => (kept.get("late") as { stop(): void }).stop());
  await everywhere([a.node, a.node, b.node, ours.node]);
  await a.eval("Process.exit(Process.whereis(:late), :kill)");
  await everywhere([a.node, b.node, ours.node]);
  await b.kill();
  await everywhere([a.node, ours.node], [a]);
  await ours.run(({ node, kept }) => {
    node.groups().leave(
      "room",
      kept.get("early") as Parameters<
        ReturnType<typeof node.groups>["leave"]
      >[1],
    );
  });
  await everywhere([a.node], [a]);
  assertUnharmed(ours);

  /** Waits until every node that lives knows members on these nodes, and no others. */
  async function everywhere(nodes: readonly string[], beams = [a, b]) {
    const wanted = nodes.toSorted();
    await Promise.all([
      ...beams.map((beam) =>
        beam.until(
          `:pg.get_members("room") |> Enum.map(&to_string(node(&1))) |> Enum.sort() |> Enum.join(" ")`,
          JSON.stringify(wanted.join(" ")),
        )
      ),
      ours.run(async ({ node }, wanted) => {
        const nodesOf = () =>
          node.groups().members("room").map((pid) => pid.node).toSorted().join(
            " ",
          );
        for (let round = 0; nodesOf() !== wanted; round++) {
          if (round === 1_000) {
            throw new Error(`Members on ${nodesOf()}, not ${wanted}`);
          }
          await new Promise((done) => setTimeout(done, 10));
        }
      }, wanted.join(" ")),
    ]);
  }
});
