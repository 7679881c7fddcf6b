import type { ServerResponse } from "node:http";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createDrawing } from "../../src/charts/draw.ts";
import { createQuickchart } from "../../src/charts/quickchart.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { drawingContract } from "../contract/drawing.ts";
import { quickchartPeer, type QuickchartPeer } from "../peers/quickchart.ts";
import { aChart } from "../support/charts.ts";
import { silentLog } from "../support/database.ts";
import { until } from "../support/until.ts";

const UTC = { zone: "UTC" };

drawingContract("a QuickChart server", async () => {
  const peer = await quickchartPeer();
  return { drawing: createQuickchart(peer.url, silentLog), close: peer.close };
});

describe("a QuickChart server", () => {
  let peer: QuickchartPeer;
  beforeEach(async () => {
    peer = await quickchartPeer();
  });
  afterEach(() => peer.close());
  const ask = (deadlineMs?: number) =>
    createQuickchart(`${peer.url}/`, silentLog, deadlineMs === undefined ? {} : { deadlineMs }).png(aChart(60), UTC);

  test("draws the very picture that this machine draws", async () => {
    const here = createDrawing(silentLog);
    try {
      expect(Buffer.from(await ask()).equals(await here.png(aChart(60), UTC))).toBe(true);
    } finally {
      await here.stop();
    }
    const [{ width, height, devicePixelRatio, format, backgroundColor } = {}] = peer.asked;
    expect({ width, height, devicePixelRatio, format, backgroundColor }).toEqual({
      width: 640,
      height: 360,
      devicePixelRatio: 2,
      format: "png",
      backgroundColor: "#0E1113",
    });
  });

  const failures: readonly (readonly [what: string, how: (response: ServerResponse) => void])[] = [
    ["answers that it cannot", (response) => response.writeHead(500).end("no")],
    ["sends on to elsewhere", (response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end()],
    ["answers with a page", (response) => response.writeHead(200).end("<html>")],
    ["hangs up", (response) => response.destroy()],
    ["answers without end", (response) => flood(response)],
  ];
  test.each(failures)("that %s is told in a sentence", async (_what, how) => {
    peer.answer(how);
    const refused = ask();
    await expect(refused).rejects.toBeInstanceOf(Refusal);
    await expect(refused).rejects.toThrow("QuickChart did not draw the chart");
  });

  test("that does not answer is given up, the connection too", async () => {
    let isOpen = true;
    peer.answer((response) => response.on("close", () => (isOpen = false)));
    await expect(ask(200)).rejects.toThrow("took longer than 0.2 s");
    await until("the connection to end", () => !isOpen);
  });

  test("is never sent a name that its library would take for code", async () => {
    const pair = "__BEGINFUNCTION__(() => 1)()__ENDFUNCTION__";
    await expect(createQuickchart(peer.url, silentLog).png(aChart(3, { pair }), UTC)).rejects.toThrow(
      "QuickChart did not",
    );
    expect(peer.asked).toEqual([]);
  });
});

function flood(response: ServerResponse): void {
  const piece = Buffer.alloc(2 ** 16);
  const more = (): void => {
    if (!response.destroyed) response.write(piece, () => setImmediate(more));
  };
  response.writeHead(200);
  more();
}
