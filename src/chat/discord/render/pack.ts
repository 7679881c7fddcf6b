/** Lays what is to be shown into embeds and messages, in its order and within Discord's limits: what does not fit goes into the next one. */
import type { ChartSpec } from "../../../domain/chart.ts";
import { NOTHING } from "./escape.ts";

/** Of one message or of one of its embeds, in UTF-16 units: Discord counts code points, which are never more. */
export const LIMITS = {
  embeds: 10,
  title: 256,
  description: 4_096,
  fields: 25,
  name: 256,
  value: 1_024,
  allText: 6_000,
  /** Of what is said in the place of a chart that cannot be drawn: there is room for it. */
  unshown: 200,
} as const;

/** What is laid down, one after another. Texts are markdown already. */
export type Chunk =
  | { readonly kind: "title"; readonly text: string }
  /** At most a field's value, code at most a description. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly name: string; readonly value: string; readonly inline: boolean }
  | { readonly kind: "chart"; readonly chart: ChartSpec };

interface Field {
  readonly name: string;
  value: string;
  readonly inline: boolean;
}

export interface Embed {
  title: string | null;
  description: string;
  readonly fields: Field[];
  chart: ChartSpec | null;
}

/** At least one message with one embed. */
export function pack(chunks: readonly Chunk[]): readonly (readonly Embed[])[] {
  const packer = new Packer();
  for (const chunk of chunks) packer.put(chunk);
  return packer.messages;
}

class Packer {
  readonly messages: Embed[][] = [[emptyEmbed()]];
  #embed: Embed = this.messages[0]?.[0] ?? emptyEmbed();
  /** Of all texts of the message. */
  #length = 0;

  put(chunk: Chunk): void {
    const length = lengthOf(chunk);
    if (this.#length + length > LIMITS.allText) this.#beginMessage();
    else if (!hasRoom(this.#embed, chunk)) this.#beginEmbed();
    this.#length += length;
    add(this.#embed, chunk);
  }

  #beginMessage(): void {
    this.messages.push([]);
    this.#length = 0;
    this.#beginEmbed();
  }

  #beginEmbed(): void {
    if (this.messages.at(-1)?.length === LIMITS.embeds) return this.#beginMessage();
    this.#embed = emptyEmbed();
    this.messages.at(-1)?.push(this.#embed);
  }
}

function emptyEmbed(): Embed {
  return { title: null, description: "", fields: [], chart: null };
}

/** With what joins it to what stands before it. */
function lengthOf(chunk: Chunk): number {
  switch (chunk.kind) {
    case "title":
      return chunk.text.length;
    case "text":
      return chunk.text.length + 1;
    case "field":
      return chunk.name.length + chunk.value.length;
    case "chart":
      return LIMITS.unshown;
  }
}

function hasRoom(embed: Embed, chunk: Chunk): boolean {
  switch (chunk.kind) {
    case "title":
      return embed.title === null && embed.description === "" && embed.fields.length === 0 && embed.chart === null;
    case "text":
      return embed.fields.length === 0 ? hasRoomAbove(embed, chunk.text) : hasRoomBelow(embed, chunk.text);
    case "field":
      return embed.fields.length < LIMITS.fields;
    case "chart":
      return embed.chart === null;
  }
}

function hasRoomAbove({ description }: Embed, text: string): boolean {
  return description.length + 1 + text.length <= LIMITS.description;
}

/** Below fields only a field can stand: one without a name. */
function hasRoomBelow({ fields }: Embed, text: string): boolean {
  const last = fields.at(-1);
  if (last?.name === NOTHING && fits(last, text)) return true;
  return text.length <= LIMITS.value && fields.length < LIMITS.fields;
}

function fits({ value }: Field, text: string): boolean {
  return value.length + 1 + text.length <= LIMITS.value;
}

function add(embed: Embed, chunk: Chunk): void {
  switch (chunk.kind) {
    case "title":
      embed.title = chunk.text;
      return;
    case "text":
      if (embed.fields.length === 0) embed.description = joined(embed.description, chunk.text);
      else addBelow(embed.fields, chunk.text);
      return;
    case "field":
      embed.fields.push({ name: chunk.name, value: chunk.value, inline: chunk.inline });
      return;
    case "chart":
      embed.chart = chunk.chart;
      return;
  }
}

function addBelow(fields: Field[], text: string): void {
  const last = fields.at(-1);
  if (last?.name === NOTHING && fits(last, text)) last.value = joined(last.value, text);
  else fields.push({ name: NOTHING, value: text, inline: false });
}

function joined(above: string, below: string): string {
  return above === "" ? below : `${above}\n${below}`;
}
