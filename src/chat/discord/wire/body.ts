/** A payload as it goes over the wire, its charts drawn. */
import type { APIEmbed } from "discord.js";

import { within } from "../../../runtime/deadline.ts";
import type { Log } from "../../../runtime/log.ts";
import { type Draw, pictureOf } from "../../pictures.ts";
import { NOTHING } from "../render/escape.ts";
import type { Payload } from "../render/render.ts";
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

const DRAW_MS = 5_000;

/** A chart that can't be drawn is left out: the words say what it would. */
export async function bodyOf({ payload, pictures }: Part, zone: string, draw: Draw, log: Log): Promise<Body> {
  const drawn = await Promise.all(
    payload.pictures.map(async ({ name, chart }) => {
      try {
        return { name, data: await within(DRAW_MS, "drawing a chart", draw(chart, zone)) };
      } catch (error) {
        log.warn({ error }, "a chart could not be drawn");
        return null;
      }
    }),
  );
  const files = drawn.filter((file) => file !== null);
  const names = new Set(files.map(({ name }) => `attachment://${name}`));
  const attachments = files.map(({ name }, id) => ({ id, filename: name }));
  return { body: { ...wordsOf(payload, names), attachments }, files, pictures };
}

/** For a message that keeps the pictures that it has. */
export function keepingPictures({ payload, pictures }: Part): Body {
  const names = new Set(payload.pictures.map(({ name }) => `attachment://${name}`));
  return { body: wordsOf(payload, names), files: [], pictures };
}

/** Nobody is called by what stands in a message. */
const NO_MENTIONS = { parse: [] };

function wordsOf({ embeds, components }: Payload, names: ReadonlySet<string>): Body["body"] {
  return {
    content: "",
    embeds: embeds.map((embed) => withImage(embed, names)),
    components,
    allowed_mentions: NO_MENTIONS,
  };
}

function withImage({ image, ...embed }: APIEmbed, names: ReadonlySet<string>): APIEmbed {
  if (image !== undefined && names.has(image.url)) return { ...embed, image };
  const isEmpty = embed.title === undefined && embed.description === undefined && embed.fields === undefined;
  return isEmpty ? { ...embed, description: NOTHING } : embed;
}

/** Of a sentence that the desk says by itself. */
export function sentence(text: string): Body {
  const body = { content: text, embeds: [], components: [], allowed_mentions: NO_MENTIONS };
  return { body, files: [], pictures: null };
}
