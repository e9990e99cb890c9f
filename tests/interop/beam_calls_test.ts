/**
 * Calls, casts and messages between actors of ours and processes of a BEAM node, and that nothing that Elixir can ask
 * of a node waits for us in vain.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { connected, spawnCounter } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir");

/** Within this an answer must be there that needs nobody's timeout, in ms: less than the shortest of OTP's, 5 s. */
const promptMs = 4_000;

Deno.test({
  name: "an Elixir process calls, casts and sends to an actor of ours",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await spawnCounter(ours);
  const counter = `{:counter, ${us}}`;
  assert.equal(await beam.eval(`GenServer.call(${counter}, {:add, 2})`), "2");
  await beam.eval(`GenServer.cast(${counter}, {:add, 3})`);
  await beam.eval(`send(${counter}, {:add, 4})`);
  assert.equal(await beam.eval(`GenServer.call(${counter}, :count)`), "9");
  // By pid as well, which the actor told them.
  assert.equal(
    await beam.eval(`
      pid = GenServer.call(${counter}, :pid)
      send(pid, {:add, 1})
      {node(pid), GenServer.call(pid, :count)}`),
    `{${us}, 10}`,
  );
});

Deno.test({
  name: "every kind of term comes back from an actor of ours as it went",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await spawnCounter(ours);
  assert.equal(
    await beam.eval(`
      terms = [
        :ok, :"größe", nil, true, 0, 255, 256, -1, 2_147_483_648, -9_007_199_254_740_993, 2 ** 4_000, 1.5, -0.0,
        "", "text", <<5::3>>, :binary.copy("x", 100_000), [], [1, 2], 'charlist', [1 | 2], {}, {1}, List.to_tuple(Enum.to_list(1..300)),
        %{}, %{"a" => 1, :a => 2, 1 => %{nil => []}}, MapSet.new([1, 2]), ~D[2024-02-29], self(), make_ref(), hd(Port.list()),
        &Enum.map/2, fn x -> x + 1 end, Enum.to_list(1..10_000)
      ]
      for term <- terms, GenServer.call({:counter, ${us}}, {:echo, term}) !== term, do: term`),
    "[]",
  );
});

Deno.test({
  name: "we call, cast and send to a GenServer of theirs, by name and by pid",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours } = pair;
  await beam.eval("Counter.start(:counter)");
  const seen = await ours.run(async ({ node, etf }, them) => {
    const { atom, format, tuple } = etf;
    const counter = node.actor(`counter@${them}`);
    const first = await counter.call(tuple(atom("add"), 2));
    counter.cast(tuple(atom("add"), 3));
    counter.send(tuple(atom("add"), 4));
    const pid = await node.rpc(them, "erlang", "whereis", [atom("counter")]);
    if (!(pid instanceof etf.Pid)) throw new Error(format(pid));
    const second = await node.actor(pid).call(atom("count"));
    return [first, second].map((term) => format(term));
  }, beam.node);
  assert.deepEqual(seen, ["2", "9"]);
});

Deno.test({
  name:
    "a call of ours that cannot be answered says why: nobody there, too late, crashed",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours } = pair;
  await beam.eval("Counter.start(:counter)");
  const failures = await ours.run(async ({ node, etf }, them) => {
    const { atom, format, tuple } = etf;
    type Request = Parameters<typeof format>[0];
    async function failure(name: string, request: Request, timeoutMs?: number) {
      try {
        const actor = node.actor({ name, node: them });
        return format(
          await actor.call(request, timeoutMs ? { timeoutMs } : {}),
        );
      } catch (error) {
        const { code, reason } = error as { code: string; reason?: Request };
        return `${code} ${reason === undefined ? "" : format(reason)}`;
      }
    }
    return [
      await failure("nobody", atom("count")),
      await failure("counter", atom("never"), 200),
      await failure("counter", tuple(atom("crash"), atom("boom"))),
    ];
  }, beam.node);
  assert.match(failures[0]!, /^noproc /);
  assert.match(failures[1]!, /^timeout /);
  assert.equal(failures[2], "exit boom");
});

Deno.test({
  name: "we call functions of a BEAM node, and hear of those that fail",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours } = pair;
  const answers = await ours.run(async ({ node, etf }, them) => {
    const { atom, format } = etf;
    const name = await node.rpc(them, "erlang", "node", []);
    const sum = await node.rpc(them, "lists", "sum", [[1, 2, 3]]);
    const absent = await node.rpc(them, "lists", "no_such", [atom("x")]).then(
      () => "answered",
      (error) => `${error}`,
    );
    return [format(name), format(sum), absent];
  }, beam.node);
  assert.deepEqual(answers.slice(0, 2), [`'${beam.node}'`, "6"]);
  assert.match(answers[2]!, /undef/);
});

Deno.test({
  name: "whatever Elixir asks of a node of ours, nobody waits in vain",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await spawnCounter(ours);
  const wait = "receive do message -> message end";
  const outcomes: readonly (readonly [string, RegExp])[] = [
    [`Node.ping(${us})`, /^:pong$/],
    [`:rpc.call(${us}, :erlang, :node, [])`, /:badrpc/],
    [`:rpc.cast(${us}, :erlang, :node, [])`, /^true$/],
    [`:rpc.multicall([node(), ${us}], :erlang, :node, [])`, /:badrpc/],
    [
      `:rpc.async_call(${us}, :erlang, :node, []) |> :rpc.yield()`,
      /:badrpc/,
    ],
    [`:rpc.block_call(${us}, :erlang, :node, [])`, /:badrpc, .*:undef/],
    [`:rpc.server_call(${us}, :nobody, :x, :y)`, /:error|:badrpc/],
    [`:erpc.call(${us}, :erlang, :node, [])`, /:erpc/],
    [`:erpc.multicall([${us}], :erlang, :node, [])`, /:erpc/],
    [`Node.spawn(${us}, fn -> :ok end)`, /^#PID/],
    [
      `Process.flag(:trap_exit, true); Node.spawn_link(${us}, fn -> :ok end); ${wait}`,
      /:EXIT/,
    ],
    [`Node.spawn_monitor(${us}, fn -> :ok end)`, /notsup|DOWN/],
    [
      `:erlang.spawn_request(${us}, :erlang, :node, []); ${wait}`,
      /:spawn_reply, .*:error/,
    ],
    [`:global.sync()`, /^:ok$/],
    [`:global.sync([${us}])`, /^:ok$/],
    [`:global.trans({:lock, self()}, fn -> :done end)`, /^:done$/],
    [`:global.register_name(:name, self())`, /^:yes$/],
    [`:global.set_lock({:other, self()}, [${us}], 0)`, /^true$/],
    [`GenServer.call({:nobody, ${us}}, :x, :infinity)`, /noproc|no process/],
    [`GenServer.call({:net_kernel, ${us}}, :x, :infinity)`, /./],
    [`GenServer.call({:rex, ${us}}, :x, :infinity)`, /./],
    [`GenServer.call({:global_name_server, ${us}}, :x, :infinity)`, /./],
    [`GenServer.call({:application_controller, ${us}}, :x, :infinity)`, /./],
    [`GenServer.multi_call([node(), ${us}], :nobody, :x)`, /^\{\[\], /],
    [
      `Task.Supervisor.async({:tasks, ${us}}, fn -> 1 end) |> Task.await(:infinity)`,
      /noproc|no process/,
    ],
    [`Process.monitor({:nobody, ${us}}); ${wait}`, /:DOWN, .*:noproc/],
    [`:sys.get_state({:counter, ${us}}, :infinity)`, /./],
    [`:sys.get_status({:counter, ${us}}, :infinity)`, /./],
    [`:io.put_chars({:user, ${us}}, "x")`, /./],
    [
      `Process.monitor({:counter, ${us}}); send({:counter, ${us}}, {:io_request, self(), :as, {:put_chars, :unicode, "x"}}); ${wait}`,
      /:io_reply, :as, \{:error/,
    ],
    [`:net_kernel.node_info(${us}) |> elem(0)`, /^:ok$/],
    [`:net_adm.names('10.77.0.1')`, /^\{:ok, \[\{'ours', \d+\}\]\}$/],
    [`Agent.get({:nobody, ${us}}, & &1)`, /noproc|no process/],
    [`GenServer.stop({:nobody, ${us}})`, /noproc|no process/],
    [`GenServer.stop({:counter, ${us}})`, /notsup/],
    [`Supervisor.which_children({:nobody, ${us}})`, /noproc|no process/],
    [
      `DynamicSupervisor.start_child({:nobody, ${us}}, {Task, fn -> 1 end})`,
      /noproc|no process/,
    ],
    [`:mnesia.start(); :mnesia.change_config(:extra_db_nodes, [${us}])`, /./],
  ];
  for (const [expression, expected] of outcomes) {
    const startMs = performance.now();
    const outcome = await beam.eval(`(${expression})`, 10_000)
      .catch((error) => `${error.message}`);
    const tookMs = performance.now() - startMs;
    assert.match(outcome, expected, expression);
    assert.ok(tookMs < promptMs, `${expression} took ${tookMs} ms: ${outcome}`);
  }
});
