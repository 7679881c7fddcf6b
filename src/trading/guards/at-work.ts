/** Orders of an account as the guards count them: at work now, sent lately, approved today. */
import { prepared } from "../../db/prepared.ts";
import type { Tx } from "../../db/transact.ts";
import type { ExchangeName, OrderId, Pair } from "../../domain/ids.ts";
import type { Side } from "../../domain/market.ts";
import { add, type Decimal, from, mul, sub, sum, ZERO } from "../../domain/money.ts";
import { type Purpose, type State, WORKING_STATES } from "../../domain/order.ts";
import type { Owner } from "../../domain/risk/limits.ts";

export interface OrderAtWork {
  readonly id: OrderId;
  readonly pair: Pair;
  readonly quote: string;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly state: State;
  /** Null at market. */
  readonly limit: Decimal | null;
  /** What it may still cost, in quote currency. */
  readonly left: Decimal;
}

interface Row {
  readonly id: OrderId;
  readonly pair: Pair;
  readonly quote: string;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly state: State;
  readonly price: string | null;
  readonly quotePrice: string;
  readonly quantity: string;
  readonly filled: string;
  readonly cost: string;
}

const COLUMNS = `id, trading_pair as pair, quote_asset as quote, side, purpose, state, price, quote_price as "quotePrice",
  quantity, filled_quantity as filled, filled_cost as cost`;
const WORKING = WORKING_STATES.map((state) => `'${state}'`).join(", ");

const AT_WORK = prepared(`select ${COLUMNS} from orders where exchange = ? and state in (${WORKING}) order by id`);
const OF_PERSON = prepared(
  `select ${COLUMNS} from orders
   where exchange = ? and approved_day = ? and strategy_id = ? and person_id = ? and purpose = 'entry'`,
);
const OF_STRATEGY = prepared(
  `select ${COLUMNS} from orders where exchange = ? and approved_day = ? and strategy_id = ? and purpose = 'entry'`,
);
const SENT = prepared("select count(*) as count from orders where exchange = ? and sent_at > ?");
const CANCELED = prepared(
  `select count(*) as count from orders where exchange = ? and cancel_requested_at is not null and updated_at > ?
   and sent_at is not null and state not in ('sending', 'unknown', 'open', 'partial')`,
);

const MINUTE_MS = 60_000;

/** All but `except`, the oldest first. */
export async function ordersAtWork(tx: Tx, exchange: ExchangeName, except: OrderId | null): Promise<OrderAtWork[]> {
  const rows = await AT_WORK.rows<Row>(tx, [exchange]);
  return rows.filter(({ id }) => id !== except).map(toAtWork);
}

/** What an owner's entries of a day have cost, or may still cost, in quote currency; `except` does not count. */
export async function spentOn(
  tx: Tx,
  exchange: ExchangeName,
  day: string,
  owner: Owner,
  manual: string,
  except: OrderId | null,
): Promise<Decimal> {
  const rows =
    "strategy" in owner
      ? await OF_STRATEGY.rows<Row>(tx, [exchange, day, owner.strategy])
      : await OF_PERSON.rows<Row>(tx, [exchange, day, manual, owner.person]);
  return sum(rows.filter(({ id }) => id !== except).map(spentBy));
}

/** How many were sent in the last minute before a moment of people's time. */
export async function sentLately(tx: Tx, exchange: ExchangeName, at: number): Promise<number> {
  return countOf(await SENT.rows(tx, [exchange, at - MINUTE_MS]));
}

/** How many cancels went out in that minute, at most: one that was confirmed late counts once more. */
export async function canceledLately(tx: Tx, exchange: ExchangeName, at: number): Promise<number> {
  return countOf(await CANCELED.rows(tx, [exchange, at - MINUTE_MS]));
}

function countOf([row]: readonly { readonly count?: number }[]): number {
  return Number(row?.count ?? 0);
}

function toAtWork(row: Row): OrderAtWork {
  const { id, pair, quote, side, purpose, state } = row;
  return {
    id,
    pair,
    quote,
    side,
    purpose,
    state,
    limit: row.price === null ? null : from(row.price),
    left: leftOf(row),
  };
}

function leftOf(row: Row): Decimal {
  return mul(sub(from(row.quantity), from(row.filled)), from(row.price ?? row.quotePrice));
}

/** What filled has its price; what is over costs no more than that. */
function spentBy(row: Row): Decimal {
  const isAtWork = (WORKING_STATES as readonly State[]).includes(row.state);
  return add(from(row.cost), isAtWork ? leftOf(row) : ZERO);
}
