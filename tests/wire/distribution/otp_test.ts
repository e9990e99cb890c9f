import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  decodeMessage,
  encodeMessage,
  Flag,
  flagsOf,
  formOf,
  FRAGMENT_BYTES_MIN,
  mandatoryOtp26,
  type OutgoingMessage,
} from "../../../src/wire/distribution/mod.ts";
import {
  atom,
  equals,
  Pid,
  Reference,
  type Term,
  toTerm,
  Tuple,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import { needs } from "../../support/needs.ts";
import { OtpPeer } from "./otp_peer.ts";

// Tells whoever sent {Pid, Request} what it is; and whoever it is linked to, by what it ended.
const sink = String.raw`
  spawn(fun() ->
  process_flag(trap_exit, true),
  register(sink, self()),
  Alias = alias(),
  Connect(),
  Loop = fun Loop(Teller) ->
    receive
      {From, hello} -> From ! {self(), Alias}, Loop(From);
      {From, Bytes} when is_binary(Bytes) ->
        From ! {byte_size(Bytes), erlang:md5(Bytes)}, Loop(From);
      {From, {reply, Term}} -> From ! Term, Loop(From);
      {From, {monitor, Pid}} -> monitor(process, Pid), From ! monitored, Loop(From);
      {From, die} -> unlink(From), exit({died, From});
      Other -> Teller ! {got, Other}, Loop(Teller)
    end
  end,
  Loop(none)
  end).`;

const allFlags = flagsOf({ hidden: false });
const plainFlags = mandatoryOtp26 | Flag.DIST_MONITOR |
  Flag.DIST_MONITOR_NAME | Flag.MANDATORY_25_DIGEST;

for (
  const [form, flags] of [["with all our flags", allFlags], [
    "with those that OTP demands",
    plainFlags,
  ]] as const
) {
  Deno.test({
    name: `OTP takes every message that we send, and answers, ${form}`,
    ignore: needs("erl"),
    fn: () => converse(flags),
  });
}

async function converse(flags: bigint): Promise<void> {
  await using otp = await OtpPeer.start(flags, sink);
  assert.equal(otp.form.hasHeader, flags === allFlags);
  const me = otp.pid(1);
  const says = async (expected: Term) => {
    const { message, to } = await otp.next("send");
    assert(equals(to, me));
    assert(equals(message, expected), Deno.inspect(message));
  };
  const ask = (request: Term) => {
    const message = tuple(me, request);
    return otp.send({ type: "reg_send", from: me, to: "sink", message });
  };

  const [them, alias] = await hello(otp, me);
  const got = (message: Term) => tuple(atom("got"), message);
  await otp.send({ type: "send", to: them, message: atom("direct") });
  await says(got(atom("direct")));

  await otp.send({ type: "alias_send", from: me, to: alias, message: 5 });
  await says(got(5));

  const linked = otp.pid(2);
  await otp.send({ type: "link", from: linked, to: them });
  const reason = toTerm(tuple(atom("bad"), ["luck", 1.5]));
  await otp.send({ type: "exit", from: linked, to: them, reason });
  await says(got(tuple(atom("EXIT"), linked, reason)));
  await otp.send({ type: "exit2", from: me, to: them, reason });
  await says(got(tuple(atom("EXIT"), me, reason)));

  await otp.send({ type: "link", from: linked, to: them });
  await otp.send({ type: "unlink_id", id: 2n ** 40n, from: linked, to: them });
  const { type: _, ...ack } = await otp.next("unlink_id_ack");
  assert.deepEqual(ack, { id: 2 ** 40, from: them, to: linked });

  await ask(tuple(atom("monitor"), linked));
  const { reference, ...monitor } = await otp.next("monitor");
  assert.deepEqual(monitor, { type: "monitor", from: them, to: linked });
  await says(atom("monitored"));
  await otp.send({
    type: "monitor_exit",
    from: linked,
    to: them,
    reference,
    reason,
  });
  const down = [atom("DOWN"), reference, atom("process"), linked, reason];
  await says(got(tuple(...down)));

  const missing = otp.reference(1);
  await otp.send({
    type: "monitor",
    from: me,
    to: "missing",
    reference: missing,
  });
  const noproc = await otp.next("monitor_exit");
  assert.deepEqual(noproc, {
    type: "monitor_exit",
    from: "missing",
    to: me,
    reference: missing,
    reason: atom("noproc"),
  });

  const given = otp.reference(2);
  await otp.send({ type: "monitor", from: me, to: them, reference: given });
  await otp.send({ type: "demonitor", from: me, to: them, reference: given });
  const last = otp.reference(3);
  await otp.send({ type: "monitor", from: me, to: them, reference: last });
  await ask(atom("die"));
  const died = await otp.next("monitor_exit");
  assert.deepEqual(died, {
    type: "monitor_exit",
    from: them,
    to: me,
    reference: last,
    reason: tuple(atom("died"), me),
  });
}

Deno.test({
  name: "OTP puts our fragments together, and we put together OTP's",
  ignore: needs("erl"),
  async fn() {
    await using otp = await OtpPeer.start(allFlags, sink);
    const me = otp.pid(1);
    await hello(otp, me);
    const bytes = new Uint8Array(300_000).map((_, i) => i * i >> 3);
    const md5 = new Uint8Array(createHash("md5").update(bytes).digest());
    const large = (request: Term) =>
      otp.send({
        type: "reg_send",
        from: me,
        to: "sink",
        message: tuple(me, request),
      }, FRAGMENT_BYTES_MIN);
    await large(bytes);
    const told = await otp.next("send");
    assert(equals(told.message, tuple(bytes.length, md5)));
    await large(tuple(atom("reply"), bytes));
    const back = await otp.next("send");
    assert(equals(back.message, bytes));
  },
});

// Frames as OTP would make them: what they are, control message and payload.
const frames = String.raw`
  Me = self(), Ref = make_ref(), Token = {1, 2, 3, Me, 4}, Why = {because, [1000]}, MFA = {erlang, halt, 0},
  Bytes = fun(Term) -> term_to_binary(Term, [{minor_version, 2}]) end,
  Print = fun(Type, Terms) ->
    Frame = iolist_to_binary([112 | lists:map(Bytes, Terms)]),
    io:format("~s ~s~n", [Type, binary:encode_hex(Frame)])
  end,
  Print(link, [{1, Me, Me}]),
  Print(send, [{2, '', Me}, Why]),
  Print(exit, [{3, Me, Me, Why}]),
  Print(unlink, [{4, Me, Me}]),
  Print(reg_send, [{6, Me, '', net_kernel}, Why]),
  Print(group_leader, [{7, Me, Me}]),
  Print(exit2, [{8, Me, Me, Why}]),
  Print(monitor, [{19, Me, Me, Ref}]),
  Print(monitor, [{19, Me, net_kernel, Ref}]),
  Print(demonitor, [{20, Me, net_kernel, Ref}]),
  Print(monitor_exit, [{21, net_kernel, Me, Ref, noproc}]),
  Print(spawn_reply, [{31, Ref, Me, 0, notsup}]),
  Print(alias_send, [{33, Me, Ref}, Why]),
  Print(unlink_id, [{35, 1 bsl 63, Me, Me}]),
  Print(unlink_id_ack, [{36, 1, Me, Me}]),
  Print("send traced", [{12, '', Me, Token}, Why]),
  Print("exit traced", [{13, Me, Me, Token, Why}]),
  Print("reg_send traced", [{16, Me, '', net_kernel, Token}, Why]),
  Print("exit2 traced", [{18, Me, Me, Token, Why}]),
  Print("send sender", [{22, Me, Me}, Why]),
  Print("send sender traced", [{23, Me, Me, Token}, Why]),
  Print("exit payload", [{24, Me, Me}, Why]),
  Print("exit2 payload", [{26, Me, Me}, Why]),
  Print("monitor_exit payload", [{28, Me, Me, Ref}, Why]),
  Print("spawn_request plain", [{29, Ref, Me, Me, MFA, [{reply, yes}]}, []]),
  halt().`;

Deno.test({
  name:
    "control messages written by OTP are understood, and ours are the same bytes",
  ignore: needs("erl"),
  async fn() {
    const { stdout } = await new Deno.Command("erl", {
      args: ["-noshell", "-eval", frames],
      stdin: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    assert.equal(lines.length, 25);
    for (const line of lines) {
      const [type, ...more] = line.split(" ");
      const hex = more.pop()!.toLowerCase();
      const decoded = decodeMessage(Uint8Array.fromHex(hex));
      assert(decoded.ok && decoded.value.type === type, line);
      if (more.length > 0) continue;
      const ours = encodeMessage(decoded.value as OutgoingMessage, formOf(0n));
      assert.equal(ours.subarray(4).toHex(), hex, line);
    }
  },
});

/** Gets to know the sink: its pid and its alias. */
async function hello(otp: OtpPeer, me: Pid): Promise<[Pid, Reference]> {
  const message = tuple(me, atom("hello"));
  await otp.send({ type: "reg_send", from: me, to: "sink", message });
  const answer = await otp.next("send");
  assert(answer.message instanceof Tuple);
  const [pid, alias] = answer.message.elements;
  assert(pid instanceof Pid && alias instanceof Reference);
  return [pid, alias];
}
