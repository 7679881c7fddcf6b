/** What the HTTP server answers, introduced to the parts that answer it. */
import type { App } from "../app.ts";
import type { Drawing } from "../charts/drawing.ts";
import { drawText } from "../charts/text.ts";
import type { LocalAdapter } from "../chat/local/adapter.ts";
import { localRoutes } from "../chat/local/http/routes.ts";
import type { Config } from "../config.ts";
import type { Pair } from "../domain/ids.ts";
import { candleChart } from "../market/candles.ts";
import { deskViews } from "../reports/overview.ts";
import type { Route } from "../runtime/http.ts";

export function routesOf(app: App, local: LocalAdapter, drawing: Drawing, { chatPace }: Config): Route[] {
  return [
    ...localRoutes({
      ...{ desk: app, commands: app.commands, local, isPaced: chatPace === "platform" },
      look: () => deskViews(app),
      candles: ({ pair, timeframe, exchange }) =>
        candleChart(app, { pair: pair as Pair, timeframe, ...(exchange === null ? {} : { exchange }) }),
      draw: (chart, zone) => drawing.png(chart, { zone }),
      drawText,
    }),
    // Ready or not, and nothing else: it asks for no token.
    { method: "GET", path: "/healthz", handle: async () => healthz(app) },
  ];
}

function healthz(app: App): Response {
  const isReady = app.lease.isHeld() && app.compared.size === app.gateways.size;
  return new Response(isReady ? "ready\n" : "not ready\n", { status: isReady ? 200 : 503 });
}
