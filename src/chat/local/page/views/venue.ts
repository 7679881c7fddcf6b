/** Where something is: the account, and PAPER or LIVE so that nobody takes one for the other. */
import { html, type TemplateResult } from "lit-html";

import { plain } from "../../../../domain/format.ts";
import type { Line } from "../../../../domain/reply.ts";
import type { AccountView } from "../../protocol.ts";

export type Venue = Pick<AccountView, "exchange" | "mode">;

/** By the words that cards end their first line with: `paper`, `paper kraken`, `LIVE bybit`. */
export function venuesOf(accounts: readonly Venue[]): ReadonlyMap<string, Venue> {
  const words = ({ exchange, mode }: Venue): string[] =>
    mode === "live" ? [`LIVE ${exchange}`] : [exchange, `paper ${exchange}`];
  return new Map(accounts.flatMap((account) => words(account).map((word) => [word, account] as const)));
}

/** The page says the venue at the right, with its sign. What is not known as one stays where it is. */
export function splitVenue(
  line: Line,
  venues: ReadonlyMap<string, Venue>,
): { readonly said: Line; readonly venue: Venue | null } {
  const last = line.at(-1);
  const words = typeof last === "string" ? /^(.*?) · ([^·]+)$/.exec(last) : null;
  const venue = words === null ? undefined : venues.get(words[2] ?? "");
  if (venue === undefined) return { said: line, venue: null };
  const before = words?.[1] ?? "";
  return { said: [...line.slice(0, -1), ...(before === "" ? [] : [before])], venue };
}

export function badge({ mode }: Pick<Venue, "mode">): TemplateResult {
  return html`<span class="badge ${mode}">${mode === "live" ? "LIVE" : "PAPER"}</span>`;
}

/** `Europe/Berlin` as people say it. */
export function placeOf(zone: string): string {
  return plain(zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone);
}
