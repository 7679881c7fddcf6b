/** What this browser remembers between visits, besides the token: the theme, the lines typed, how far was read. */
import type { Theme } from "./state.ts";

const THEME = "outcry.theme";
const HISTORY = "outcry.history";
const SEEN = "outcry.seen";
const THEMES: readonly Theme[] = ["system", "dark", "light"];

export function keptTheme(): Theme {
  return THEMES.find((theme) => theme === localStorage.getItem(THEME)) ?? "system";
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(THEME, theme);
}

export function keptHistory(): readonly string[] {
  const lines = parsed(localStorage.getItem(HISTORY));
  return Array.isArray(lines) ? lines.filter((line) => typeof line === "string") : [];
}

export function keepHistory(lines: readonly string[]): void {
  localStorage.setItem(HISTORY, JSON.stringify(lines));
}

/** The newest message that was in sight, and when. */
export interface Seen {
  readonly seq: number;
  readonly at: number;
}

export function keptSeen(person: string): Seen | null {
  const seen = parsed(localStorage.getItem(`${SEEN}.${person}`));
  if (typeof seen !== "object" || seen === null || !("seq" in seen) || !("at" in seen)) return null;
  return typeof seen.seq === "number" && typeof seen.at === "number" ? { seq: seen.seq, at: seen.at } : null;
}

export function keepSeen(person: string, seen: Seen): void {
  localStorage.setItem(`${SEEN}.${person}`, JSON.stringify(seen));
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
