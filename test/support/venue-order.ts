/** An order in the book of an exchange under the test's hand. */
import type { Decimal as Oracle } from "decimal.js";

import { from } from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import type { OrderReport } from "../../src/exchange/gateway.ts";

export interface VenueOrder extends Sendable {
  readonly exchangeOrderId: string;
  status: OrderReport["status"];
  filled: Oracle;
}

export function reportOf(order: VenueOrder, at: number): OrderReport {
  return {
    exchangeOrderId: order.exchangeOrderId,
    clientOrderId: order.clientOrderId,
    pair: order.pair,
    side: order.side,
    status: order.status,
    quantity: order.quantity,
    filled: from(order.filled.toFixed()),
    price: order.limit,
    trigger: order.trigger,
    at,
  };
}
