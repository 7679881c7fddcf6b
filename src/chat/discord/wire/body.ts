/** A payload as it goes over the wire, its charts drawn. */
import type { APIEmbed } from "discord.js";

import type { Log } from "../../../runtime/log.ts";
import { type Draw, drawnOrWhy, pictureOf } from "../../pictures.ts";
import { escaped } from "../render/escape.ts";
import { LIMITS } from "../render/pack.ts";
import { shortened } from "../render/pieces.ts";
import { type Payload, type Picture, urlOf } from "../render/render.ts";
import type { Request } from "./rest.ts";

export interface Part {
  readonly payload: Payload;
  /** Which pictures it shows: the same ones need not be drawn and sent again. Null: none. */
  readonly pictures: string | null;
}

export interface Body {
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: NonNullable<Request["files"]>;
  /** Which it shows, as in Part. */
  readonly pictures: string | null;
}

export function partOf(payload: Payload, zone: string): Part {
  const charts = payload.pictures.map(({ chart }) => chart);
  return { payload, pictures: charts.length === 0 ? null : pictureOf(charts, zone) };
}

/** A chart that can't be drawn is said in its place; the message is drawn anew then when it changes. */
export async function bodyOf({ payload, pictures }: Part, zone: string, draw: Draw, log: Log): Promise<Body> {
  const drawn = await Promise.all(payload.pictures.map((picture) => drawnOf(picture, zone, draw, log)));
  const files = [
    ...drawn.flatMap(({ name, data }) => (typeof data === "string" ? [] : [{ name, data }])),
    ...payload.files.map(({ name, text }) => ({ name, data: Buffer.from(text) })),
  ];
  const unshown = new Map(drawn.flatMap(({ name, data }) => (typeof data === "string" ? [[urlOf(name), data]] : [])));
  const attachments = files.map(({ name }, id) => ({ id, filename: name }));
  return { body: { ...wordsOf(payload, unshown), attachments }, files, pictures: unshown.size === 0 ? pictures : null };
}

/** Its PNG, or a sentence. */
interface Drawn {
  readonly name: string;
  readonly data: Uint8Array | string;
}

async function drawnOf({ name, chart }: Picture, zone: string, draw: Draw, log: Log): Promise<Drawn> {
  return { name, data: await drawnOrWhy(draw, { chart, zone }, log) };
}

/** For a message that keeps the pictures that it has. */
export function keepingPictures({ payload, pictures }: Part): Body {
  return { body: wordsOf(payload, new Map()), files: [], pictures };
}

/** Nobody is called by what stands in a message. */
const NO_MENTIONS = { parse: [] };

/** `unshown`: by the address of a picture, what is said in its place. */
function wordsOf({ embeds, components }: Payload, unshown: ReadonlyMap<string, string>): Body["body"] {
  return {
    content: "",
    embeds: embeds.map((embed) => withSaid(embed, unshown)),
    components,
    allowed_mentions: NO_MENTIONS,
  };
}

/** The footer stands below the picture. An embed is not sure to be taken with a footer alone. */
function withSaid({ image, ...embed }: APIEmbed, unshown: ReadonlyMap<string, string>): APIEmbed {
  if (image === undefined) return embed;
  const sentence = unshown.get(image.url);
  if (sentence === undefined) return { ...embed, image };
  const said = shortened(sentence, LIMITS.unshown);
  const isEmpty = embed.title === undefined && embed.description === undefined && embed.fields === undefined;
  return isEmpty ? { ...embed, description: escaped(said) } : { ...embed, footer: { text: said } };
}

/** Of a sentence that the desk says by itself. */
export function sentence(text: string): Body {
  const body = { content: text, embeds: [], components: [], allowed_mentions: NO_MENTIONS };
  return { body, files: [], pictures: null };
}
