import type { App } from "../../app.ts";
import { pageOf, rowsOf } from "../../cards/pages.ts";
import { type PairRow, pairsCard } from "../../cards/pairs.ts";
import { type ArgType, command, named, optional } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { short } from "../../chat/grammar/spelling.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { dayChange } from "../../market/day-change.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { latestQuote } from "../../market/quotes.ts";
import { MarketRow } from "../../models/market.ts";
import { accountArg } from "../account-arg.ts";

/** A part of a pair's name, in upper case. */
const filterArg: ArgType<string> = {
  placeholder: "FILTER",
  parse: (word) => word.toUpperCase(),
  async complete({ db }) {
    const rows = await MarketRow.query(db.reader).where({ is_active: true }).orderBy("id");
    return [...new Set(rows.flatMap(({ base, quote }) => [base, quote]))];
  },
};

export const pairs = command({
  name: "pairs",
  family: "market",
  kind: "reads",
  role: "viewer",
  help: "what can be traded: last price, change in a day, tick and minimum",
  examples: ["/pairs", "/pairs ETH", "/pairs exchange=paper2"],
  args: {
    filter: optional(filterArg, "those that have this in their name"),
    exchange: named(accountArg, "the account; without it, the first one"),
    page,
  },
  stale: "run",
  async run(app: App, _call, { filter, exchange, page: asked }) {
    const gateway = gatewayOf(app, exchange);
    const markets = await listed(app, gateway, filter);
    const shown = pageOf(markets.length, asked);
    const rows = await Promise.all(rowsOf(markets, shown).map((market) => rowOf(app, gateway, market)));
    const words = ["pairs", filter, exchange === undefined ? undefined : `exchange=${gateway.exchange}`];
    const line = words.filter((word) => word !== undefined).join(" ");
    return { reply: pairsCard({ exchange: gateway.exchange, mode: gateway.mode, rows, page: shown, line }) };
  },
});

async function listed(app: App, { exchange }: Gateway, filter = ""): Promise<MarketRow[]> {
  const all = await MarketRow.query(app.db.reader).where({ exchange, is_active: true }).orderBy("id");
  const found = all.filter(({ pair }) => pair.includes(filter));
  if (found.length > 0) return found;
  const named = filter === "" ? "" : ` with ${short(filter)} in its name`;
  throw new Refusal("pair", `${exchange} lists no pair${named}. /pairs shows all.`, filter === "" ? [] : ["/pairs"]);
}

async function rowOf(app: App, gateway: Gateway, market: MarketRow): Promise<PairRow> {
  const { pair, base, quote, tick, minAmount, minCost } = market;
  return { pair, base, quote, tick, minAmount, minCost, ...(await priceOf(app, gateway, market)) };
}

/** What the exchange does not answer is a blank: the rules of the pair are known without it. */
async function priceOf(app: App, gateway: Gateway, { pair }: MarketRow): Promise<Pick<PairRow, "last" | "dayChange">> {
  try {
    const quote = await latestQuote(gateway, pair);
    if (quote === null) return { last: null, dayChange: null };
    return { last: quote.last, dayChange: await dayChange(app, gateway, pair, quote.last) };
  } catch (error) {
    app.log.warn({ error, exchange: gateway.exchange, pair }, "a pair is shown without its price");
    return { last: null, dayChange: null };
  }
}
