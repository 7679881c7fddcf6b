/** The two lines above a picture. */
import { COLOURS, FAMILY, SUBTITLE, TITLE } from "./layout.ts";

export function title(text: string) {
  return {
    ...heading(text, TITLE.below),
    color: COLOURS.strong,
    font: { family: FAMILY, size: TITLE.size, weight: "bold", lineHeight: `${TITLE.height}px` },
  };
}

export function subtitle(text: string) {
  return {
    ...heading(text, SUBTITLE.below),
    color: COLOURS.faint,
    font: { family: FAMILY, size: SUBTITLE.size, lineHeight: `${SUBTITLE.height}px` },
  };
}

export function heading(text: string, below: number) {
  return { display: true, text, align: "start", padding: { top: 0, bottom: below } };
}
