/**
 * Asks a node's REST from a process of its own, and prints what it measured as `<name> <number>` pairs on one line.
 *
 *     membership <http port> <password> <seconds> <askers>
 *         asks for the membership; each asker asks again as soon as it was answered
 *     fanout <http port> <token> <events> <readers>
 *         prints `reading` once all readers have the stream of events, and waits for so many `member_in`
 *
 * @module
 */
const [mode, port, credentials, ...numbers] = Deno.args as [
  string,
  string,
  string,
  ...string[],
];
const base = `http://127.0.0.1:${port}`;
/** Of a whole fan-out, in ms: what has not come by then is missing. */
const fanoutMsMax = 20_000;

type Figures = Readonly<Record<string, number>>;

const [first, second] = numbers.map(Number) as [number, number];
const figures = mode === "membership"
  ? await membership(first, second)
  : await fanout(first, second);
console.log(
  Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(" "),
);

/** How many are answered a second, how late, and how many members are in an answer. */
async function membership(seconds: number, askers: number): Promise<Figures> {
  const headers = { authorization: `Basic ${btoa(`bench:${credentials}`)}` };
  const took: number[] = [];
  let members = 0;
  const beganAtMs = performance.now();
  const untilMs = beganAtMs + seconds * 1_000;
  const ask = async () => {
    while (performance.now() < untilMs) {
      const askedAtMs = performance.now();
      const answer = await fetch(`${base}/membership/bench`, { headers });
      const text = await answer.text();
      took.push(performance.now() - askedAtMs);
      if (answer.status !== 200) throw new Error(text);
      // Once: reading it is not what is measured.
      members ||= JSON.parse(text).membership.length;
    }
  };
  await Promise.all(Array.from({ length: askers }, ask));
  const perSecond = took.length / (performance.now() - beganAtMs) * 1_000;
  return { perSecond, p50: part(took, 0.5), p99: part(took, 0.99), members };
}

/** How many events a second reach readers, how long after they happened, and how many never came. */
async function fanout(events: number, readers: number): Promise<Figures> {
  const headers = { authorization: `Bearer ${credentials}` };
  const streams = await Promise.all(
    Array.from({ length: readers }, async () => {
      const stream = await fetch(`${base}/v1/events`, { headers });
      if (stream.status !== 200) throw new Error(await stream.text());
      return stream.body!.getReader();
    }),
  );
  console.log("reading");
  const leave = () => streams.forEach((stream) => void stream.cancel());
  const wanted = events * readers;
  const late: number[] = [];
  let firstAtMs = 0, lastAtMs = 0;
  const told = (atMs: number) => {
    const nowMs = performance.timeOrigin + performance.now();
    firstAtMs ||= nowMs;
    lastAtMs = nowMs;
    late.push(nowMs - atMs);
    if (late.length === wanted) leave();
  };
  const timer = setTimeout(leave, fanoutMsMax);
  await Promise.all(streams.map((stream) => read(stream, told)));
  clearTimeout(timer);
  const perSecond = late.length / (lastAtMs - firstAtMs) * 1_000;
  const missing = wanted - late.length;
  return { perSecond, p50: part(late, 0.5), p99: part(late, 0.99), missing };
}

/** Tells when each `member_in` of a stream happened, until it is left. */
async function read(
  stream: ReadableStreamDefaultReader<Uint8Array>,
  told: (atMs: number) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for (
    let chunk = await stream.read();
    !chunk.done;
    chunk = await stream.read()
  ) {
    const blocks = (rest + decoder.decode(chunk.value, { stream: true }))
      .split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      if (!block.includes("event: member_in")) continue;
      told(Number(/"atMs":([\d.]+)/.exec(block)![1]));
    }
  }
}

function part(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}
