/** Which time the digests go by: people's where the desk trades real money, else the paper market's. */
import type { App } from "../app.ts";
import type { DailyTime } from "../domain/slot.ts";
import { nextMoment } from "../domain/slot.ts";
import type { NextDigest } from "../cards/digest/setting.ts";
import type { ChatId, ExchangeName } from "../domain/ids.ts";
import { gatewayOf } from "../market/gateways.ts";
import { sourceOf } from "../market/feed-end.ts";

export interface DigestClock {
  readonly kind: NextDigest["kind"];
  /** What its moments are counted in: those of another market say nothing here. */
  readonly name: string;
  /** ms UTC. */
  readonly now: number;
  /** Times people's time; null where nobody can say. */
  readonly speed: number | null;
}

export function digestClock(app: App): DigestClock {
  const isLive = [...app.gateways.values()].some(({ mode }) => mode === "live");
  if (isLive) return { kind: "people", name: "people", now: app.clock.now(), speed: 1 };
  const gateway = gatewayOf(app);
  const { exchange } = gateway;
  return {
    kind: "paper",
    name: `${exchange} ${sourceOf(app, gateway)}`,
    now: gateway.now(),
    speed: speedOfTime(app, exchange),
  };
}

/** Up to which moment a chat has had its digests stands in the slot of this name. */
export function digestSlot(chat: ChatId, clock: Pick<DigestClock, "name">): string {
  return `digest ${chat} ${clock.name}`;
}

export function nextDigest({ kind, now, speed }: DigestClock, daily: DailyTime): NextDigest {
  const at = nextMoment(now, daily);
  return { kind, at, inMs: speed === null ? null : (at - now) / speed };
}

/** Of what has no feed of its own the time is the wall's. */
function speedOfTime({ feeds, endedFeeds }: App, exchange: ExchangeName): number | null {
  const feed = feeds.get(exchange);
  if (endedFeeds.has(exchange)) return null;
  if (feed === undefined || feed.kind === "live") return 1;
  return feed.speed === "max" ? null : feed.speed;
}
