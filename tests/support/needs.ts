/**
 * Says which tests to leave out because a program they talk to is not installed.
 *
 * @example
 * ```ts ignore
 * Deno.test({ name: "OTP reads what we write", ignore: needs("erl"), fn });
 * ```
 *
 * @module
 */

/**
 * Whether a test has to be ignored: true when one of `programs` is not on PATH.
 *
 * With `ROOKERY_REQUIRE=all` in the environment nothing is left out in silence.
 *
 * @throws When something is missing and `ROOKERY_REQUIRE` is `all`.
 */
export function needs(...programs: string[]): boolean {
  const missing = programs.filter((program) => !whereIs(program));
  if (missing.length > 0 && Deno.env.get("ROOKERY_REQUIRE") === "all") {
    throw new Error(
      `Cannot run this test: ${
        missing.join(", ")
      } not on PATH, and ROOKERY_REQUIRE=all forbids leaving it out`,
    );
  }
  return missing.length > 0;
}

/** Where a program is, the first of that name on PATH; undefined when it is not installed. */
export function whereIs(program: string): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) =>
    folder !== ""
  );
  return folders.map((folder) => `${folder}/${program}`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}
