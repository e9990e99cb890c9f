/**
 * The API for a person: one page made of the OpenAPI document, without a script and without a request to anywhere.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { OpenApi, Operation } from "./openapi.ts";

const style =
  ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2.5rem}details{border:1px solid #8886;border-radius:.4rem;margin:.5rem 0;padding:.4rem .8rem}summary{cursor:pointer}code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;background:#8882;padding:.6rem;border-radius:.3rem}b.method{display:inline-block;min-width:4.5rem}table{border-collapse:collapse}td{padding:.2rem .8rem .2rem 0;vertical-align:top}";

/** The page as a response; its policy allows its own style and nothing else. */
export function docsPage(api: OpenApi): Response {
  const hash = createHash("sha256").update(style).digest("base64");
  return new Response(page(api), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  });
}

function page({ info, tags, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ path, method, operation },
    }))
  );
  const parts = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) =>
      operation.tags.includes(name)
    );
    return `<h2>${escaped(name)}</h2><p>${escaped(description)}</p>${
      own.map(operationPart).join("")
    }`;
  });
  const title = `${info.title} ${info.version}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${
    escaped(title)
  }</title><style>${style}</style></head><body><h1>${escaped(title)}</h1><p>${
    escaped(info.description)
  } The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>${
    parts.join("")
  }</body></html>`;
}

function operationPart(
  { path, method, operation }: {
    readonly path: string;
    readonly method: string;
    readonly operation: Operation;
  },
): string {
  const { summary, parameters = [], requestBody, responses } = operation;
  const rows = [
    ...parameters.map(({ name, description = "in the path" }) =>
      row(name, description)
    ),
    ...Object.entries(responses).map(([status, { description }]) =>
      row(status, description)
    ),
  ];
  return `<details><summary><b class="method">${method.toUpperCase()}</b> <code>${
    escaped(path)
  }</code> ${escaped(summary)}</summary><table>${rows.join("")}</table>${
    requestBody ? schemaPart("Body", requestBody) : ""
  }${schemaPart("Answers", successes(responses))}</details>`;
}

function successes(responses: Operation["responses"]): object {
  const own = Object.entries(responses).filter(([status]) => status < "300");
  return Object.fromEntries(own.map(([status, { content }]) => [
    status,
    content,
  ]));
}

function schemaPart(title: string, value: object): string {
  return `<p>${title}</p><pre>${escaped(JSON.stringify(value, null, 2))}</pre>`;
}

function row(name: string, text: string): string {
  return `<tr><td><code>${escaped(name)}</code></td><td>${
    escaped(text)
  }</td></tr>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
