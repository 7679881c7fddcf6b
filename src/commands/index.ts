/** Every command there is. A folder a family, a file a command (or a pair of them). */
import type { App } from "../app.ts";
import type { Command } from "../chat/command.ts";
import { digest } from "./alerts/digest.ts";
import { notify } from "./alerts/notify.ts";
import { alerts, read } from "./alerts/alerts.ts";
import { approve, reject } from "./approvals/decide.ts";
import { proposals } from "./approvals/proposals.ts";
import { why } from "./approvals/why.ts";
import { assets } from "./market/assets.ts";
import { book } from "./market/book.ts";
import { chart } from "./market/chart.ts";
import { exchanges } from "./market/exchanges.ts";
import { pairs } from "./market/pairs.ts";
import { price } from "./market/price.ts";
import { audit } from "./people/audit.ts";
import { grant, revoke } from "./people/grant.ts";
import { help, version } from "./people/help.ts";
import { pair, people, whoami } from "./people/people.ts";
import { start } from "./people/start.ts";
import { balance } from "./portfolio/balance.ts";
import { drift } from "./portfolio/drift.ts";
import { performance } from "./portfolio/performance.ts";
import { daily, monthly, weekly } from "./portfolio/periods.ts";
import { position } from "./portfolio/position.ts";
import { positions } from "./portfolio/positions.ts";
import { profit } from "./portfolio/profit.ts";
import { halt } from "./safety/halt.ts";
import { health } from "./safety/health.ts";
import { limits } from "./safety/limits.ts";
import { panic } from "./safety/panic.ts";
import { resume } from "./safety/resume.ts";
import { status } from "./safety/status.ts";
import { backtest } from "./strategies/backtest.ts";
import { optimise } from "./strategies/optimise.ts";
import { strategies } from "./strategies/strategies.ts";
import { strategy } from "./strategies/strategy.ts";
import { buy } from "./trade/buy.ts";
import { cancel } from "./trade/cancel.ts";
import { close } from "./trade/close.ts";
import { order, orders } from "./trade/orders.ts";
import { protect } from "./trade/protect.ts";
import { sell } from "./trade/sell.ts";
import { trades } from "./trade/trades.ts";

export const commands: readonly Command<App>[] = [
  ...[buy, sell, close, cancel, protect, orders, order, trades],
  ...[proposals, approve, reject, why],
  ...[balance, positions, position, drift],
  ...[profit, daily, weekly, monthly, performance],
  ...[price, book, chart, pairs, exchanges, assets],
  ...[strategies, strategy, backtest, optimise],
  ...[alerts, read, notify, digest],
  ...[halt, panic, resume, limits, status, health],
  ...[start, whoami, people, pair, grant, revoke, audit],
  ...[help, version],
];
