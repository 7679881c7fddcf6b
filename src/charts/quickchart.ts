/** Has a QuickChart server draw: the chart leaves this machine, so only where QUICKCHART_URL says so. */
import { Refusal } from "../domain/errors.ts";
import type { Log } from "../runtime/log.ts";
import { type ChartConfig, configOf, heightOf } from "./config/config.ts";
import { COLOURS, SIZE } from "./config/layout.ts";
import { boundedDrawing, type Drawing } from "./drawing.ts";

export interface QuickchartOptions {
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 10_000;
const LARGEST = 4 * 2 ** 20;
const PNG = Buffer.from("89504e470d0a1a0a", "hex");

export function createQuickchart(url: string, log: Log, { deadlineMs = DEADLINE_MS }: QuickchartOptions = {}): Drawing {
  return boundedDrawing({
    deadlineMs,
    async draw(chart, look, signal) {
      try {
        const body = await bodyOf(configOf(chart, look), heightOf(chart));
        return await fetched(`${url.replace(/\/+$/, "")}/chart`, body, signal);
      } catch (error) {
        signal.throwIfAborted();
        log.warn({ error }, "QuickChart drew no chart");
        throw new Refusal("chart", UNDRAWN);
      }
    },
    end: async () => undefined,
  });
}

const UNDRAWN = "QuickChart did not draw the chart: ask for it again, or let the desk draw by removing QUICKCHART_URL.";

/** What the library takes out of any text, leaving what follows as code. */
const CODE = "__BEGINFUNCTION__";

/** As QuickChart reads it: functions and all, as JavaScript in a text. */
async function bodyOf(config: ChartConfig, height: number): Promise<string> {
  if (JSON.stringify(config).includes(CODE)) throw new Error(`a name in the chart has ${CODE} in it`);
  const { default: imported } = await import("quickchart-js");
  // Its types say that the class is inside what is imported; it is what is imported.
  const QuickChart = imported as unknown as typeof imported.default;
  const request = new QuickChart()
    .setConfig(config as unknown as Parameters<InstanceType<typeof QuickChart>["setConfig"]>[0])
    .setVersion("4")
    .setWidth(SIZE.width)
    .setHeight(height)
    .setDevicePixelRatio(SIZE.ratio)
    .setBackgroundColor(COLOURS.background)
    .setFormat("png");
  return JSON.stringify(request.getPostData());
}

/** The library's own request can be neither given up nor bounded, and goes wherever it is sent on to. */
async function fetched(address: string, body: string, signal: AbortSignal): Promise<Uint8Array> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body, signal, redirect: "error" });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  const png = await bytesOf(response);
  if (!png.subarray(0, PNG.length).equals(PNG)) throw new Error("it answered with something that is no PNG");
  return png;
}

async function bytesOf({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST) throw new Error(`it answered with more than ${LARGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
