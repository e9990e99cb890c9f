import assert from "node:assert/strict";
import { httpOf } from "../../src/cli/http_option.ts";
import { resolveSettings } from "../../src/protocol/settings.ts";

const users = { restUser: "rest:one", superuser: "root:two" };

Deno.test("who is not given is made up, differently each time, and told", async () => {
  const one = await httpOf({});
  const other = await httpOf({});
  assert.equal(one.told.length, 3);
  const { rest_user, superuser, read_token } = one.settings!;
  assert.deepEqual(one.told, [
    `made up for this run: rest_user: rest_user:${rest_user?.password}`,
    `made up for this run: superuser: superuser:${superuser?.password}`,
    `made up for this run: read_token: ${read_token}`,
  ]);
  assert((rest_user!.password as string).length >= 32);
  const passwords = [rest_user, superuser, other.settings!.rest_user]
    .map((user) => user!.password);
  assert.equal(new Set(passwords).size, 3);
  resolveSettings({ http: one.settings });
});

Deno.test("the inspector's address has a token where the superuser is made up, and it is told nowhere else", async () => {
  const { settings, told, inspectorToken } = await httpOf({});
  assert.equal(settings!.inspector_token, inspectorToken);
  assert(inspectorToken!.length >= 32);
  assert(!told.join().includes(inspectorToken!));
  const given = [
    await httpOf(users),
    await httpOf({}, { quiet: true }),
    await httpOf({}, { given: { superuser: null } }),
    await httpOf({}, { given: { inspector_token: "x".repeat(32) } }),
  ];
  for (const { inspectorToken } of given) {
    assert.equal(inspectorToken, undefined);
  }
});

Deno.test("who is given is as given, and told to nobody", async () => {
  const { settings, told } = await httpOf(users, {
    given: { read_token: null },
  });
  assert.deepEqual(told, []);
  assert.deepEqual(settings, {
    rest_user: { username: "rest", password: "one" },
    superuser: { username: "root", password: "two" },
    read_token: null,
  });
});

Deno.test("a password may have a colon in it, and a name may not", async () => {
  const { settings } = await httpOf({ ...users, restUser: "a:b:c" });
  assert.deepEqual(settings!.rest_user, { username: "a", password: "b:c" });
});

Deno.test("whom the settings say to be nobody is nobody", async () => {
  const { settings, told } = await httpOf({}, {
    given: { rest_user: null, superuser: null, read_token: null },
  });
  assert.deepEqual(told, []);
  assert.equal(settings!.rest_user, null);
});

Deno.test("where nobody would be told, nobody is made up", async () => {
  const { settings, told } = await httpOf({}, { quiet: true });
  assert.deepEqual(told, []);
  assert.equal(settings!.superuser, null);
  assert.equal(settings!.read_token, null);
});

Deno.test("an address and a port are taken, IPv6 in brackets", async () => {
  const places: [string, string, number][] = [
    ["127.0.0.1:8080", "127.0.0.1", 8_080],
    ["[::1]:9", "::1", 9],
    ["localhost:80", "127.0.0.1", 80],
  ];
  for (const [http, address, port] of places) {
    const { settings } = await httpOf({ ...users, http });
    assert.equal(settings!.address, address);
    assert.equal(settings!.port, port);
  }
});

Deno.test("names that REST goes by come from the options and the file", async () => {
  const given = { hosts: ["web"] };
  const both = await httpOf({ ...users, httpHost: ["API", "x"] }, { given });
  const { hosts } = resolveSettings({ http: both.settings }).http!;
  assert.deepEqual(hosts, ["web", "api", "x"]);
  const { settings } = await httpOf(users);
  assert.equal(settings!.hosts, undefined);
  assert.throws(() => resolveSettings({ http: { hosts: ["a:80"] } }), {
    message: /^http\.hosts\.0: .*allowed: a host name/,
  });
});

Deno.test("what was made up stays as it is when the file is read again, as long as the file says nothing of it", async () => {
  const first = await httpOf({});
  const { own } = first;
  const again = await httpOf({}, { own });
  assert.deepEqual(again.settings, first.settings);
  assert.deepEqual(again.told, []);
  const given = { superuser: null, read_token: "x".repeat(32) };
  const said = await httpOf({}, { own, given });
  assert.equal(said.settings!.superuser, null);
  assert.equal(said.settings!.read_token, given.read_token);
  assert.equal(said.inspectorToken, undefined);
  assert.deepEqual(said.settings!.rest_user, first.settings!.rest_user);
  // And it comes back, the same, once the file says nothing of it any more.
  const back = await httpOf({}, { own: said.own });
  assert.deepEqual(back.settings, first.settings);
  assert.deepEqual(back.told, []);
});

Deno.test("an address that others reach takes TLS, or a word that it shall not", async () => {
  const { settings } = await httpOf({ ...users, http: "0.0.0.0:8080" });
  assert.throws(() => resolveSettings({ http: settings }), {
    message: /^http\.tls: given false; allowed: true or/,
  });
  for (const more of [{ tls: true }, { insecureHttp: true }]) {
    const { settings } = await httpOf({
      ...users,
      ...more,
      http: "0.0.0.0:8080",
    });
    resolveSettings({ http: settings });
  }
});

const mistakes: [string, Parameters<typeof httpOf>[0], RegExp][] = [
  ["a port alone", { http: "8080" }, /^--http takes/],
  ["IPv6 without brackets", { http: "::1:8080" }, /^--http takes/],
  ["a user without a password", { restUser: "rest" }, /^--rest-user takes/],
  ["a password without a user", { superuser: ":x" }, /^--superuser takes/],
  ["a certificate without its key", { tlsCert: "x" }, /go together/],
  [
    "a certificate that is not there",
    { tlsCert: "/nowhere/c", tlsKey: "/nowhere/k" },
    /^Cannot read the certificate from \/nowhere\/c/,
  ],
  ["TLS for nothing", { http: false, tls: true }, /^--tls is about REST/],
];

for (const [what, options, message] of mistakes) {
  Deno.test(`${what} is told`, async () => {
    await assert.rejects(httpOf(options), { message });
  });
}
