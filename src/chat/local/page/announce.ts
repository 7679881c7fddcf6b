/** Two regions that screen readers listen to, and nobody sees: the log itself is silent, or it would read every count-down. */
import type { Announcement } from "./events.ts";

const regions = { polite: region("polite"), assertive: region("assertive") };

export function announce({ text, isUrgent }: Announcement): void {
  const place = isUrgent ? regions.assertive : regions.polite;
  const line = document.createElement("p");
  line.textContent = text;
  place.append(line);
  if (place.childElementCount > MOST_LINES) place.firstElementChild?.remove();
}

const MOST_LINES = 20;

function region(live: "polite" | "assertive"): HTMLElement {
  const place = document.createElement("div");
  place.className = "unseen";
  place.setAttribute("aria-live", live);
  place.setAttribute("role", live === "polite" ? "status" : "alert");
  document.body.append(place);
  return place;
}
