import type { App } from "../../app.ts";
import { type AssetRow, assetsCard } from "../../cards/assets.ts";
import { pageOf } from "../../cards/pages.ts";
import { command } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { isZero } from "../../domain/money.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { Asset } from "../../models/asset.ts";
import { holdingsOf } from "../../trading/valuation.ts";

export const assets = command({
  name: "assets",
  family: "market",
  kind: "reads",
  role: "viewer",
  help: "the coins: their precision, what is held over all accounts and what it is worth",
  examples: ["/assets"],
  args: { page },
  stale: "run",
  async run(app: App, _call, { page: asked }) {
    const known = await Asset.query(app.db.reader).where({ is_active: true }).orderBy("symbol");
    const { mode, gateways } = accountsOf(app);
    const holding = await holdingsOf(app, gateways);
    const rows = known.map(({ symbol, decimalPlaces: places }): AssetRow => ({ symbol, places, ...holding(symbol) }));
    const { currency } = app.settings;
    const heldFirst = rows.toSorted((a, b) => Number(isZero(a.held)) - Number(isZero(b.held)));
    return { reply: assetsCard({ rows: heldFirst, mode, currency, page: pageOf(rows.length, asked) }) };
  },
});

/** Real money and play money are not added up: where there are live accounts, those are meant. */
function accountsOf(app: App): { mode: Gateway["mode"]; gateways: Gateway[] } {
  const all = [...app.gateways.values()];
  const mode = all.some((gateway) => gateway.mode === "live") ? "live" : "paper";
  return { mode, gateways: all.filter((gateway) => gateway.mode === mode) };
}
