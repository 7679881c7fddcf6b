import type { App } from "../../app.ts";
import { type AccountFacts, balanceCard, balanceRows } from "../../cards/balance.ts";
import { pageOf } from "../../cards/pages.ts";
import { command, named } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { isZero } from "../../domain/money.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { walletsOf } from "../../models/wallet.ts";
import { accountsInUse } from "../../trading/in-use.ts";
import { equityOf } from "../../trading/valuation.ts";
import { accountArg } from "../account-arg.ts";

export const balance = command({
  name: "balance",
  family: "portfolio",
  kind: "reads",
  role: "viewer",
  help: "what the accounts hold: total, available, locked in orders",
  examples: ["/balance", "/balance exchange=paper2"],
  args: { exchange: named(accountArg, "one account; without it, those that are in use"), page },
  stale: "run",
  async run(app: App, _call, { exchange, page: asked }) {
    const gateways = exchange === undefined ? await accountsInUse(app) : [gatewayOf(app, exchange)];
    const accounts = await Promise.all(gateways.map((gateway) => accountFacts(app, gateway)));
    const shown = pageOf(balanceRows(accounts).length, asked);
    const line = exchange === undefined ? "balance" : `balance exchange=${exchange}`;
    return { reply: balanceCard({ currency: app.settings.currency, accounts, page: shown, line }) };
  },
});

async function accountFacts(app: App, gateway: Gateway): Promise<AccountFacts> {
  const { exchange, mode } = gateway;
  const wallets = await walletsOf(app.db.reader, exchange);
  const coins = wallets
    .filter((wallet) => !isZero(wallet.totalBalance))
    .map(({ asset, totalBalance, availableBalance, lockedBalance }) => ({
      asset,
      total: totalBalance,
      available: availableBalance,
      locked: lockedBalance,
    }));
  return { exchange, mode, coins, ...(await equityOf(app, gateway)) };
}
