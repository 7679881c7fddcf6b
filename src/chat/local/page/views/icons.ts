/** Small drawn signs. Never alone: a word stands beside each, so screen readers pass them over. */
import { svg, type TemplateResult } from "lit-html";

import type { Mark } from "../../../../domain/reply.ts";

const SHAPES = {
  up: svg`<path d="M8 3 14.5 13.5h-13z" fill="currentColor"/>`,
  down: svg`<path d="M8 13 1.5 2.5h13z" fill="currentColor"/>`,
  clock: svg`<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.5 1.5"/>`,
  check: svg`<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="on" d="m4.8 8.2 2.2 2.2 4.2-4.6"/>`,
  cross: svg`<circle cx="8" cy="8" r="6.25"/><path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"/>`,
  glass: svg`<path d="M4 2.5h8M4 13.5h8M5 2.5c0 3 2.2 4 3 5.5.8-1.5 3-2.5 3-5.500M5 13.500c0-3 2.2-4 3-5.5.8 1.5 3 2.5 3 5.5"/>`,
  turn: svg`<path d="M13 6.500A5.3 5.3 0 0 0 3.6 5M3 9.500A5.3 5.3 0 0 0 12.4 11M3.3 2.300V5.200h2.900M12.7 13.700v-2.900H9.8"/>`,
  warn: svg`<path d="M8 2.2 14.5 13.500h-13zM8 6.500v3.300M8 11.600v.2"/>`,
  stop: svg`<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="on" d="M4.8 8h6.4"/>`,
  halt: svg`<circle cx="8" cy="8" r="6.25"/><path d="M5 8h6"/>`,
  shield: svg`<path d="M8 1.8 13 3.500v4c0 3.2-2 5.4-5 6.7-3-1.3-5-3.5-5-6.700v-4z" fill="currentColor" stroke="none"/><path class="on" d="m5.6 7.8 1.7 1.7 3.2-3.4"/>`,
  bare: svg`<path d="M8 1.8 13 3.500v4c0 3.2-2 5.4-5 6.7-3-1.3-5-3.5-5-6.700v-4zM8 5v3M8 10.200v.2"/>`,
  eye: svg`<path d="M1.5 8C3 5.3 5.3 4 8 4s5 1.3 6.5 4C13 10.7 10.7 12 8 12S3 10.7 1.5 8z"/><circle cx="8" cy="8" r="1.8"/>`,
  send: svg`<path d="M8 13V3.500M3.8 7.5 8 3.300l4.2 4.2"/>`,
  below: svg`<path d="M8 3v9.500M3.8 8.5 8 12.700l4.2-4.2"/>`,
  dots: svg`<circle cx="8" cy="8" r="6" stroke-dasharray="2 2.7"/>`,
  system: svg`<circle cx="8" cy="8" r="5.75"/><path d="M8 2.250v11.500a5.75 5.75 0 0 0 0-11.500z" fill="currentColor" stroke="none"/>`,
  dark: svg`<path d="M13.3 9.700A5.8 5.8 0 0 1 6.3 2.700a5.8 5.8 0 1 0 7 7z"/>`,
  light: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.500v1.600M8 12.900v1.600M1.5 8h1.600M12.9 8h1.600M3.4 3.400l1.1 1.100M11.5 11.500l1.1 1.100M3.4 12.600l1.1-1.100M11.5 4.500l1.1-1.1"/>`,
  person: svg`<circle cx="8" cy="5.5" r="2.8"/><path d="M2.8 13.5c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4"/>`,
  close: svg`<path d="m4 4 8 8m0-8-8 8"/>`,
  picture: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="m2.5 11 3.3-3.3 2.4 2.4 2-2 3.3 3.3"/>`,
} as const;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName): TemplateResult {
  return svg`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}

const MARK_ICONS: Readonly<Record<Mark, IconName>> = {
  buy: "up",
  sell: "down",
  waiting: "clock",
  done: "check",
  refused: "cross",
  lapsed: "glass",
  requoted: "turn",
  attention: "warn",
  halted: "stop",
};

/** The mark of a line, in the colour of its meaning. */
export function markIcon(mark: Mark): TemplateResult {
  return icon(MARK_ICONS[mark]);
}
