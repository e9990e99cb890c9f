/**
 * A BEAM node has no inspector, which is said; and ours answers whoever asks it from there.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { connected } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir");

const read_token = "read-token-of-at-least-32-characters";

Deno.test({
  name:
    "an Elixir node is among those that can be looked at, and has nothing to show",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours } = pair;
  const [about, stream] = await ours.run(
    async ({ node }, them, token) => {
      await node.reconfigureHttp({ port: 18_080, read_token: token });
      const ask = async (path: string) => {
        const response = await node.http!.fetch(
          new Request(`http://127.0.0.1:18080/inspector/${path}`, {
            headers: { authorization: `Bearer ${token}` },
          }),
        );
        return { status: response.status, json: await response.json() };
      };
      return [await ask("about"), await ask(`stream?node=${them}`)];
    },
    beam.node,
    read_token,
  ) as readonly Answer[];
  assert.deepEqual(about!.json.nodes, [
    { name: ours.node, isSelf: true },
    { name: beam.node, isSelf: false },
  ]);
  assert.equal(stream!.status, 503);
  assert.match(
    stream!.json.detail ?? "",
    new RegExp(`${beam.node} has no inspector`),
  );
});

interface Answer {
  readonly status: number;
  readonly json: { readonly nodes?: unknown; readonly detail?: string };
}

Deno.test({
  name:
    "an Elixir process looks at our actors, and is told which version is spoken",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, us } = pair;
  const seen = await beam.eval(`
    ask = fn version, what, args ->
      GenServer.call({:rookery_inspector, ${us}}, {:inspect, version, what, args})
    end
    {:ok, opened} = ask.(1, :open, "{}")
    [_, viewer] = Regex.run(~r/"viewer":"([0-9a-f]+)"/, opened)
    next = fn next, pieces ->
      case ask.(1, :next, ~s({"viewer":"#{viewer}"})) do
        {:more, piece} -> next.(next, [pieces, piece])
        {:frame, piece} -> IO.iodata_to_binary([pieces, piece])
      end
    end
    frame = next.(next, [])
    {:ok, "null"} = ask.(1, :close, ~s({"viewer":"#{viewer}"}))
    {:error, :gone, _} = ask.(1, :next, ~s({"viewer":"#{viewer}"}))
    {:error, :version, why} = ask.(2, :open, "{}")
    {:error, :malformed, _} = GenServer.call({:rookery_inspector, ${us}}, :state)
    {String.contains?(frame, ~s("name":"processes")), why}`);
  assert.equal(seen, '{true, "version 1 of the inspector is spoken here"}');
});
