/**
 * Certificates for a cluster over TLS, made by openssl for one test and gone with it: an authority, and one certificate
 * by it that all nodes of the test share.
 *
 * @module
 */

/** Where the files are, and what is in them. */
export interface Certificates extends AsyncDisposable {
  /** The folder. */
  readonly folder: string;
  /** The authority's certificate, PEM. */
  readonly ca: string;
  /** The nodes' certificate, PEM. */
  readonly cert: string;
  /** Its key, PEM. */
  readonly key: string;
  /** Options of `erl` by which a BEAM node speaks TLS with it, and shows and asks for certificates. */
  readonly erl: string;
}

/** Makes certificates for nodes at these addresses. */
export async function certificates(
  addresses: readonly string[],
): Promise<Certificates> {
  const folder = await Deno.makeTempDir({ prefix: "rookery-tls-" });
  const at = (name: string) => `${folder}/${name}.pem`;
  // OTP looks for what follows the @ of a node's name among the DNS names, also when it is an address.
  const names = addresses.flatMap((address) => [
    `IP:${address}`,
    `DNS:${address}`,
  ]).join(",");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  await openssl(
    ...["req", "-x509", ...newKey, "-nodes", "-days", "2"],
    ...["-subj", "/CN=authority of a test", "-keyout", at("ca-key")],
    ...["-out", at("ca")],
  );
  await openssl(
    ...["req", "-x509", ...newKey, "-nodes", "-days", "2"],
    ...["-subj", "/CN=nodes of a test", "-CA", at("ca")],
    ...["-CAkey", at("ca-key"), "-addext", `subjectAltName=${names}`],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", at("key"), "-out", at("cert")],
  );
  const [ca, cert, key] = await Promise.all(
    ["ca", "cert", "key"].map((name) => Deno.readTextFile(at(name))),
  );
  return {
    folder,
    ca: ca!,
    cert: cert!,
    key: key!,
    erl: `-proto_dist inet_tls -ssl_dist_opt ${
      ["server", "client"].flatMap((side) => [
        ...[`${side}_certfile`, at("cert"), `${side}_keyfile`, at("key")],
        ...[`${side}_cacertfile`, at("ca"), `${side}_verify`, "verify_peer"],
      ]).join(" ")
    } server_fail_if_no_peer_cert true`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [...args],
    stdin: "null",
  }).output();
  if (!success) {
    throw new Error(
      `openssl ${args.join(" ")}\n${new TextDecoder().decode(stderr)}`,
    );
  }
}
