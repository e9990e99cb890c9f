/**
 * The walk through docs/beam.md: the code that stands there, both sides of it, run as it stands.
 *
 * @module
 */
import assert from "node:assert/strict";
// Fetches what the service imports along with what the tests import: where it runs there is no network.
import "../../mod.ts";
import { Beam, cookie } from "../support/beam.ts";
import { needs } from "../support/needs.ts";
import { type Host, type RunningProcess, segment } from "../support/netns.ts";

const root = new URL("../../", import.meta.url);
const libcluster =
  new URL("../support/beam_libcluster.exs", import.meta.url).pathname;
const secret = "between-us";
const config = new URL("deno.json", root).pathname;

Deno.test({
  name: "the walk through docs/beam.md ends where it says",
  ignore: needs("ip", "erl", "elixir"),
}, async () => {
  const text = await Deno.readTextFile(new URL("docs/beam.md", root));
  const modules = blocks(text, "elixir").join("\n");
  const service = blocks(text, "ts");
  assert.equal(service.length, 1);
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(0), { name: "shop" });
  await beam.eval(`
    Code.require_file(${JSON.stringify(libcluster)})
    System.put_env("CLUSTER_SECRET", ${JSON.stringify(secret)})
    Code.eval_string(Base.decode64!(${JSON.stringify(base64(modules))}))
    spawn(fn -> {:ok, _} = apply(Shop.Application, :start, [:normal, []]); Process.sleep(:infinity) end)`);
  await beam.until("Process.whereis(Shop.Supervisor) != nil", "true");
  assert.equal(
    await beam.eval('Shop.Prices.quote("tea")'),
    "{:error, :no_service}",
  );

  await using made = await written(service[0]!);
  await using _prices = started(lan.host(1), made.path);
  await beam.until("Node.list()", `[:"prices@${lan.host(1).address}"]`);
  await beam.until('Shop.Prices.quote("tea")', "{:ok, 250}");
  assert.equal(
    await beam.eval('Shop.Prices.quote("salt")'),
    "{:ok, :sold_out}",
  );
});

/** The blocks of code in this language. */
function blocks(text: string, language: string): readonly string[] {
  const pattern = new RegExp(
    "^```" + language + "\\b[^\\n]*\\n(.*?)^```",
    "gms",
  );
  return [...text.matchAll(pattern)].map(([, code]) => code!);
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** The service in a file of its own. */
async function written(code: string) {
  const path = await Deno.makeTempFile({
    prefix: "rookery-walk-",
    suffix: ".ts",
  });
  await Deno.writeTextFile(path, code);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

function started(host: Host, path: string): RunningProcess {
  return host.spawn([
    ...[Deno.execPath(), "run", "--config", config, "--allow-net"],
    ...["--allow-env=CLUSTER_SECRET,CLUSTER_COOKIE", path],
    `prices@${host.address}`,
  ], { env: { CLUSTER_SECRET: secret, CLUSTER_COOKIE: cookie } });
}
