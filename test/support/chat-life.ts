/** One life of a desk in a town: people write, alerts come, much goes wrong, and a plug is pulled at random instants. */
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";

import Database from "better-sqlite3";

import { randomFrom, type Random } from "../../src/exchange/random.ts";
import { ChatBooks } from "./chat-books.ts";
import { DeskProcess } from "./process.ts";
import { type Act, oneOf, type Town, type Who, type Wish } from "./town.ts";
import { markOf, Shown } from "./town-shown.ts";
import { until } from "./until.ts";

const PATIENCE_MS = 60_000;
/** Calls that a desk may make before its plug is pulled: few of them end in its start, many in the thick of it. */
const LEAST_CALLS = 2;
const MOST_CALLS = 150;
const MOST_POSTS = 3;
/** Where nothing happens any more, the plug is pulled all the same. */
const LONGEST_MS = 4_000;
/** What a desk sent before it died may still be on its way. */
const ARRIVAL_MS = 100;
const LONGEST_PAUSE_MS = 80;
const MANY = 100;
/** One start in so many has a hundred presses of one button at once. */
const BURST_EVERY = 6;
const MOST_ALERTS = 9;
const TOPICS = ["orders", "fills", "risk", "price", "health"];
/** Not Reject: in a chat with forms it asks for words before it is a press. */
const DECISIONS = ["Approve", "Half"];

export interface LifeOptions {
  readonly dataDir: string;
  readonly feed: string;
  readonly town: Town;
  readonly seed: number;
}

/** What a person asked for, and the words by which its answer is known. */
export interface Said {
  readonly act: Act;
  readonly line: string;
  /** Null where it is known otherwise, or looks like others. */
  readonly mark: string | null;
  /** Of a purchase: no other one has it. */
  readonly price: string | null;
}

export class ChatLife {
  readonly said: Said[] = [];
  readonly #options: LifeOptions;
  readonly #random: Random;
  readonly #troubles: string[] = [];
  /** Three digits: the number of a wish, and a part of the price that it buys at. */
  #words = 100;
  readonly #strikes = new Map<string, number>();
  #planted = 0;
  #kills = 0;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#random = randomFrom(options.seed);
  }

  /** A start in which both people write for the first time: from then on their chats are told of alerts. */
  async begin(): Promise<void> {
    const { town } = this.#options;
    const desk = await this.#launch();
    for (const who of [0, 1] as const) await this.#saySurely(who, { command: "status", options: {}, line: "/status" });
    await until("both to be answered", () => new Set(town.sights().map(({ who }) => who)).size === 2);
    await desk.stop();
  }

  async kill(times: number): Promise<void> {
    for (let left = times; left > 0; left -= 1) await this.#killOnce();
  }

  /**
   * All is well again: what is owed comes, what still waits is rejected, and old buttons are pressed. Gives the desk's
   * outcome in words where it is wrong.
   */
  async end(): Promise<string[]> {
    const { town } = this.#options;
    await town.calm();
    const desk = await this.#launch();
    try {
      await this.#settled("what is owed to be told");
      await this.#rejectAll();
      const before = this.#read((books) => books.outcome());
      for (const sight of town.sights())
        for (const act of town.pressesOld(sight, DECISIONS)) this.#note(act, `${sight.id} pressed`);
      await this.#settled("old buttons to be answered");
      const after = this.#read((books) => books.outcome());
      const code = await desk.stop();
      return [
        ...(after === before ? [] : [`old buttons changed\n${before}\ninto\n${after}`]),
        ...(code === 0 ? [] : [`ended ${code}: ${desk.output}`]),
      ];
    } catch (error) {
      const owed = [...this.#read((books) => books.owed()), ...this.#missing(), ...this.#troubles].slice(-40);
      throw new Error(`${String(error)}\n${owed.join("\n")}\n${desk.output}`, { cause: error });
    }
  }

  /** What fails on the platform is tried once more, as people do. */
  async #rejectAll(): Promise<void> {
    await until("what waits to be rejected", async () => {
      const orders = this.#read((books) => books.proposed());
      for (const order of orders)
        await this.#saySurely(0, { command: "reject", options: { id: String(order) }, line: `/reject ${order}` });
      await this.#settled("the answers to that");
      return orders.length === 0;
    });
  }

  /** What went wrong in the town, for whoever looks for the cause of a failure. */
  get troubles(): readonly string[] {
    return this.#troubles;
  }

  #launch(): Promise<DeskProcess> {
    const { dataDir, feed, town } = this.#options;
    return DeskProcess.start({ dataDir, env: { OUTCRY_FEED: feed, OUTCRY_CHAT_PACE: "off", ...town.env } });
  }

  async #killOnce(): Promise<void> {
    const { dataDir, feed, town } = this.#options;
    this.#kills += 1;
    this.#troubles.push(`start ${this.#kills}`);
    town.forget();
    const isOver = this.#instant();
    const env = { OUTCRY_FEED: feed, OUTCRY_CHAT_PACE: "off", ...town.env };
    const desk = DeskProcess.launch({ dataDir, env });
    let isDead = false;
    void desk.exited.then(() => (isDead = true));
    const plug = setInterval(() => {
      if (isOver()) desk.child.kill("SIGKILL");
    }, 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      if (await desk.ready()) {
        timer = setTimeout(() => desk.child.kill("SIGKILL"), LONGEST_MS);
        if (this.#kills % BURST_EVERY === 0) this.#pressMany();
        while (!isDead) await this.#doSomething();
      }
      await desk.exited;
    } finally {
      clearInterval(plug);
      clearTimeout(timer);
      await desk.kill();
    }
    await pause(ARRIVAL_MS);
    this.#countStrikes();
  }

  /** What the platform shows and the desk has not noted: it comes once more. */
  #countStrikes(): void {
    const { town } = this.#options;
    const shown = new Shown(town);
    const [told, asked] = this.#read((books) => [books.told(), books.asked()] as const);
    const owed = new Set(asked.filter(({ isAnswered }) => isAnswered === 0).map(({ updateId }) => updateId));
    const cards = told.filter(({ state }) => state === "due").map((each) => [each.chatRef, markOf(each)] as const);
    const answers = this.said.filter(({ act }) => owed.has(act.updateId));
    for (const [chatRef, mark] of [...cards, ...answers.map(({ act, mark }) => [shown.refOf(act), mark] as const)]) {
      if (mark === null || shown.count(mark, chatRef) === 0) continue;
      this.#strikes.set(`${chatRef} ${mark}`, this.strikes(chatRef, mark) + 1);
    }
  }

  /** How many kills fell between the showing of a message and the note of it. */
  strikes(chatRef: string, mark: string): number {
    return this.#strikes.get(`${chatRef} ${mark}`) ?? 0;
  }

  /** Of the next kill: after so many calls, or every other time right after one of the first new messages. */
  #instant(): () => boolean {
    const { town } = this.#options;
    const dice = this.#random.uniform();
    if (this.#kills % 2 === 0) {
      const posts = town.posts() + 1 + Math.floor(dice * MOST_POSTS);
      return () => town.posts() >= posts;
    }
    const calls = town.calls() + Math.round(LEAST_CALLS * (MOST_CALLS / LEAST_CALLS) ** dice);
    return () => town.calls() >= calls;
  }

  async #doSomething(): Promise<void> {
    const random = this.#random;
    const dice = random.uniform();
    if (dice < 0.07) this.#troubles.push(this.#options.town.trouble(random));
    else if (dice < 0.14) this.#plant(1 + Math.floor(random.uniform() * MOST_ALERTS));
    else if (dice < 0.22) this.#pressOne();
    else this.#write();
    await pause(random.uniform() * LONGEST_PAUSE_MS);
  }

  #write(): void {
    const random = this.#random;
    const who: Who = random.uniform() < 0.5 ? 0 : 1;
    this.#say(who, this.#wish());
    if (random.uniform() < 0.2) oneOf(random, this.said)?.act.again();
  }

  #wish(): Wish {
    const [order] = this.#read((books) => books.proposed());
    const dice = this.#random.uniform();
    this.#words += 1;
    if (order !== undefined && dice < 0.3)
      return { command: "approve", options: { id: String(order) }, line: `/approve ${order}` };
    if (order !== undefined && dice < 0.45) {
      const options = { id: String(order), reason: `word${this.#words}.` };
      return { command: "reject", options, line: `/reject ${order} word${this.#words}.` };
    }
    if (dice < 0.7) {
      const id = String(900_000 + this.#words);
      return { command: "order", options: { id }, line: `/order ${id}` };
    }
    const price = `43${this.#words}.5`;
    const options = { pair: "BTC/USDT", amount: "0.001", price };
    return { command: "buy", options, line: `/buy BTC/USDT 0.001 price=${price}` };
  }

  #say(who: Who, wish: Wish): Act | null {
    const act = this.#options.town.says(who, wish);
    if (act === null) return null;
    const { command, options, line } = wish;
    const price = command === "buy" ? (options["price"] ?? null) : null;
    const mark = command === "order" ? `#${options["id"]}` : null;
    this.said.push({ act, line, mark, price });
    return act;
  }

  async #saySurely(who: Who, wish: Wish): Promise<void> {
    await until("the desk to offer its commands", () => this.#say(who, wish));
  }

  #note(act: Act, line: string): void {
    this.said.push({ act, line, mark: null, price: null });
  }

  #pressOne(): void {
    const { town } = this.#options;
    const sight = oneOf(
      this.#random,
      town.sights().filter(({ buttons }) => buttons.includes("Approve")),
    );
    if (sight !== undefined) this.#note(town.presses(sight, "Approve"), `${sight.id} pressed`);
  }

  #pressMany(): void {
    const { town } = this.#options;
    const sight = town.sights().find(({ buttons }) => buttons.includes("Approve"));
    if (sight === undefined) return;
    for (let times = MANY; times > 0; times -= 1) this.#note(town.presses(sight, "Approve"), `${sight.id} pressed`);
  }

  /** As the desk writes them, for every chat that is told of something. */
  #plant(count: number): void {
    const db = new Database(join(this.#options.dataDir, "outcry.db"), { timeout: 10_000 });
    try {
      db.transaction(() => {
        for (let left = count; left > 0; left -= 1) this.#plantOne(db);
      }).immediate();
    } finally {
      db.close();
    }
  }

  #plantOne(db: Database.Database): void {
    const n = (this.#planted += 1);
    const severity = 1 + Math.floor(this.#random.uniform() * 5);
    const text = `Planted ${n}.`;
    const reply = JSON.stringify({ outcome: "done", blocks: [{ kind: "headline", line: [text] }] });
    const { lastInsertRowid: id } = db
      .prepare(
        `insert into alerts (type, source, message, timestamp, is_read, severity, is_final, is_summary, reply, revision)
         values ('INFO', ?, ?, ?, 0, ?, 1, 0, ?, 1)`,
      )
      .run(TOPICS[n % TOPICS.length], text, Date.now(), severity, reply);
    db.prepare(
      `insert into deliveries (alert_id, chat_id, revision_shown, attempts, due_at, state, severity)
       select ?, id, 0, 0, ?, 'due', ? from chats where is_active = 1`,
    ).run(id, Date.now(), severity);
  }

  async #settled(what: string): Promise<void> {
    const isSettled = (): boolean => this.#read((books) => books.owed().length === 0) && this.#missing().length === 0;
    await until(what, isSettled, PATIENCE_MS);
  }

  /** What people did, and is neither with the desk nor told off by the platform. */
  #missing(): string[] {
    const known = new Set(this.#read((books) => books.asked()).map(({ updateId }) => updateId));
    const missing = this.said.filter(({ act }) => !known.has(act.updateId) && !act.hasFailed());
    return missing.map(({ act, line }) => `${line} (${act.updateId}) is missing`);
  }

  #read<T>(look: (books: ChatBooks) => T): T {
    const books = new ChatBooks(this.#options.dataDir, this.#options.town.platform);
    try {
      return look(books);
    } finally {
      books.close();
    }
  }
}
