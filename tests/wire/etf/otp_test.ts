import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeTerm,
  encodeTerm,
  equals,
  type Term,
} from "../../../src/wire/etf/mod.ts";
import { needs } from "../../support/needs.ts";
import { anyTerm, bytesOf, samples } from "./terms.ts";

// Reads terms as hexadecimal lines. Says each again as OTP writes it by default,
// as it writes it compressed and in its oldest form, and whether that is the term.
const echo = `
  Loop = fun Loop() ->
    case io:get_line("") of
      eof -> ok;
      Line ->
        Bytes = binary:decode_hex(string:trim(list_to_binary(Line))),
        Reply = try binary_to_term(Bytes) of
          Term -> [[" ", binary:encode_hex(term_to_binary(Term, Options))] ||
            Options <- [[], [compressed], [{minor_version, 0}], [{minor_version, 2}]]]
        catch error:badarg -> " refused" end,
        io:put_chars([Reply, "\\n"]),
        Loop()
    end
  end,
  Loop(), halt().`;

// It takes about a second; one that hangs must not hang the tests.
const OTP_MS_MAX = 60_000;

/** What one OTP process makes of each byte string: its four encodings, or `["refused"]`. */
async function askOtp(terms: readonly Uint8Array[]): Promise<string[][]> {
  const erl = new Deno.Command("erl", {
    args: ["-noshell", "-eval", echo],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const deadline = setTimeout(() => erl.kill("SIGKILL"), OTP_MS_MAX);
  const answer = erl.output().finally(() => clearTimeout(deadline));
  const writer = erl.stdin.getWriter();
  const lines = terms.map((bytes) => `${bytes.toHex()}\n`).join("");
  await writer.write(new TextEncoder().encode(lines));
  await writer.close();
  const { stdout } = await answer;
  return new TextDecoder().decode(stdout).trimEnd().split("\n")
    .map((line) => line.trim().split(" "));
}

const terms: readonly Term[] = [
  ...fc.sample(anyTerm, { seed: 8, numRuns: 300 }),
  "x".repeat(5000).split("").map(() => 7),
];

Deno.test({
  name: "OTP reads every term that we write, and we read it back from OTP",
  ignore: needs("erl"),
  async fn() {
    const written = terms.map((term, i) =>
      encodeTerm(term, i % 3 === 0 ? { compressed: 6 } : {})
    );
    const answers = await askOtp(written);
    assert.equal(answers.length, terms.length);
    for (const [i, encodings] of answers.entries()) {
      assert.equal(encodings.length, 4, written[i]!.toHex());
      for (const hex of encodings) {
        const decoded = decodeTerm(Uint8Array.fromHex(hex));
        assert(decoded.ok, hex);
        assert(equals(decoded.value, terms[i]!), hex);
      }
    }
  },
});

Deno.test({
  name: "OTP reads every form that we read, and sees the same term",
  ignore: needs("erl"),
  async fn() {
    const forms = Object.entries(samples);
    const bytes = forms.map(([, text]) => bytesOf(`<83>${text}`));
    const answers = await askOtp(bytes);
    for (const [i, [form]] of forms.entries()) {
      const ours = decodeTerm(bytes[i]!);
      assert(ours.ok, form);
      const [answer = ""] = answers[i]!;
      // OTP 25 no longer reads closures of the old form.
      assert.equal(answer === "refused", form === "FUN", form);
      if (form === "FUN") continue;
      const theirs = decodeTerm(Uint8Array.fromHex(answer));
      assert(theirs.ok, form);
      // It writes the atoms inside closures anew, so their bytes differ.
      if (form !== "NEW_FUN") assert(equals(ours.value, theirs.value), form);
    }
  },
});
