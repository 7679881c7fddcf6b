/** What a desk has written of one platform: what people asked, what was done, what their chats were told. */
import { join } from "node:path";

import Database from "better-sqlite3";

export interface Asked {
  readonly updateId: string;
  readonly isAnswered: 0 | 1;
  readonly answer: string | null;
}

/** One chat's copy of an alert. */
export interface Told {
  readonly alert: number;
  readonly chat: number;
  readonly chatRef: string;
  readonly message: string;
  readonly state: string;
  readonly countedIn: number | null;
  readonly isSummary: 0 | 1;
}

export class ChatBooks {
  readonly #db: Database.Database;
  readonly #platform: string;

  constructor(dataDir: string, platform: string) {
    this.#db = new Database(join(dataDir, "outcry.db"), { readonly: true, timeout: 10_000 });
    this.#platform = platform;
  }

  close(): void {
    this.#db.close();
  }

  proposed(): number[] {
    return this.#db.prepare("select id from orders where state = 'proposed' order by id").pluck().all() as number[];
  }

  asked(): Asked[] {
    return this.#db
      .prepare(
        `select update_id as updateId, answered_at is not null as isAnswered, answer from inbox where platform = ?`,
      )
      .all(this.#platform) as Asked[];
  }

  /** What the chats are still to be told, in words. */
  owed(): string[] {
    const answers = this.asked().filter(({ isAnswered }) => isAnswered === 0);
    const cards = this.told().filter(({ state }) => state === "due");
    return [...answers.map(({ updateId }) => `update ${updateId}`), ...cards.map(({ message }) => `card ${message}`)];
  }

  told(): Told[] {
    return this.#db
      .prepare(
        `select d.alert_id as alert, d.chat_id as chat, c.chat_ref as chatRef, a.message, d.state,
           d.counted_in as countedIn, a.is_summary as isSummary
         from deliveries d join alerts a on a.id = d.alert_id join chats c on c.id = d.chat_id
         where c.platform = ? order by d.id`,
      )
      .all(this.#platform) as Told[];
  }

  /** How often each line was done. */
  done(): ReadonlyMap<string, number> {
    const lines = this.#db
      .prepare("select json_extract(details, '$.line') from audit where action = 'command'")
      .pluck()
      .all() as string[];
    return new Map([...Map.groupBy(lines, (line) => line)].map(([line, all]) => [line, all.length]));
  }

  /** The numbers of the orders at each price. */
  ordersAt(): ReadonlyMap<string, readonly number[]> {
    const all = this.#db.prepare("select id, price from orders order by id").all() as { id: number; price: string }[];
    return new Map(
      [...Map.groupBy(all, ({ price }) => price)].map(([price, same]) => [price, same.map(({ id }) => id)]),
    );
  }

  /** How often each order was sent, where it is more than once, and how often approved. */
  repeated(): string[] {
    const rows = this.#db
      .prepare(
        `select 'order ' || o.id || ' was sent ' || o.send_count || ' times, approved ' || count(p.id) || ' times' from orders o
         left join approvals p on p.order_id = o.id group by o.id having o.send_count > 1 or count(p.id) > 1`,
      )
      .pluck()
      .all() as string[];
    return rows;
  }

  /** Everything that people decided, in one text. */
  outcome(): string {
    const orders = this.#db.prepare("select id, state, version, price from orders order by id").all();
    const done = this.#db.prepare("select count(*) from audit where action = 'command'").pluck().get() as number;
    return `${done} commands done, ${JSON.stringify(orders)}`;
  }
}
