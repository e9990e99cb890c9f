/**
 * What keeps nodes apart, done to hosts of the tests' own, and what `rookery doctor` says of it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Finding } from "../../src/protocol/doctor.ts";
import { needs } from "../support/needs.ts";
import { type Host, loneHost, segment } from "../support/netns.ts";
import { NodeProcess, program } from "../support/node_process.ts";

const ignore = needs("ip");

/** Long enough to hear a node that announces itself every 5 s at the latest. */
const hearing = ["--seconds", "6"];

/** Long enough for what does not depend on others. */
const briefly = ["--seconds", "1"];

Deno.test({
  name: "nothing is wrong between two nodes that hear each other",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using _node = announcing(lan.host(1), ["--cookie", "right"]);
  const { code, findings } = await examined(lan.host(0), [
    ...hearing,
    ...["--cookie", "right"],
  ]);
  assert.equal(code, 0);
  told(findings, "ok", "group_carries", "10.77.0.1");
  told(findings, "ok", "port_free");
  told(findings, "ok", "heard", "theirs@10.77.0.2");
  told(findings, "ok", "epmd_answers", "10.77.0.2");
  told(findings, "ok", "connects", "theirs@10.77.0.2");
  told(findings, "hint", "one_hop");
});

Deno.test({
  name: "two examinations at once hear each other's probes",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const both = await Promise.all(
    [0, 1].map((index) => examined(lan.host(index), ["--seconds", "5"])),
  );
  for (const { code, findings } of both) {
    told(findings, "ok", "heard", "a Rookery node at 10.77.0.");
    assert.equal(code, 0);
  }
});

Deno.test(
  { name: "a lone node is told that nobody is heard", ignore },
  async () => {
    await using lan = await segment(1);
    const { code, findings } = await examined(lan.host(0), briefly);
    assert.equal(code, 1);
    assert.deepEqual(faults(findings), ["nobody_heard"]);
  },
);

Deno.test({
  name:
    "a missing route is found, with an interface that works, and so is a route over loopback",
  ignore,
}, async () => {
  await using lan = await segment(1);
  const host = lan.host(0);
  await host.ip("route", "delete", "224.0.0.0/4");
  const without = await examined(host, briefly, interfacesAllowed);
  assert.deepEqual(faults(without.findings), ["no_route"]);
  told(without.findings, "fault", "no_route", "--multicast-if 10.77.0.1");

  await host.ip("route", "add", "224.0.0.0/4", "dev", "lo");
  const looped = await examined(host, briefly, interfacesAllowed);
  assert.deepEqual(faults(looped.findings), ["only_loopback"]);
});

Deno.test({
  name: "a container without a network for multicast is found",
  ignore,
}, async () => {
  await using host = await loneHost();
  const looped = await examined(host, briefly);
  assert.deepEqual(faults(looped.findings), ["only_loopback"]);
  await host.ip("route", "delete", "224.0.0.0/4");
  const { findings } = await examined(host, briefly);
  assert.deepEqual(faults(findings), ["no_route"]);
});

Deno.test({
  name: "an interface that is down, and one that is not there, are found",
  ignore,
}, async () => {
  await using lan = await segment(1);
  const host = lan.host(0);
  const gone = await examined(host, [
    ...briefly,
    ...["--multicast-if", "10.9.9.9"],
  ]);
  assert.deepEqual(faults(gone.findings), ["interface_gone"]);
  await host.interfaceDown();
  const down = await examined(host, briefly, interfacesAllowed);
  assert.deepEqual(faults(down.findings), ["no_route"]);
  told(down.findings, "hint", "interface_deaf", "10.77.0.1");
});

Deno.test({
  name:
    "a firewall that lets nothing of the group in is found, and that others say nothing follows from it",
  ignore: ignore || needs("tc"),
}, async () => {
  await using lan = await segment(2);
  const host = lan.host(0);
  await using _node = announcing(lan.host(1));
  await dropGroups(host);
  const { code, findings } = await examined(host, hearing);
  assert.equal(code, 1);
  assert.deepEqual(faults(findings), ["unheard"]);
  told(findings, "fault", "unheard", "does not come back");
});

Deno.test({
  name: "a port that is taken is found, and one that is shared is no fault",
  ignore,
}, async () => {
  await using lan = await segment(1);
  const host = lan.host(0);
  {
    await using holder = host.spawn(holding("udp4", 5353));
    await holder.waitFor(/^holding/);
    const { findings } = await examined(host, [...briefly, "--port", "5353"]);
    assert.deepEqual(
      faults(findings),
      ["address_in_use"],
    );
    told(findings, "fault", "address_in_use", "mDNS");
  }
  await using node = NodeProcess.start(host, []);
  await node.told("node_started");
  const { findings } = await examined(host, briefly);
  told(findings, "ok", "port_shared");
});

Deno.test({
  name: "a secret that is missing, wrong, or ours alone is told apart",
  ignore,
}, async () => {
  await using lan = await segment(3);
  const [host, hidden, plain] = [lan.host(0), lan.host(1), lan.host(2)];
  await using _hidden = announcing(hidden, ["--secret", "right"]);
  await using _plain = announcing(plain);
  const [without, wrong] = await Promise.all([
    examined(host, hearing),
    examined(host, [...hearing, "--secret", "wrong"]),
  ]);
  told(without!.findings, "fault", "secret_missing", hidden.address);
  told(without!.findings, "ok", "heard", plain.address);
  told(wrong!.findings, "fault", "wrong_secret", hidden.address);
  told(wrong!.findings, "fault", "secret_only_here", plain.address);
  for (const { line } of [without!, wrong!]) assert(!line.includes("right"));
});

Deno.test({
  name: "a node on the other of libcluster's default groups is found",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using _node = announcing(lan.host(1), [
    "--multicast-addr",
    "230.1.1.251",
  ]);
  const { findings } = await examined(lan.host(0), [
    ...hearing,
    ...["--multicast-addr", "233.252.1.32"],
  ]);
  told(findings, "fault", "other_group", "before 3.3.0");
});

Deno.test({
  name: "a cookie that is refused, and hosts without EPMD, are found",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using node = NodeProcess.start(lan.host(1), [
    ...["--no-gossip", "--name", "theirs@10.77.0.2", "--cookie", "right"],
  ]);
  await node.told("epmd_serving");
  const { findings, line } = await examined(lan.host(0), [
    ...["--no-gossip", ...briefly, "--cookie", "wrong"],
    ...["--connect", "theirs@10.77.0.2", "--connect", "nobody@10.77.0.2"],
    ...["--connect", "ghost@10.77.0.1"],
  ]);
  told(findings, "fault", "wrong_cookie", "theirs@10.77.0.2");
  told(findings, "fault", "not_registered", "nobody@10.77.0.2");
  told(findings, "fault", "epmd_refused", "10.77.0.1");
  assert(!line.includes('wrong"'), line);
});

Deno.test({
  name:
    "EPMD of a host that is not there, and another program in its place, are found",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const talker = `
    const listener = Deno.listen({ port: 4369 });
    console.log("talking");
    for await (const line of listener) {
      await line.write(new TextEncoder().encode("HTTP/1.1 400 Bad\\r\\n\\r\\n"));
      line.close();
    }
  `;
  await using other = lan.host(1).spawn([Deno.execPath(), "eval", talker]);
  await other.waitFor(/^talking/);
  const { findings } = await examined(lan.host(0), [
    ...["--no-gossip", "--connect", "a@10.77.0.2", "--connect", "b@10.77.0.99"],
  ]);
  assert.deepEqual(faults(findings), ["epmd_nonsense", "epmd_timed_out"]);
  told(findings, "fault", "epmd_nonsense", "10.77.0.2");
  told(findings, "hint", "epmd_absent");
});

Deno.test({
  name: "packets of another kind of program are no fault, and are told",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const talker = `
    import { createSocket } from "node:dgram";
    const socket = createSocket("udp4");
    setInterval(() => socket.send("hello there", 45892, "233.252.1.32"), 300);
  `;
  await using _other = lan.host(1).spawn([Deno.execPath(), "eval", talker]);
  const { findings } = await examined(lan.host(0), ["--seconds", "3"]);
  told(findings, "hint", "foreign_packets", "10.77.0.2");
  assert.deepEqual(faults(findings), []);
});

Deno.test({
  name: "an overlay's wrong key, and a member whose clock is off, are found",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const sender = new URL("skewed_digest.ts", import.meta.url).pathname;
  const overlay = (symmetric_key: string, secret?: string) =>
    `office=${
      JSON.stringify({
        port: 6666,
        symmetric_key,
        secret,
        multicast: { ip: "239.1.1.1" },
      })
    }`;
  await using _late = lan.host(1).spawn([
    ...[Deno.execPath(), "run", "--allow-net", sender],
    ...["239.1.1.1", "6666", "right", "3600"],
  ]);
  const [skewed, wrong, secretive] = await Promise.all(
    [overlay("right"), overlay("wrong"), overlay("right", "ours")].map((
      given,
    ) =>
      examined(lan.host(0), [
        ...["--no-gossip", "--seconds", "4", "--overlay", given],
      ])
    ),
  );
  told(skewed!.findings, "ok", "heard", "late (10.77.0.2)");
  told(skewed!.findings, "hint", "clock_skew", "s ahead of ours");
  told(wrong!.findings, "fault", "wrong_key", "10.77.0.2");
  told(secretive!.findings, "fault", "overlay_secret", "10.77.0.2");
});

Deno.test({
  name: "a permission that is missing is told before anything is tried",
  ignore,
}, async () => {
  await using lan = await segment(1);
  const listed = "--allow-net=0.0.0.0:45892,230.1.1.251:45892";
  const trials = await Promise.all(
    [["--allow-net", "--deny-net=233.252.1.32:45892"], [listed]].map((given) =>
      examined(lan.host(0), briefly, given)
    ),
  );
  for (const { code, findings } of trials) {
    assert.equal(code, 1);
    assert.deepEqual(faults(findings), ["permission_missing"]);
    const [{ what }] = findings as [Finding];
    assert.equal(what, "the runtime does not allow 233.252.1.32:45892");
  }
});

Deno.test({
  name: "for a person a finding is a line, and wrong usage leaves with 2",
  ignore,
}, async () => {
  await using lan = await segment(1);
  const host = lan.host(0);
  const { line, code } = await ran(host, ["doctor", ...briefly]);
  assert.equal(code, 1);
  assert.match(line, /^fault {2}nobody_heard: nobody else was heard on /);
  assert.match(line, /^ok {5}port_free: UDP port 45892 is free$/m);
  assert.equal((await ran(host, ["doctor", "--seconds", "0"])).code, 2);
  assert.equal((await ran(host, ["doctor", "--port", "0"])).code, 2);
});

/**
 * Drops what comes for groups, our own datagrams that come back among it: it is led to an interface that is down, for
 * which a kernel needs no firewall.
 */
async function dropGroups(host: Host): Promise<void> {
  await host.ip("link", "add", "sink", "type", "veth", "peer", "name", "sunk");
  const eth0 = ["dev", "eth0"];
  const away = ["action", "mirred", "egress", "redirect", "dev", "sink"];
  await host.run(["tc", "qdisc", "add", ...eth0, "ingress"]);
  await host.run([
    ...["tc", "filter", "add", ...eth0, "ingress", "protocol", "ip"],
    ...["u32", "match", "ip", "dst", "224.0.0.0/4", ...away],
  ]);
}

const interfacesAllowed = ["--allow-net", "--allow-sys=networkInterfaces"];

/** Runs the doctor on a host. */
async function examined(
  host: Host,
  args: readonly string[],
  permissions: readonly string[] = ["--allow-net"],
) {
  const { code, line } = await ran(
    host,
    ["doctor", "--json", ...args],
    permissions,
  );
  const findings = line.trimEnd().split("\n")
    .map((text): Finding => JSON.parse(text));
  return { code, findings, line };
}

async function ran(
  host: Host,
  args: readonly string[],
  permissions: readonly string[] = ["--allow-net"],
) {
  const [deno, run, , main] = program;
  const command = ["netns", "exec", host.name, deno!, run!];
  const { code, stdout, stderr } = await new Deno.Command("ip", {
    args: [...command, "--no-prompt", ...permissions, main!, ...args],
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  const said = text.decode(stderr);
  assert.equal(said === "", code !== 2, said);
  return { code, line: text.decode(stdout) };
}

/** There is such a finding, and `words` are in it. */
function told(
  findings: readonly Finding[],
  level: Finding["level"],
  code: string,
  words = "",
): void {
  const found = findings.some((finding) =>
    finding.level === level && finding.code === code &&
    `${finding.what}. ${finding.advice}`.includes(words)
  );
  const all = findings.map((finding) => JSON.stringify(finding)).join("\n");
  assert(found, `no ${level} ${code} with "${words}" in:\n${all}`);
  const fault = findings.find((finding) => finding.code === code);
  assert(level === "ok" || fault?.advice, `${code} does not say what to do`);
}

function faults(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ level }) => level === "fault")
    .map(({ code }) => code);
}

/** One of our nodes, which announces itself. */
function announcing(host: Host, args: readonly string[] = []): NodeProcess {
  return NodeProcess.start(host, [
    ...["--name", `theirs@${host.address}`, "--announce", ...args],
  ]);
}

/** A program that has a port and does not share it. */
function holding(type: string, port: number): readonly string[] {
  const script = `
    import { createSocket } from "node:dgram";
    createSocket("${type}").bind(${port}, "0.0.0.0", () => console.log("holding"));
  `;
  return [Deno.execPath(), "eval", script];
}
