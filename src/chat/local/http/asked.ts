/** What a client asks to draw its page with: words that could follow, commands, candles, pictures. Nothing here changes a row. */
import { z } from "zod";

import type { Desk } from "../../../db/desk.ts";
import { TIMEFRAMES, type Timeframe } from "../../../domain/candle.ts";
import type { CandleChart, ChartSpec } from "../../../domain/chart.ts";
import { Refusal } from "../../../domain/errors.ts";
import { LocalMessage } from "../../../models/local-message.ts";
import type { Person } from "../../../models/person.ts";
import type { Registry } from "../../registry.ts";
import { declaredFor } from "./declared.ts";
import { localZone } from "../../../models/chat.ts";
import { type Handler, sentence } from "./gate.ts";
import type { Completed } from "../protocol.ts";
import { LONGEST_LINE } from "./talk.ts";

export interface CandleQuery {
  readonly pair: string;
  readonly timeframe: Timeframe;
  /** Null: the first account. */
  readonly exchange: string | null;
}

/** Null while there are none. Throws a Refusal for what the desk does not know. */
export type Candles = (query: CandleQuery) => Promise<CandleChart | null>;
/** A chart as a PNG, in a zone (IANA). Throws a Refusal where it cannot be drawn now. */
export type Draw = (chart: ChartSpec, zone: string) => Promise<Uint8Array>;

export function complete(desk: Desk, commands: Pick<Registry, "complete">): Handler {
  return async ({ query, person }) => {
    const line = query.get("line") ?? "";
    if (line.length > LONGEST_LINE) return sentence(400, `A line has ${LONGEST_LINE} characters at most.`);
    const completed: Completed = await commands.complete(desk, person.role, line);
    return Response.json(completed);
  };
}

export function declarations(commands: Pick<Registry, "all">): Handler {
  return async ({ person }) => Response.json(declaredFor(person.role, commands.all));
}

const CANDLES = z.strictObject({
  pair: z.string().min(1).max(40),
  timeframe: z.enum(TIMEFRAMES),
  exchange: z.string().min(1).max(40).nullable().default(null),
});

export function candleChart(given: Candles): Handler {
  const candles = shared(given);
  return async ({ query }) => {
    const asked = CANDLES.safeParse(Object.fromEntries(query)).data;
    if (asked === undefined)
      return sentence(400, `Ask for pair=BTC/USDT&timeframe=1h; timeframes are ${TIMEFRAMES.join(", ")}.`);
    try {
      return Response.json(await candles(asked));
    } catch (error) {
      if (error instanceof Refusal) return sentence(400, error.message);
      throw error;
    }
  };
}

const SHARED_MS = 1_000;

/** Who asks for the same within a second gets the same: a venue is not asked again for each tab. */
function shared(candles: Candles): Candles {
  const answers = new Map<string, ReturnType<Candles>>();
  return (query) => {
    const key = JSON.stringify([query.exchange, query.pair, query.timeframe]);
    const found = answers.get(key);
    if (found !== undefined) return found;
    const answer = candles(query);
    answers.set(key, answer);
    setTimeout(() => answers.delete(key), SHARED_MS).unref();
    return answer;
  };
}

const SEQ = /^\d{1,15}$/;

/** Of the person's own messages: which seq is whose is not told. */
export function picture({ db }: Desk, draw: Draw): Handler {
  return async ({ query, person }) => {
    const seq = query.get("seq") ?? "";
    if (!SEQ.test(seq)) return sentence(400, "seq= takes the seq of a message with a chart, for example seq=42.");
    const blocks = await blocksOf(db.reader, person, seq);
    const chart = blocks.find((block) => block.kind === "chart")?.chart;
    if (chart === undefined) return sentence(404, "There is no picture of this message: it has no chart.");
    try {
      return pngResponse(await draw(chart, await localZone(db.reader, person.id)));
    } catch (error) {
      if (error instanceof Refusal) return sentence(503, error.message);
      throw error;
    }
  };
}

/** Of the person's own messages, too. */
export function file({ db }: Desk): Handler {
  return async ({ query, person }) => {
    const seq = query.get("seq") ?? "";
    if (!SEQ.test(seq)) return sentence(400, "seq= takes the seq of a message with a file, for example seq=42.");
    const blocks = await blocksOf(db.reader, person, seq);
    const found = blocks.find((block) => block.kind === "file");
    if (found === undefined) return sentence(404, "There is no file in this message.");
    return new Response(found.text, { headers: { "content-type": "text/csv; charset=utf-8" } });
  };
}

async function blocksOf(reader: Desk["db"]["reader"], { id }: Pick<Person, "id">, seq: string) {
  const message = await LocalMessage.query(reader).findOne({ chat_ref: String(id), seq: Number(seq) });
  return message?.content.blocks ?? [];
}

function pngResponse(png: Uint8Array): Response {
  const headers = { "content-type": "image/png", "content-length": String(png.length) };
  return new Response(new Uint8Array(png), { headers });
}
