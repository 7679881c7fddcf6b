/** Which accounts are told of where none is named: a second one that nobody has touched is left out. */
import type { App } from "../app.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { hasOrders } from "../models/order.ts";

/** The first one, each that ever had an order, and all where there is real money. */
export async function accountsInUse({ gateways, db }: Pick<App, "gateways" | "db">): Promise<Gateway[]> {
  const used = await Promise.all(
    Array.from(gateways.values(), async (gateway, index) => {
      if (index === 0 || gateway.mode === "live") return [gateway];
      return (await hasOrders(db.reader, gateway.exchange)) ? [gateway] : [];
    }),
  );
  return used.flat();
}
