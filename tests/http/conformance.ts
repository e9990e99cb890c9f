/**
 * Holds answers against the OpenAPI document: path, method, status, type and body must be in it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openApi } from "../../src/http/openapi.ts";

const api = openApi();
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: "api", ...api });
const compiled = new Map<string, ValidateFunction>();

/** Statuses that any path may answer, in the document or not. */
const everywhere = [403, 405, 421];

/** An answer to be checked. */
export interface Checked {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** Fails unless the document says that `method path` may be answered so. */
export function checkAnswer(
  method: string,
  path: string,
  { status, headers, json }: Checked,
): void {
  const type = headers.get("content-type") ?? "";
  const what = `${method} ${path}: ${status} ${type} ${JSON.stringify(json)}`;
  const template = templateOf(path);
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  const operation = template && api.paths[template]?.[verb];
  if (!operation || everywhere.includes(status)) {
    if (status === 204) return;
    assert([403, 404, 405, 421].includes(status), what);
    assert.equal(type, "application/problem+json", what);
    return checkBody("#/components/schemas/Problem", json, what);
  }
  const response = operation.responses[status];
  assert(response, `not in the document: ${what}`);
  const types = Object.keys(response.content ?? {});
  assert(types.includes(type), `${what}; allowed: ${types}`);
  if (method === "HEAD" || !type.includes("json")) return;
  const steps = ["paths", template, verb, "responses", String(status)];
  const pointer = [...steps, "content", type, "schema"].map(escaped);
  checkBody(`#/${pointer.join("/")}`, json, what);
}

function checkBody(pointer: string, json: unknown, what: string): void {
  const validate = compiled.get(pointer) ?? ajv.compile({
    $ref: `api${pointer}`,
  });
  compiled.set(pointer, validate);
  assert(validate(json), `${what}: ${ajv.errorsText(validate.errors)}`);
}

/** The path of the document that a path is one of; one without parameters comes first. */
function templateOf(path: string): string | undefined {
  const { pathname } = new URL(path, "http://host");
  const parts = pathname.split("/");
  return Object.keys(api.paths)
    .sort((one, other) => parameters(one) - parameters(other))
    .find((template) => {
      const steps = template.split("/");
      return steps.length === parts.length &&
        steps.every((step, i) => step.startsWith("{") || step === parts[i]);
    });
}

function parameters(template: string): number {
  return template.split("{").length;
}

function escaped(step: string): string {
  return encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"));
}
