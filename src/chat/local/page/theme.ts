/** Dark or light: as the system has it, or as the person chose. The sheet reads it from the root's attribute. */
import type { Theme } from "./state.ts";

const query = matchMedia("(prefers-color-scheme: dark)");
const GROUNDS = { dark: "#0E1113", light: "#F3F4F5" } as const;

export function systemIsDark(): boolean {
  return query.matches;
}

export function onSystemTheme(run: () => void): void {
  query.addEventListener("change", run);
}

export function applyTheme(theme: Theme): void {
  const shown = theme === "system" ? (query.matches ? "dark" : "light") : theme;
  document.documentElement.dataset["theme"] = shown;
  // The frame around the page (a phone's bars) follows what was chosen here.
  for (const meta of document.querySelectorAll('meta[name="theme-color"]'))
    meta.setAttribute("content", GROUNDS[shown]);
}
