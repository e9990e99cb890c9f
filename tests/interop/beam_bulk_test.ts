/**
 * Much and many: messages of 20 MB, and 100,000 small ones in order, each way between ours and a BEAM node.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { assertUnharmed, connected, spawnCounter } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir");

/** How long all of it may take on two busy cores, in ms. */
const bulkMsMax = 60_000;

Deno.test({
  name: "a message of 20 MB arrives whole, each way, while calls go on",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await spawnCounter(ours);
  // There and back: what they sent is what they get.
  const [whole] = await Promise.all([
    beam.eval(
      `big = :crypto.strong_rand_bytes(20_000_000); GenServer.call({:counter, ${us}}, {:echo, big}, :infinity) == big`,
      bulkMsMax,
    ),
    beam.eval(
      `for _ <- 1..100, do: :pong = Node.ping(${us})`,
      bulkMsMax,
    ),
  ]);
  assert.equal(whole, "true");
  await beam.eval("Counter.start(:counter)");
  const same = await ours.run(async ({ node, etf }, them) => {
    const big = new Uint8Array(20_000_000).map((_, index) =>
      index * 31 + (index >> 8)
    );
    const back = await node.actor(`counter@${them}`).call(
      etf.tuple(etf.atom("echo"), big),
      { timeoutMs: 60_000 },
    );
    return etf.equals(back, big);
  }, beam.node);
  assert.equal(same, true);
  assertUnharmed(ours);
});

Deno.test({
  name: "100,000 small messages arrive in order, each way",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await ours.run(({ node, actors }) => {
    node.spawn("order", actors.order);
  });
  assert.equal(
    await beam.eval(
      `for number <- 1..100_000, do: send({:order, ${us}}, number)
      GenServer.call({:order, ${us}}, :state, :infinity)`,
      bulkMsMax,
    ),
    "{100000, 0}",
  );
  await beam.eval(`
    defmodule Order do
      def loop(last, wrong) do
        receive do
          {:"$gen_call", from, :state} -> GenServer.reply(from, {last, wrong}); loop(last, wrong)
          number when number == last + 1 -> loop(number, wrong)
          number -> loop(number, wrong + 1)
        end
      end
    end
    Process.register(spawn(Order, :loop, [0, 0]), :order)`);
  const state = await ours.run(async ({ node, etf }, them) => {
    const order = node.actor(`order@${them}`);
    for (let number = 1; number <= 100_000; number++) {
      // Told that it waits, this waits too.
      if (!order.send(number)) await new Promise((done) => setTimeout(done, 1));
    }
    return etf.format(
      await order.call(etf.atom("state"), { timeoutMs: 60_000 }),
    );
  }, beam.node);
  assert.equal(state, "{100000,0}");
  assertUnharmed(ours);
});
