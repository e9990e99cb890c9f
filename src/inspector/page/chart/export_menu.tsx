/**
 * Takes a chart along: as a picture, as Mermaid, as SCXML; copied or as a file.
 *
 * @module
 */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { link, node } from "../model.ts";
import { addressOf } from "../requests.ts";
import { announce } from "../shell/announcements.ts";
import { saveAs } from "../timeline/files.ts";
import {
  type Exported,
  type Look,
  lookNow,
  looks,
  svgFileOf,
} from "./export_svg.tsx";

/** One thing that can be had. */
interface Entry {
  readonly label: string;
  /** Does it; a sentence says what came of it. */
  readonly act: () => Promise<string>;
  /** Whether only the server can make it. */
  readonly isServers: boolean;
}

/** The menu and its button, after the pattern of WAI-ARIA: arrow keys within, Escape closes. */
export function ExportMenu(
  { exported, chartKey }: {
    readonly exported: Exported;
    readonly chartKey: string;
  },
): JSX.Element {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const entries = entriesOf(exported, chartKey);
  const items =
    () => [...root.current!.querySelectorAll<HTMLElement>("[role=menuitem]")];

  useEffect(() => {
    if (!isOpen.value) return;
    items()[0]?.focus();
    const onPointerDown = ({ target }: Event) => {
      if (!root.current?.contains(target as Node)) isOpen.value = false;
    };
    document.addEventListener("pointerdown", onPointerDown);
    return () => document.removeEventListener("pointerdown", onPointerDown);
  }, [isOpen.value]);

  const close = () => {
    isOpen.value = false;
    root.current!.querySelector("button")!.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen.value) return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to !== undefined) all[(to + all.length) % all.length]!.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") isOpen.value = false;
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="chart-export" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="quiet"
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => isOpen.value = !isOpen.value}
      >
        Export
      </button>
      {isOpen.value && (
        <div class="chart-menu" role="menu" aria-label="Export the chart">
          {entries.map((entry) => {
            // While a file is open there is no server that could be asked.
            const isOff = entry.isServers && link.value === "file";
            return (
              <button
                type="button"
                key={entry.label}
                role="menuitem"
                tabIndex={-1}
                class="quiet"
                aria-disabled={isOff}
                title={isOff ? "Only a server can make it." : undefined}
                onClick={() => {
                  if (isOff) return;
                  close();
                  tryTo(entry);
                }}
              >
                {entry.label}
              </button>
            );
          })}
        </div>
      )}
    </div>
  );
}

function entriesOf(exported: Exported, key: string): readonly Entry[] {
  const name = exported.kin.chart.key.replace(/[^\w.@-]+/g, "_");
  const svg = (look: Look) => () => Promise.resolve(svgFileOf(exported, look));
  const text = (format: string) => () => textOf(key, format);
  const ours = { isServers: false } as const;
  const servers = { isServers: true } as const;
  return [
    { label: "Copy SVG", act: copying(svg(lookNow())), ...ours },
    ...looks.map((look) => ({
      label: `Download SVG, ${look}`,
      act: saving(`${name}-${look}.svg`, "image/svg+xml", svg(look)),
      ...ours,
    })),
    { label: "Copy Mermaid", act: copying(text("mermaid")), ...servers },
    {
      label: "Download Mermaid",
      act: saving(`${name}.mmd`, "text/plain", text("mermaid")),
      ...servers,
    },
    { label: "Copy SCXML", act: copying(text("scxml")), ...servers },
    {
      label: "Download SCXML",
      act: saving(`${name}.scxml`, "application/scxml+xml", text("scxml")),
      ...servers,
    },
  ];
}

function copying(textOf: () => Promise<string>): Entry["act"] {
  return async () => {
    // Browsers give it only to pages that come by HTTPS or from this computer.
    if (!navigator.clipboard) throw new Error("download it instead");
    await navigator.clipboard.writeText(await textOf());
    return "Copied.";
  };
}

function saving(
  name: string,
  type: string,
  textOf: () => Promise<string>,
): Entry["act"] {
  return async () => {
    saveAs(name, type, await textOf());
    return `Saved ${name}.`;
  };
}

/** The chart as text, which the server makes. */
async function textOf(key: string, format: string): Promise<string> {
  const path = `charts/${encodeURIComponent(key)}`;
  const answer = await fetch(addressOf(path, node.value, { format }));
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return await answer.text();
}

/** Does it and says what came of it. */
async function tryTo({ label, act }: Entry): Promise<void> {
  try {
    announce(await act());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    announce(`${label}: ${why}.`, { isBad: true });
  }
}
