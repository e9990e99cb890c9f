import assert from "node:assert/strict";
import type { Actor } from "../../src/cli/actor_rows.ts";
import { ActorsScreen, crashMarkMs } from "../../src/cli/actors_screen.ts";
import { VirtualClock } from "../../src/sim/mod.ts";

const origin = "http://127.0.0.1:8080";

Deno.test("a tree is drawn on the other screen, and what stood there comes back", () => {
  const { written, screen } = drawn();
  screen.tree({ actors: [actor("a"), actor("a/b")], truncated: false });
  assert(written[0]!.startsWith("\u001b[?1049h\u001b[?25l"));
  assert.deepEqual(shown(written), [
    `${origin}  2 actors, 0 restarts`,
    "",
    "  ACTOR  STATE  RESTARTS  LAST CRASH",
    "  a      idle   0",
    "    b    idle   0",
    "",
    "✗ crashed within a minute  ! troubled  Ctrl+C ends",
  ]);
  screen[Symbol.dispose]();
  assert(written.at(-1)!.endsWith("\u001b[?25h\u001b[?1049l"));
});

Deno.test("a screen on which nothing was drawn is left alone", () => {
  const { written, screen } = drawn();
  screen[Symbol.dispose]();
  assert.deepEqual(written, []);
});

Deno.test("nothing is written while nothing changes, and all is when the terminal does", () => {
  const { written, screen, size } = drawn();
  const tree = { actors: [actor("a")], truncated: false };
  screen.tree(tree);
  screen.tree(tree);
  assert.equal(written.length, 1);
  size.columns = 20;
  screen.tree(tree);
  assert.equal(written.length, 2);
  assert(shown(written).every((line) => line.length <= 20));
  assert.doesNotMatch(written[1]!, /1049/);
  size.rows = 60;
  screen.tree(tree);
  assert.equal(written.length, 3);
  assert.deepEqual(shown(written), shown(written.slice(0, 2)));
});

Deno.test("marks say what is wrong, without colours too", () => {
  const { screen, written, clock } = drawn({ hasColours: false });
  const last_crash = { at_ms: clock.nowMs(), reason: "boom" };
  const crashed = { ...actor("a"), restarts: 1, last_crash };
  const troubled = { ...actor("b"), tags: ["troubled"] };
  const tree = { actors: [crashed, troubled], truncated: false };
  screen.tree(tree);
  assert.deepEqual(shown(written).slice(3, 5), [
    "✗ a      idle   1         boom",
    "! b      idle   0",
  ]);
  // deno-lint-ignore no-control-regex -- colours are what must not be there
  assert.doesNotMatch(written.join(""), /\u001b\[\d*m/);
  clock.advance(crashMarkMs);
  screen.tree(tree);
  assert.equal(shown(written)[3], "  a      idle   1         boom");
});

Deno.test("colours begin and end with their line", () => {
  const { screen, written } = drawn();
  const troubled = { ...actor("b"), tags: ["troubled"] };
  screen.tree({ actors: [troubled], truncated: false });
  assert(written[0]!.includes("\u001b[33m! b      idle   0\u001b[0m\u001b[K"));
});

Deno.test("members of a pool are counted by state", () => {
  const { screen, written } = drawn();
  const member = (id: number, state: string) => ({
    ...actor(`crowd/${id}`),
    state,
    restarts: id,
  });
  const members = [
    ...[member(0, "silent"), member(1, "heard"), member(2, "heard")],
    // What lives below a member is folded with it.
    actor("crowd/2/line"),
  ];
  const crowd = { ...actor("crowd"), kind: "pool", children: 3 };
  screen.tree({ actors: [crowd, ...members], truncated: false });
  assert.deepEqual(shown(written).slice(3, 6), [
    "  crowd        idle               0",
    "    3 members  heard 2, silent 1  3",
    "",
  ]);
});

Deno.test("a tree that is longer than the terminal says how much is left out", () => {
  const { screen, written, size } = drawn();
  size.rows = 10;
  const actors = Array.from({ length: 50 }, (_, at) => actor(`a${at}`));
  screen.tree({ actors, truncated: false });
  const lines = shown(written);
  assert.equal(lines.length, 10);
  assert.match(lines.at(-1)!, /^45 more rows: /);
  size.rows = 1;
  screen.tree({ actors, truncated: false });
  assert.equal(shown(written).length, 1);
});

Deno.test("a node that is waited for is told of in the first line, and its last tree stays", () => {
  const { screen, written } = drawn();
  screen.tree({ actors: [actor("a")], truncated: false });
  screen.waiting("nobody there");
  const lines = shown(written);
  assert.equal(lines[0], "waiting: nobody there");
  assert.equal(lines[3], "  a      idle   0");
});

function actor(path: string): Actor {
  return { path, state: "idle", tags: [], children: 0, restarts: 0 };
}

function drawn({ hasColours = true } = {}) {
  const clock = new VirtualClock();
  const written: string[] = [];
  const size = { columns: 100, rows: 30 };
  const terminal = {
    ...{ hasColours, size: () => size },
    write: (text: string) => void written.push(text),
  };
  const screen = new ActorsScreen({ terminal, origin, clock });
  return { clock, written, size, screen };
}

/** The lines that stand on the screen after the last writing. */
function shown(written: readonly string[]): readonly string[] {
  // deno-lint-ignore no-control-regex -- they are what is taken away
  const text = written.at(-1)!.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
  return text.split("\r\n");
}
