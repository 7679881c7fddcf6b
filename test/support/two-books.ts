/**
 * Both books of a desk on the paper venue at one moment: its own database and the venue's file. Read in one go, so that in
 * the desk's own process nothing moves meanwhile. Gives states and what is wrong in words.
 */
import { join } from "node:path";

import Database from "better-sqlite3";
import { Decimal as Oracle } from "decimal.js";

const Exact = Oracle.clone({ precision: 100 });
type Exact = InstanceType<typeof Exact>;

interface Row {
  readonly id: number;
  readonly clientId: string;
  /** entry, stop, target, close, or exit for what a person sold. */
  readonly name: string;
  readonly state: string;
  readonly quantity: string;
  readonly filled: string;
  readonly level: string | null;
  readonly sendCount: number;
  readonly acked: number;
  readonly due: number;
  readonly wanted: number;
  readonly unwanted: number;
  readonly position: number | null;
}

interface Placed {
  readonly clientId: string;
  readonly side: "BUY" | "SELL";
  readonly status: string;
  readonly quantity: string;
  readonly filled: string;
  readonly level: string | null;
}

interface Held {
  readonly id: number;
  readonly quantity: string;
  readonly stop: string | null;
  readonly closing: string | null;
  readonly closed: number | null;
}

const ORDERS = `select id, client_order_id as clientId, coalesce(leg, purpose) as name, state, quantity,
  filled_quantity as filled, coalesce(trigger_price, price) as level, send_count as sendCount,
  exchange_order_id is not null as acked, due_at is not null as due, wanted_quantity is not null as wanted,
  cancel_requested_at is not null as unwanted, position_id as position from orders order by id`;
const PLACED = `select client_order_id as clientId, side, status, quantity, filled, trigger_price as level
  from orders where exchange = 'paper' order by id`;
const POSITIONS = `select id, quantity, stop_loss as stop, closing_reason as closing, closed_time as closed
  from positions order by id`;
const BALANCES = "select asset, total, locked from balances where exchange = 'paper'";
const WALLETS = "select asset, total_balance as total from wallets where exchange = 'paper'";
const PENDING = ["proposed", "approved", "armed", "sending", "unknown", "open", "partial", "canceling"];
/** A leg in one of these guards, or is on its way to. */
const GUARDING = ["armed", "sending", "unknown", "open", "partial", "canceling"];
/** Of a market's step: less than this is dust. */
const LEAST = "0.0002";

export class TwoBooks {
  readonly #desk: Database.Database;
  readonly #venue: Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();

  /** Of a desk that is there already; it may run, or have died. */
  constructor(dataDir: string) {
    this.#desk = new Database(join(dataDir, "outcry.db"), { readonly: true });
    this.#venue = new Database(join(dataDir, "paper.db"), { readonly: true });
  }

  close(): void {
    this.#desk.close();
    this.#venue.close();
  }

  /** `stop partial/open part`: each order as the desk has it / as the venue has it, and what is held. */
  state(): string {
    const placed = this.#placed();
    const orders = this.#orders().map((row) => wordsOf(row, placed.get(row.clientId)));
    return [...orders, ...this.#positions().map(heldWords)].join(" · ");
  }

  /** A close that never arrived is for a person to ask for again: until then what is held stands guarded. */
  #waitsForPerson(): boolean {
    return this.#orders().some(({ state, name }) => state === "not_placed" && name === "exit");
  }

  /** Nothing is under way, and all is told. */
  isQuiet(): boolean {
    const orders = this.#orders();
    if (this.#waitsForPerson())
      return orders.every((row) => !PENDING.includes(row.state) || isGuard(row) || isWatched(row)) && this.isTold();
    const isUnderWay = orders.some(({ state }) => PENDING.includes(state));
    return !isUnderWay && this.#positions().every(({ closed }) => closed !== null) && this.isTold();
  }

  /** As `isQuiet`, but for dust and what waits for a yes. */
  isAtRest(): boolean {
    const isUnderWay = this.#orders().some(({ state }) => state !== "proposed" && PENDING.includes(state));
    return !isUnderWay && this.#positions().every(({ closed }) => closed !== null) && this.isTold();
  }

  /** How many there are; legs count. */
  orders(): number {
    return this.#orders().length;
  }

  isEach(wanted: string): boolean {
    return this.#orders().every(({ state }) => state === wanted);
  }

  /** The oldest that waits for a yes. */
  proposed(): number | null {
    return this.#orders().find(({ name, state }) => name === "entry" && state === "proposed")?.id ?? null;
  }

  /** No line waits for its chat. */
  isTold(): boolean {
    return this.#rows(this.#desk, WAITING).length === 0;
  }

  /** What may be at no moment at all, whatever was killed. */
  alwaysWrong(): string[] {
    const placed = this.#placed();
    const orders = this.#orders();
    return [
      ...orders.filter(({ sendCount }) => sendCount > 1).map(({ id }) => `#${id} was sent twice`),
      ...withoutRow([...placed.values()], orders),
      ...doubledLegs(orders, placed),
      ...soldTooMuch(this.#balances(), [...placed.values()]),
    ];
  }

  /** What may not be once the exchange has been looked at, while its market stands. */
  wrongAfterLook(): string[] {
    const placed = this.#placed();
    const orders = this.#orders();
    const behind = orders.filter((row) => !new Exact(placed.get(row.clientId)?.filled ?? row.filled).eq(row.filled));
    return [
      ...behind.map((row) => `#${row.id} filled ${row.filled}, at the venue ${placed.get(row.clientId)?.filled}`),
      ...this.#wrongWallets(),
      ...this.#positions().flatMap((position) => unguarded(position, orders)),
    ];
  }

  /** What may not be once nothing is under way any more. */
  wrongAtEnd(): string[] {
    const isHeld = this.#waitsForPerson() && this.#positions().some(({ closed }) => closed === null);
    const guards = new Set(isHeld ? this.#orders().flatMap((row) => (isGuard(row) ? row.clientId : [])) : []);
    const placed = [...this.#placed().values()];
    const open = placed.filter(({ status, clientId }) => status === "open" && !guards.has(clientId));
    return [
      ...this.alwaysWrong(),
      ...this.wrongAfterLook(),
      ...open.map(({ clientId }) => `${clientId} is still open at the venue`),
      ...this.wrongTelling(),
    ];
  }

  /** Of a desk whose chats have all that is written: each thing that ended has its line, and each line is there once. */
  wrongTelling(): string[] {
    const rows = (sql: string): string[] => this.#desk.prepare(sql).pluck().all() as string[];
    return [
      ...rows("select 'delivery ' || id || ' is due' from deliveries where state = 'due'"),
      ...rows("select 'message ' || id || ' is not answered' from inbox where answered_at is null"),
      ...rows(UNTOLD),
      ...rows(NOT_SHOWN),
      ...this.toldTwice(),
    ];
  }

  /** At no moment is a line there more often than it was meant. */
  toldTwice(): string[] {
    return [TOLD_TWICE, SHOWN_TWICE].flatMap((sql) => this.#desk.prepare(sql).pluck().all() as string[]);
  }

  #rows(db: Database.Database, sql: string): unknown[] {
    const statement = this.#prepared.get(sql) ?? db.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement.all();
  }

  #orders(): Row[] {
    return this.#rows(this.#desk, ORDERS) as Row[];
  }

  #placed(): Map<string, Placed> {
    const rows = this.#rows(this.#venue, PLACED) as Placed[];
    return new Map(rows.map((row) => [row.clientId, row]));
  }

  #positions(): Held[] {
    return this.#rows(this.#desk, POSITIONS) as Held[];
  }

  #balances(): Balance[] {
    return this.#rows(this.#venue, BALANCES) as Balance[];
  }

  #wrongWallets(): string[] {
    const wallets = this.#rows(this.#desk, WALLETS) as Balance[];
    const ours = new Map(wallets.map(({ asset, total }) => [asset, total]));
    return this.#balances().flatMap(({ asset, total }) => {
      const known = ours.get(asset) ?? "0";
      return new Exact(total).eq(known) ? [] : [`${asset}: the wallet says ${known}, the venue ${total}`];
    });
  }
}

interface Balance {
  readonly asset: string;
  readonly total: string;
  readonly locked: string;
}

function wordsOf(row: Row, placed: Placed | undefined): string {
  const { name, state, due, wanted, unwanted, acked, filled } = row;
  const part = (of: { filled: string }, isOver: boolean): string => (of.filled === "0" || isOver ? "" : " part");
  const ours = [
    name,
    state === "armed" && due === 1 ? "armed due" : state === "sending" && acked === 1 ? "sending acked" : state,
    ...(wanted === 1 ? ["wanted"] : []),
    ...(unwanted === 1 && PENDING.includes(state) ? ["unwanted"] : []),
  ].join(" ");
  if (placed === undefined) return ours;
  const isLevelMoved = placed.level !== null && placed.level !== row.level;
  const isMoved = placed.status === "open" && (isLevelMoved || placed.quantity !== row.quantity);
  const theirs = `${placed.status}${part(placed, placed.status === "filled")}${isMoved ? " moved" : ""}`;
  return `${ours}${part({ filled }, state === "filled")}/${theirs}`;
}

function heldWords({ closed, closing }: Held): string {
  if (closed !== null) return "flat";
  return closing === null ? "held" : "closing";
}

function withoutRow(placed: readonly Placed[], orders: readonly Row[]): string[] {
  const sent = new Set(orders.filter(({ sendCount }) => sendCount === 1).map(({ clientId }) => clientId));
  return placed.filter(({ clientId }) => !sent.has(clientId)).map(({ clientId }) => `${clientId} has no row`);
}

function doubledLegs(orders: readonly Row[], placed: ReadonlyMap<string, Placed>): string[] {
  const legs = orders.filter(({ name, clientId }) => !["entry", "exit"].includes(name) && isOpen(placed.get(clientId)));
  const ofPosition = Map.groupBy(legs, ({ name, position }) => `position ${position}: ${name}`);
  return [...ofPosition].filter(([, all]) => all.length > 1).map(([leg, all]) => `${leg} ${all.length} times`);
}

const isOpen = (placed: Placed | undefined): boolean => placed?.status === "open";

function soldTooMuch(balances: readonly Balance[], placed: readonly Placed[]): string[] {
  const filledOf = (side: Placed["side"]): Exact =>
    Exact.sum(0, ...placed.filter((row) => row.side === side).map(({ filled }) => filled));
  const [bought, sold] = [filledOf("BUY"), filledOf("SELL")];
  const short = balances.filter(({ total, locked }) => new Exact(total).lt(0) || new Exact(total).lt(locked));
  return [
    ...(sold.gt(bought) ? [`sold ${sold.toFixed()} of ${bought.toFixed()} bought`] : []),
    ...short.map(({ asset, total, locked }) => `${asset}: ${total}, of it locked ${locked}`),
  ];
}

/** A position that is to be protected, or is being closed, has an exit for what is held; a target that is tried is one. */
function unguarded({ id, quantity, stop, closing, closed }: Held, orders: readonly Row[]): string[] {
  if (closed !== null || (stop === null && closing === null) || new Exact(quantity).lt(LEAST)) return [];
  const own = orders.filter(({ name, position, state }) => {
    // What a person closes by is approved as it is born, and goes at once.
    return (
      name !== "entry" && position === id && (GUARDING.includes(state) || (name === "exit" && state === "approved"))
    );
  });
  const guards = own.filter(({ name }) => name === (closing === null ? "stop" : "close") || name === "exit");
  const tried = own.filter(({ name, state }) => name === "target" && state !== "armed");
  const isChanging = own.some(({ wanted, unwanted, state }) => wanted === 1 || unwanted === 1 || state === "canceling");
  const covered = Exact.sum(0, ...[...guards, ...tried].map((row) => new Exact(row.quantity).minus(row.filled)));
  const words = own.map((row) => `${row.name} ${row.state} ${row.quantity}`).join(", ");
  return isChanging || covered.gte(quantity)
    ? []
    : [`position ${id} holds ${quantity}, and there is ${words || "no exit"}`];
}

/** A target that cannot rest beside its stop waits as a row. */
const isWatched = ({ name, state }: Row): boolean => name === "target" && state === "armed";

const isGuard = ({ name, state }: Row): boolean => (name === "stop" || name === "target") && state === "open";

const WAITING = `select id from deliveries where state = 'due' union all select id from inbox where answered_at is null limit 1`;
const ENDED = "'filled', 'canceled', 'expired', 'refused', 'not_placed', 'rejected', 'lapsed', 'denied'";
const UNTOLD = `select '#' || o.id || ' ' || o.state || ' has no line: ' || coalesce(a.message, 'no card')
  from orders o left join alerts a on a.id = o.alert_id
  where o.state in (${ENDED}) and (o.leg is null or o.filled_quantity <> '0')
    and (a.id is null or not case
      when o.filled_quantity <> '0' then a.message like '%SOLD %' or a.message like '%BOUGHT %'
      when o.state in ('canceled', 'expired') then a.message like '%' || upper(o.state) || '%'
      when o.state = 'not_placed' then a.message like '%NOT PLACED%'
      when o.state = 'denied' then a.message like '%efused%'
      else a.message like '%' || o.state || '%' end)`;
/** One of a burst that was counted is told by the message that counts it, which is a card as any other. */
const NOT_SHOWN = `select 'alert ' || a.id || ' is not in chat ' || d.chat_id || ' as it is now'
  from deliveries d join alerts a on a.id = d.alert_id join chats c on c.id = d.chat_id
  where c.platform = 'local' and not (d.state = 'counted' and d.counted_in is not null) and (d.revision_shown <> a.revision or not exists (
    select 1 from local_messages m where m.ref = d.message_ref and m.revision = a.revision))`;
/** A limit that had rested tells its first and its last fill besides; a position is told of once a reason. */
const TOLD_TWICE = `select related_entity_type || ' ' || related_entity_id || ' was told of ' || count(*) || ' times: ' || min(message)
  from alerts a where related_entity_type in ('order', 'position') and type <> 'WARNING'
  group by related_entity_type, related_entity_id, case when related_entity_type = 'position' then message end
  having count(*) > coalesce((select max(case when o.order_type = 'LIMIT' and o.leg is null then 3 else 1 end)
    from orders o where a.related_entity_type = 'order' and o.id = cast(a.related_entity_id as integer)), 1)`;
const SHOWN_TWICE = `select ref || ' revision ' || revision || ' was shown ' || count(*) || ' times'
  from local_messages group by chat_ref, ref, revision, in_reply_to having count(*) > 1`;
