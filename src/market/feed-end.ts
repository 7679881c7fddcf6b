/** A replay is over: its time stands, and people are told. */
import type { App } from "../app.ts";
import { feedEndedCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Desk } from "../db/desk.ts";
import { transact } from "../db/transact.ts";
import type { Feed } from "../domain/feed.ts";
import type { ExchangeName } from "../domain/ids.ts";
import type { Gateway } from "../exchange/gateway.ts";

export async function tellFeedEnded(desk: Desk, { gateway, feed }: { gateway: Gateway; feed: Feed }): Promise<void> {
  const { exchange, mode } = gateway;
  const reply = feedEndedCard({ exchange, mode, feed: nameOf(feed), at: gateway.now() });
  try {
    await transact(desk, (tx) =>
      post(tx, {
        type: "WARNING",
        source: "health",
        severity: 3,
        reply,
        about: { kind: "exchange", id: exchange },
        at: desk.clock.now(),
      }),
    );
  } catch (error) {
    desk.log.error({ error }, "the end of a feed could not be told");
  }
}

/** What an account runs on, in words. */
export function sourceOf({ feeds }: Pick<App, "feeds">, { exchange }: Gateway): string {
  const feed = feeds.get(exchange);
  return feed === undefined ? "its own" : nameOf(feed);
}

/** Times real time; null where it runs as fast as it can or on its own. */
export function speedOf({ feeds }: Pick<App, "feeds">, exchange: ExchangeName): number | null {
  const feed = feeds.get(exchange);
  return feed === undefined || feed.kind === "live" || feed.speed === "max" ? null : feed.speed;
}

/** As people know it: without the speed. */
function nameOf(feed: Feed): string {
  switch (feed.kind) {
    case "synthetic":
      return "synthetic";
    case "replay":
      return `replay:${feed.file}`;
    case "live":
      return `live:${feed.exchange}`;
    case "twin":
      return `twin:${feed.of}`;
  }
}
