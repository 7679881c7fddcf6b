/** What a picture of a chart is made of: measures in pixels, colours, letters. */

/** Pixels, drawn twice as fine: 1280 × 720 is what a chat shows without scaling it. What stands below or above makes it higher. */
export const SIZE = { width: 640, height: 360, ratio: 2 } as const;
export const COLOURS = {
  background: "#0E1113",
  grid: "#1B2024",
  line: "#283037",
  volume: "#283037",
  strong: "#E9EDF0",
  text: "#B0B9C1",
  faint: "#8E99A2",
  buy: "#35C7B8",
  sell: "#FF8A5C",
  last: "#454F57",
} as const;
/** Of indicators, in their order: none is a candle's. */
export const INKS = ["#8FA6FF", "#F2C14E", "#D98CFF", "#8FD16F", "#F277B0"] as const;
/** The page's letters, and for what these lack the ones that have most. */
export const FONTS = { text: "Inter", rest: "DejaVu Sans" } as const;
export const FAMILY = `${FONTS.text}, ${FONTS.rest}, sans-serif`;

export const EDGE = { left: 12, right: 12, top: 10, bottom: 4 } as const;
export const TITLE = { size: 14, height: 18, below: 2 } as const;
export const SUBTITLE = { size: 11, height: 14, below: 8 } as const;
export const LABEL = { size: 11, height: 14 } as const;
/** Of the font's size, on average over what a label says. */
export const LETTER_WIDTH = 0.57;
/** Of a row, and of the air below them. */
export const LEGEND = { row: 16, below: 6 } as const;
export const PANEL_HEIGHT = 76;
/** Of what was traded, above the equity. */
export const TRADED_HEIGHT = 150;
export const TIMES_HEIGHT = 24;
export const PLOT_HEIGHT =
  SIZE.height -
  (EDGE.top + TITLE.height + TITLE.below + SUBTITLE.height + SUBTITLE.below) -
  (TIMES_HEIGHT + EDGE.bottom);

/** The letters' middle lies a little above the line's. */
export const TAG_PADDING = { left: 5, right: 5, top: 3, bottom: 1 } as const;
export const TAG_HEIGHT = LABEL.height + TAG_PADDING.top + TAG_PADDING.bottom;

/** Of every picture: it stands still, on a canvas of its own. */
export const STILL = {
  ...{ responsive: false, devicePixelRatio: SIZE.ratio, animation: false, events: [] as string[] },
  layout: { padding: EDGE },
} as const;

/** What Chart.js would draw and answer by itself. */
export const NO_EXTRAS = { legend: { display: false }, tooltip: { enabled: false } } as const;
