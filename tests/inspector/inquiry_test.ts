/**
 * One node looks at the actors of another: what is asked and answered, over a way on which nothing is lost, and with
 * whatever else a node may send.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  answerOf,
  answerTerm,
  argsBytesMax,
  inquiryOf,
  inquiryTerm,
  inquiryVersion,
  pieceBytesMax,
} from "../../src/inspector/inquiry.ts";
import {
  askingMsMax,
  holdingMsMax,
  InquiryDesk,
  onlookersMax,
} from "../../src/inspector/inquiry_desk.ts";
import { RemoteSource } from "../../src/inspector/remote_source.ts";
import type { ViewerWish } from "../../src/inspector/frame.ts";
import type { ActorAction, Viewing } from "../../src/inspector/source.ts";
import { atom, type Term, toTerm, tuple } from "../../src/wire/etf/mod.ts";

/** A source whose frames the test makes, and what was wished of it. */
class FakeSource {
  readonly wishes: ViewerWish[] = [];
  readonly acted: ActorAction[] = [];
  readonly #waiting = new Set<(frame: string | undefined) => void>();
  viewings = 0;

  open(): Viewing {
    this.viewings++;
    let isOpen = true;
    let next = (_: string | undefined) => {};
    return {
      wish: (wish) => void this.wishes.push(wish),
      next: () =>
        new Promise((resolve) => {
          next = resolve;
          this.#waiting.add(resolve);
        }),
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        this.viewings--;
        next(undefined);
      },
    };
  }

  chart(key: string) {
    return key === "none" ? undefined : { id: key } as never;
  }

  act(action: ActorAction) {
    this.acted.push(action);
    return { ok: true } as const;
  }

  tell(frame: string | undefined): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve(frame);
  }
}

/** A desk and who asks it, with a way between them that a test may cut, and time that a test moves. */
class Office {
  readonly source = new FakeSource();
  readonly desk: InquiryDesk;
  readonly remote: RemoteSource;
  nowMs = 0;
  isCut = false;
  calls = 0;
  #ids = 0;

  constructor(answer?: (request: Term) => Term) {
    this.desk = new InquiryDesk({
      source: () => this.source,
      nowMs: () => this.nowMs,
      newId: () => `v${++this.#ids}`,
    });
    this.remote = new RemoteSource({
      node: "b@there",
      call: (request) => {
        this.calls++;
        if (this.isCut) return Promise.reject(new Error("out of reach"));
        if (answer) return Promise.resolve(answer(request));
        return new Promise((resolve) => this.desk.answer(request, resolve));
      },
    });
  }

  /** Time passes. */
  pass(ms: number): void {
    this.nowMs += ms;
    this.desk.sweep();
  }
}

/** Lets promises that can settle do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("what one looks at is told frame by frame, and wishes and deeds go the other way", async () => {
  const { source, remote, desk } = new Office();
  const viewing = await remote.open();
  assert(desk.isWatched);
  viewing.wish({ selected: "x:1" });
  const first = viewing.next();
  await settled();
  source.tell('{"atMs":1}');
  assert.equal(await first, '{"atMs":1}');
  assert.deepEqual(source.wishes, [{ selected: "x:1" }]);
  assert.deepEqual(await remote.chart("socket"), { id: "socket" });
  assert.equal(await remote.chart("none"), undefined);
  const action = { action: "restart", id: "x:1" } as const;
  assert.deepEqual(await remote.act(action), { ok: true });
  assert.deepEqual(source.acted, [action]);
  const last = viewing.next();
  viewing.close();
  viewing.close();
  assert.equal(await last, undefined);
  await settled();
  assert.equal(source.viewings, 0);
  assert(!desk.isWatched);
});

Deno.test("a frame of any length comes as it is, in pieces that a line can carry", async () => {
  const office = new Office();
  const { source, remote } = office;
  const viewing = await remote.open();
  for (const length of [0, 1, pieceBytesMax - 3, pieceBytesMax, 1_000_000]) {
    const frame = `{"a":"${"ü".repeat(length)}"}`;
    const next = viewing.next();
    const before = office.calls;
    await settled();
    source.tell(frame);
    assert.equal(await next, frame);
    const bytes = new TextEncoder().encode(frame).length;
    assert.equal(office.calls - before + 1, Math.ceil(bytes / pieceBytesMax));
  }
});

Deno.test("where nothing happens an answer is held for a while, and asked for again", async () => {
  const office = new Office();
  const viewing = await office.remote.open();
  const next = viewing.next();
  for (let i = 0; i < 10; i++) {
    office.pass(holdingMsMax);
    await settled();
  }
  assert.equal(office.source.viewings, 1, "who waits is not gone");
  assert.equal(office.calls, 12);
  office.source.tell("{}");
  assert.equal(await next, "{}");
});

Deno.test("who asks no more is taken for gone, and who was only slow begins anew with all that it wished", async () => {
  const office = new Office();
  const { source, remote, desk } = office;
  const viewing = await remote.open();
  viewing.wish({ selected: "x:1" });
  viewing.wish({ log: false });
  await settled();
  office.pass(askingMsMax - 1);
  assert.equal(source.viewings, 1);
  office.pass(1);
  assert.equal(source.viewings, 0);
  assert(!desk.isWatched);
  source.wishes.length = 0;
  const next = viewing.next();
  await settled();
  assert.deepEqual(source.wishes, [{ selected: "x:1", log: false }]);
  source.tell('{"all":[]}');
  assert.equal(await next, '{"all":[]}');
});

Deno.test("where there is nothing more to see, or nobody there, the viewer is told", async () => {
  const office = new Office();
  const viewing = await office.remote.open();
  const next = viewing.next();
  await settled();
  office.source.tell(undefined);
  assert.equal(await next, undefined);
  office.isCut = true;
  await assert.rejects(office.remote.open(), { message: "out of reach" });
  await assert.rejects(viewing.next(), { message: "out of reach" });
  viewing.wish({ log: true });
  viewing.close();
  await settled();
});

Deno.test("so many may look and no more", async () => {
  const { remote, source } = new Office();
  for (let i = 0; i < onlookersMax; i++) await remote.open();
  await assert.rejects(remote.open(), {
    message: /^b@there refuses to be looked at: 32 look already$/,
  });
  assert.equal(source.viewings, onlookersMax);
});

Deno.test("an end lets everybody go", async () => {
  const { remote, desk, source } = new Office();
  const viewing = await remote.open();
  const next = viewing.next();
  await settled();
  desk.end();
  assert.equal(await next, undefined);
  assert.equal(source.viewings, 0);
});

Deno.test("a node of another version is told apart", async () => {
  const request = tuple(
    ...[atom("inspect"), inquiryVersion + 1, atom("open"), new Uint8Array(0)],
  ) as Term;
  const { desk } = new Office();
  const answer = await new Promise<Term>((resolve) =>
    desk.answer(request, resolve)
  );
  assert.deepEqual(answerOf(answer), {
    ...{ type: "error", code: "version" },
    why: "version 1 of the inspector is spoken here",
  });
  const { remote } = new Office(() => answer);
  await assert.rejects(remote.open(), {
    message:
      "b@there refuses to be looked at: version 1 of the inspector is spoken here",
  });
});

const anyTerm: fc.Arbitrary<Term> = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(
      ...["inspect", "open", "next", "ok", "more", "frame", "none"].map((
        name,
      ) => atom(name)),
    ),
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.array(tie("term")).map((elements) => tuple(...elements) as Term),
    fc.array(tie("term")) as fc.Arbitrary<Term>,
  ),
})).term;

Deno.test("whatever is asked is answered, and costs nobody anything", async () => {
  const { desk, source } = new Office();
  const given = fc.oneof(
    anyTerm,
    fc.tuple(
      fc.constantFrom("open", "next", "wish", "chart", "act", "close", "x"),
      fc.oneof(
        fc.json(),
        fc.constantFrom(
          '{"viewer":{"toString":1}}',
          '{"key":{"toString":1}}',
          '{"viewer":"v1","wish":{"selected":1}}',
          '{"action":"crash","id":[]}',
        ),
        fc.constant(JSON.stringify("x".repeat(argsBytesMax))),
      ),
    ).map(([what, args]) =>
      tuple(atom("inspect"), inquiryVersion, atom(what), toTerm(args)) as Term
    ),
  );
  await fc.assert(
    fc.asyncProperty(given, async (request) => {
      const answer = await new Promise<Term>((resolve) => {
        desk.answer(request, resolve);
        desk.end();
      });
      assert(answerOf(answer), "it is an answer");
    }),
    { numRuns: 500 },
  );
  desk.end();
  assert.equal(source.viewings, 0);
  assert.deepEqual(source.acted, []);
});

Deno.test("whatever is answered, a viewer comes to an end of it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTerm), async (answers) => {
      const { remote } = new Office(() => answers.shift() ?? atom("ended"));
      const work = [
        async () => (await remote.open()).next(),
        () => remote.chart("x"),
        () => remote.act({ action: "restart", id: "x" }),
      ];
      for (const each of work) {
        await each().catch((error) => assert(error instanceof Error));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("a frame that would be more than one event of a stream is none", async () => {
  for (const text of ["{}\n\nevent: bye", "{}\r", "\xff"]) {
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const answers = [
      answerTerm({ type: "ok", value: { viewer: "v" } }),
      answerTerm({ type: "frame", piece: bytes }),
    ];
    const { remote } = new Office(() => answers.shift()!);
    assert.equal(await (await remote.open()).next(), undefined);
  }
});

Deno.test("a frame without end is given up, however small its pieces are", async () => {
  const opened = answerTerm({ type: "ok", value: { viewer: "v" } });
  for (const [bytes, pieces] of [[1_048_576, 32], [1, 256], [0, 256]]) {
    const piece = answerTerm({ type: "more", piece: new Uint8Array(bytes!) });
    let asked = 0;
    const { remote } = new Office(() => asked++ === 0 ? opened : piece);
    assert.equal(await (await remote.open()).next(), undefined);
    assert.equal(asked, 1 + pieces! + 1);
  }
});

Deno.test("of a wish nothing is kept but what may be wished", async () => {
  const { desk, source, remote } = new Office();
  const viewing = await remote.open();
  const wish = { selected: "x:1", log: false, more: "x" } as ViewerWish;
  viewing.wish(wish);
  await settled();
  assert.deepEqual(source.wishes, [{ selected: "x:1", log: false }]);
  desk.end();
});

Deno.test("inquiries and answers are what they were, there and back", () => {
  const inquiry = { what: "wish", args: { viewer: "v", wish: {} } } as const;
  assert.deepEqual(inquiryOf(inquiryTerm(inquiry)), inquiry);
  const answers = [
    { type: "ok", value: { a: [1, null] } },
    { type: "more", piece: new Uint8Array([1]) },
    { type: "none" },
    { type: "ended" },
    { type: "error", code: "busy", why: "ä" },
  ] as const;
  for (const answer of answers) {
    assert.deepEqual(answerOf(answerTerm(answer)), answer);
  }
});
