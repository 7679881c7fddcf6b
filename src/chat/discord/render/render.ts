/** A reply as Discord's messages: embeds with their charts, components below the last one. Pure. */
import type { APIEmbed } from "discord.js";

import type { ChartSpec } from "../../../domain/chart.ts";
import type { Reader } from "../../../domain/format.ts";
import type { Mark, Outcome, Shown, TextFile } from "../../../domain/reply.ts";
import { chunksOf } from "./chunks.ts";
import { MOST_ROWS, type Row, rowsOf } from "./components.ts";
import { NOTHING } from "./escape.ts";
import { type Embed, pack } from "./pack.ts";

export interface Picture {
  readonly name: string;
  readonly chart: ChartSpec;
}

export interface Payload {
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly Row[];
  /** To be uploaded: the embeds name them. */
  readonly pictures: readonly Picture[];
  /** To be uploaded beside them. */
  readonly files: readonly TextFile[];
}

const GREEN = 0x2e_a0_43;
const RED = 0xd7_3a_49;
const AMBER = 0xd2_99_22;
const GREY = 0x6e_76_81;
const BLUE = 0x38_8b_fd;

const MARK_COLOURS: Readonly<Record<Mark, number>> = {
  buy: GREEN,
  sell: RED,
  waiting: AMBER,
  done: GREEN,
  refused: RED,
  lapsed: GREY,
  requoted: AMBER,
  attention: AMBER,
  halted: RED,
};

const OUTCOME_COLOURS: Readonly<Record<Outcome, number>> = { done: BLUE, refused: RED, asks: AMBER, open: BLUE };

/** At least one. Rows that a message has no room for stand below further ones. */
export function render(shown: Shown, reader: Reader): readonly Payload[] {
  const messages = pack(shown.blocks.flatMap((block) => chunksOf(block, reader)));
  const rows = rowsOf(shown);
  const further = Math.max(0, Math.ceil(rows.length / MOST_ROWS) - 1);
  const color = colourOf(shown);
  const files = shown.blocks.filter((block) => block.kind === "file");
  const payloads = messages.map((embeds, index) => {
    const isLast = index === messages.length - 1;
    const payload = payloadOf(embeds, color, isLast ? rows.slice(0, MOST_ROWS) : []);
    return isLast ? { ...payload, files } : payload;
  });
  const onlyRows = Array.from({ length: further }, (_, index) => {
    const from = (index + 1) * MOST_ROWS;
    const components = rows.slice(from, from + MOST_ROWS);
    return { embeds: [{ color, description: NOTHING }], components, pictures: [], files: [] };
  });
  return [...payloads, ...onlyRows];
}

/** Of an uploaded picture. */
export function urlOf(name: string): string {
  return `attachment://${name}`;
}

function colourOf({ blocks, outcome }: Shown): number {
  const mark = blocks.find((block) => block.kind === "headline")?.mark;
  return mark === undefined ? OUTCOME_COLOURS[outcome] : MARK_COLOURS[mark];
}

function payloadOf(embeds: readonly Embed[], color: number, components: readonly Row[]): Payload {
  const charts = embeds.flatMap(({ chart }) => chart ?? []);
  const pictures = charts.map((chart, index) => ({
    chart,
    name: index === 0 ? "chart.png" : `chart-${index + 1}.png`,
  }));
  const named = new Map(pictures.map(({ chart, name }) => [chart, name]));
  return { embeds: embeds.map((embed) => embedOf(embed, color, named)), components, pictures, files: [] };
}

function embedOf(embed: Embed, color: number, named: ReadonlyMap<ChartSpec, string>): APIEmbed {
  const { title, description, fields, chart } = embed;
  const isEmpty = title === null && description === "" && fields.length === 0 && chart === null;
  return {
    color,
    ...(title === null ? {} : { title }),
    ...(description === "" && !isEmpty ? {} : { description: isEmpty ? NOTHING : description }),
    ...(fields.length === 0 ? {} : { fields: fields.map((field) => ({ ...field })) }),
    ...(chart === null ? {} : { image: { url: urlOf(named.get(chart) ?? "") } }),
  };
}
