/** The digest of a day with many fills, beside the same day without any: its figures, its card, its chart. */
import type { App } from "../src/app.ts";
import { digestCard } from "../src/cards/digest/digest.ts";
import { createDrawing } from "../src/charts/draw.ts";
import type { ChartSpec } from "../src/domain/chart.ts";
import type { Reply } from "../src/domain/reply.ts";
import type { Gateway } from "../src/exchange/gateway.ts";
import { gatewayOf } from "../src/market/gateways.ts";
import { EquityRow } from "../src/models/equity.ts";
import { digestFacts } from "../src/reports/digest.ts";
import { until } from "../test/support/until.ts";
import { type BenchDesk, inFolder, withDesk } from "./desk.ts";
import { type Figure, type Part, ratio } from "./figures.ts";
import { DAY_MS, writeFills, writeLooks } from "./past.ts";
import { Steps } from "./steps.ts";
import { type Timed, timed, timedColumn } from "./timed.ts";

const FILLS = 10_000;
const DAYS = 30;
const WARM_UP = 5;
const ASKED = 40;

export function digesting(): Promise<Part> {
  return inFolder((dataDir) =>
    withDesk(dataDir, "synthetic", async (desk) => {
      const gateway = gatewayOf(desk.app);
      await writePast(desk.app, gateway);
      const without = await often(() => cardOf(desk.app, gateway));
      await writeFills(desk.app, gateway, FILLS);
      return {
        title: `The digest of a day, ${DAYS} days after the account's first`,
        figures: await figuresOf(desk, gateway, without),
      };
    }),
  );
}

/** The desk's own first look would be newer than the past. */
async function writePast(app: App, gateway: Gateway): Promise<void> {
  const { exchange } = gateway;
  await until("the account's first look", () => EquityRow.query(app.db.reader).findOne({ exchange }));
  await writeLooks(app, gateway, DAYS);
}

async function figuresOf(desk: BenchDesk, gateway: Gateway, without: readonly Timed[]): Promise<Figure[]> {
  const cards = await often(() => cardOf(desk.app, gateway));
  const asked = await often(() => desk.chat.ask("/digest now"));
  const drawn = await drawings(chartOf(await cardOf(desk.app, gateway)));
  const none = timedColumn("no fill: from the rows to the card", without);
  const many = timedColumn(`${FILLS} fills: from the rows to the card`, cards);
  return [
    none,
    many,
    ratio(`${FILLS} fills : none`, many, none),
    timedColumn("… at work", cards, "workedMs"),
    timedColumn("… longest block of the event loop", cards, "blockedMs"),
    timedColumn("/digest now in process: message in to reply out", asked),
    timedColumn("… longest block of the event loop", asked, "blockedMs"),
    timedColumn("its chart as a PNG", drawn),
    timedColumn("… longest block of the event loop", drawn, "blockedMs"),
  ];
}

async function cardOf(app: App, gateway: Gateway): Promise<Reply> {
  const at = gateway.now();
  return digestCard(await digestFacts(app, { zone: "Europe/Berlin", at, since: at - DAY_MS, missed: null }));
}

function chartOf({ blocks }: Reply): ChartSpec {
  const block = blocks.find(({ kind }) => kind === "chart");
  if (block?.kind !== "chart") throw new Error("the digest has no chart");
  return block.chart;
}

async function drawings(chart: ChartSpec): Promise<readonly Timed[]> {
  const drawing = createDrawing(new Steps().log);
  try {
    return await often(() => drawing.png(chart, { zone: "Europe/Berlin" }));
  } finally {
    await drawing.stop();
  }
}

/** The first ones, in which the engine warms up, do not count. */
async function often(work: () => Promise<unknown>): Promise<readonly Timed[]> {
  const times: Timed[] = [];
  for (let i = 0; i < WARM_UP + ASKED; i++) times.push(await timed(work));
  return times.slice(WARM_UP);
}
