/** Files of one's own, as a test writes them. They lie where the desk's name is not known, and name its file. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT } from "./project.ts";

const AUTHOR = pathToFileURL(join(ROOT, "src", "strategies", "author.ts")).href;

/** On a busy machine too; the one that a test lets pass is given beside it. */
export const AMPLE = { loadMs: 120_000, candleMs: 120_000 } as const;

export class OwnStrategies {
  readonly folder = mkdtempSync(join(tmpdir(), "outcry-own-"));
  #writes = 0;

  /** Written anew it has another time of change, however soon that is. */
  write(name: string, text: string): void {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    const at = 1_700_000_000 + ++this.#writes;
    utimesSync(file, at, at);
  }

  delete(name: string): void {
    rmSync(join(this.folder, name));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export interface Written {
  readonly id?: string;
  readonly name?: string;
  readonly parameters?: string;
  readonly period?: string;
  readonly shows?: string;
  /** Of `decide(index, held)`, with `candles` and `own` around it. */
  readonly decide?: string;
}

/** Up a candle of a minute it enters; its stop lies 1 % off. */
export const RISES = `
        const [before, close] = [Number(candles.close[index - 1]), Number(candles.close[index])];
        if (held !== null || !(close > before)) return null;
        const values = [{ label: "close", value: close }];
        return { kind: "enter", side: "LONG", stop: close * 0.99, target: null, rule: "closed higher", values };`;

/** `decide` begins on line 13. */
export function fileText({ id = "rising", name = "Rising", parameters = "", ...rest }: Written = {}): string {
  return `import { defineStrategy, shown, z } from "${AUTHOR}";
const kept: unknown[] = [];
export default defineStrategy({
  id: "${id}",
  name: "${name}",
  type: "TEST",
  about: "In when a candle closes higher.",
  parameters: { timeframe: z.enum(["1m", "5m"]).default("1m").describe("the candles"), ${parameters} },
  period: () => { ${rest.period ?? "return 3;"} },
  shows: () => { ${rest.shows ?? 'return [shown("ema", 3)];'} },
  on: (candles, own) => ({
      decide(index, held) {${rest.decide ?? RISES}
      },
  }),
});
`;
}
