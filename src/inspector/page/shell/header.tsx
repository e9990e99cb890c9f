/**
 * What stands above everything: whom we look at, whether we still hear of them, and how they fare.
 *
 * @module
 */
import type { JSX } from "preact";
import { NodeChoice } from "../cluster/node_choice.tsx";
import { connect, farewell, hangUp } from "../connection.ts";
import { about, type Link, link, moment, node, past } from "../model.ts";
import { logOut } from "../requests.ts";
import { PastNotice } from "../timeline/past_notice.tsx";
import { query } from "../tree/tree_state.ts";
import { countOf, countText } from "../words/durations.ts";
import { announce } from "./announcements.ts";
import { Icon, type IconName, ToneMark } from "./icons.tsx";
import { pane } from "./places.ts";
import { nextTheme, type Theme, theme } from "./theme.ts";
import { troubled } from "./troubled.ts";

/** The header. */
export function Header(): JSX.Element {
  const title = node.value ?? about.value?.title ?? "Inspector";
  return (
    <header class="header">
      <Brand />
      <h1 class="header-title" title={title}>{title}</h1>
      <NodeChoice />
      <LinkState />
      <Counts />
      <span class="header-space">
        <PastNotice />
      </span>
      <ThemeSwitch />
      {about.value?.login && (
        <button
          type="button"
          class="quiet"
          title={`Logged in as ${about.value.viewer.name}`}
          onClick={leave}
        >
          <Icon name="leave" />
          <span class="header-word">Log out</span>
        </button>
      )}
    </header>
  );
}

/** The mark of the house: a few of a colony, one of whom needs looking at. */
export function Brand(): JSX.Element {
  return (
    <svg class="brand" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#16324f" />
      <path d="M16 9v6M16 15h-7v5M16 15h7v5" />
      <circle cx="16" cy="8" r="3.5" fill="#fff" />
      <circle cx="9" cy="22" r="3.5" fill="#fff" />
      <circle cx="23" cy="22" r="3.5" fill="#ffb454" />
    </svg>
  );
}

interface LinkWords {
  readonly icon: JSX.Element;
  readonly word: string;
  readonly tone: "good" | "warn" | "bad" | "calm";
}

const links: Readonly<Record<Link, LinkWords>> = {
  connecting: {
    icon: <ToneMark tone="waiting" />,
    word: "Connecting",
    tone: "calm",
  },
  live: { icon: <ToneMark tone="healthy" />, word: "Live", tone: "good" },
  lost: {
    icon: <ToneMark tone="troubled" />,
    word: "Lost, trying again",
    tone: "bad",
  },
  login: { icon: <ToneMark tone="ended" />, word: "Logged out", tone: "calm" },
  file: { icon: <Icon name="history" />, word: "Recording", tone: "warn" },
};

function LinkState(): JSX.Element {
  const { icon, word, tone } = links[link.value];
  const isPast = past.value && link.value !== "file";
  return (
    <span class={`pill pill-${isPast ? "warn" : tone}`} title={farewell.value}>
      {isPast ? <Icon name="history" /> : icon}
      <span>{isPast ? "Past" : word}</span>
    </span>
  );
}

function Counts(): JSX.Element | null {
  const { size } = moment.value.actors;
  if (size === 0) return null;
  const lookFor = () => {
    query.value = query.value === "troubled" ? "" : "troubled";
    pane.value = "tree";
  };
  return (
    <span class="counts">
      <span class="header-word">{countOf(size, "actor")}</span>
      {troubled.value > 0 && (
        <button
          type="button"
          class="pill pill-bad pill-button"
          aria-pressed={query.value === "troubled"}
          onClick={lookFor}
        >
          <ToneMark tone="troubled" />
          {countText(troubled.value)}
          <span class="header-word">troubled</span>
        </button>
      )}
    </span>
  );
}

const themes: Readonly<Record<Theme, { icon: IconName; word: string }>> = {
  system: { icon: "system", word: "Auto" },
  light: { icon: "sun", word: "Light" },
  dark: { icon: "moon", word: "Dark" },
};

function ThemeSwitch(): JSX.Element {
  const { icon, word } = themes[theme.value];
  return (
    <button
      type="button"
      class="quiet"
      aria-label={`Theme: ${word}`}
      title="Light, dark, or as the system wishes"
      onClick={() => {
        nextTheme();
        announce(`Theme: ${themes[theme.value].word}`, { isUnseen: true });
      }}
    >
      <Icon name={icon} />
      <span class="header-word">{word}</span>
    </button>
  );
}

async function leave(): Promise<void> {
  const answer = await logOut();
  if (!(answer instanceof Response)) {
    announce(answer.reason, { isBad: true });
    return;
  }
  hangUp();
  connect();
}
