/** What everybody who draws charts must do; a test calls this with a way to make one. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type Drawing, MOST_WAITING } from "../../src/charts/drawing.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { aChart, aChartWith } from "../support/charts.ts";
import { pictureOf } from "../support/picture.ts";

export interface Drawn {
  readonly drawing: Drawing;
  close(): Promise<void>;
}

const UTC = { zone: "UTC" };
const TITLE = { left: 0, top: 0, right: 1, bottom: 0.13 };
const LABELS = { left: 0.82, top: 0.14, right: 1, bottom: 0.91 };
const TIMES = { left: 0, top: 0.93, right: 0.8, bottom: 1 };

export function drawingContract(name: string, make: () => Promise<Drawn>): void {
  describe(`${name} as a drawing`, () => {
    let at: Drawn;
    beforeEach(async () => {
      at = await make();
    });
    afterEach(async () => {
      await at.drawing.stop();
      await at.close();
    });
    const pictured = async (...chart: Parameters<typeof aChart>) =>
      pictureOf(await at.drawing.png(aChart(...chart), UTC));

    test("is a PNG as wide as a chat shows it, with its title, its prices and its times", async () => {
      const picture = await pictured(120);
      expect([picture.width, picture.height]).toEqual([1280, 720]);
      for (const part of [TITLE, LABELS, TIMES]) expect(picture.inked(part)).toBeGreaterThan(1_000);
    });

    test("shows each level by its colour", async () => {
      const [bare, levelled] = [await pictured(120, { levels: [] }), await pictured(120)];
      for (const colour of ["#35C7B8", "#FF8A5C", "#E9EDF0", "#454F57"]) {
        expect(levelled.coloured(colour, LABELS)).toBeGreaterThan(bare.coloured(colour, LABELS) + 1_000);
      }
    });

    test("shows each indicator by its colour, over the candles and below them, and the marks", async () => {
      const chart = aChartWith(120, "ema:12", "rsi");
      const marks = [{ at: chart.candles[60]?.[0] ?? 0, role: "entry", label: "crossed" }] as const;
      const draw = async (spec: typeof chart) => pictureOf(await at.drawing.png(spec, UTC));
      const [plain, marked] = [await draw(chart), await draw({ ...chart, marks })];
      expect(plain.height).toBeGreaterThan(720);
      const all = { left: 0, top: 0.15, right: 0.8, bottom: 1 };
      for (const colour of ["#8FA6FF", "#F2C14E"]) expect(plain.coloured(colour, all)).toBeGreaterThan(500);
      expect(plain.coloured("#8FA6FF", { ...all, top: 0.8 })).toBe(0);
      expect(marked.coloured("#35C7B8", all)).toBeGreaterThan(plain.coloured("#35C7B8", all) + 50);
    });

    test("gives the same bytes for the same chart", async () => {
      const [one, other] = [await at.drawing.png(aChart(60), UTC), await at.drawing.png(aChart(60), UTC)];
      expect(Buffer.from(one).equals(other)).toBe(true);
      const elsewhere = await at.drawing.png(aChart(60), { zone: "Asia/Kolkata" });
      expect(Buffer.from(one).equals(elsewhere)).toBe(false);
    });

    test("draws a name letter by letter", async () => {
      const names = ["A_B*/USDT", "<b>/USDT", "'\"`/USDT", "\\n${1}/USDT", "</script>/USDT"];
      const widths = await Promise.all(names.map(async (pair) => (await pictured(3, { pair })).inked(TITLE)));
      const plain = (await pictured(3, { pair: "/USDT" })).inked(TITLE);
      for (const inked of widths) expect(inked).toBeGreaterThan(plain);
    });

    test("says calmly that there is nothing yet", async () => {
      const picture = await pictured(0);
      expect(picture.inked({ left: 0.3, top: 0.4, right: 0.7, bottom: 0.6 })).toBeGreaterThan(500);
      expect(picture.inked(LABELS)).toBe(0);
    });

    test("draws one candle, flat ones, huge and tiny ones", async () => {
      const flat = (price: number) =>
        aChart(5).candles.map(([moment]) => [moment, price, price, price, price, 0] as const);
      for (const candles of [aChart(1).candles, flat(0), flat(1e-9), flat(1e30), flat(5)]) {
        expect((await pictured(0, { candles, places: 8 })).inked(LABELS)).toBeGreaterThan(100);
      }
    });

    test("refuses what is too many at once, and draws the others", async () => {
      const asked = Array.from({ length: MOST_WAITING + 3 }, () => at.drawing.png(aChart(3), UTC));
      const done = await Promise.allSettled(asked);
      expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(MOST_WAITING);
      const refused = done.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
      expect(refused).toHaveLength(3);
      for (const reason of refused) expect(reason).toBeInstanceOf(Refusal);
    });

    test("ends what it draws when it stops, and draws no more", async () => {
      const [asked] = await Promise.allSettled([at.drawing.png(aChart(120), UTC), at.drawing.stop()]);
      expect(asked).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("is stopping") } });
      await at.drawing.stop();
      await expect(at.drawing.png(aChart(3), UTC)).rejects.toBeInstanceOf(Refusal);
    });
  });
}
