/** A desk with an account at a test venue and a person who trades there, the loops turned by hand. */
import type { App } from "../../src/app.ts";
import type { Answer, Call, Role } from "../../src/chat/command.ts";
import { addPerson, ensureOwner } from "../../src/chat/people.ts";
import { createRegistry } from "../../src/chat/registry.ts";
import { readArgs } from "../../src/chat/grammar/read-args.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { commands } from "../../src/commands/index.ts";
import { transact } from "../../src/db/transact.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { text } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { refreshMarkets } from "../../src/market/rules.ts";
import { Alert } from "../../src/models/alert.ts";
import { Chat } from "../../src/models/chat.ts";
import { insertInboxRow } from "../../src/models/inbox.ts";
import { Order } from "../../src/models/order.ts";
import { Person } from "../../src/models/person.ts";
import { Wallet } from "../../src/models/wallet.ts";
import { keepAccount } from "../../src/trading/account.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { recoverSending } from "../../src/trading/unknown.ts";
import { type Client, NOW, type TestDesk, testDesk } from "./database.ts";
import { ideas } from "./ideas.ts";
import { memorySeries } from "./memory-series.ts";
import { switchLimitsOff } from "./no-limits.ts";
import { TestVenue } from "./venue.ts";

/** Children first. The audit stays: it only grows. */
const TRADING = [
  "buttons",
  "deliveries",
  "approvals",
  "ledger_lines",
  "trades",
  "flattenings",
  "panics",
  "resume_requests",
  "orders",
  "positions",
  "halts",
  "drifts",
  "orphans",
  "optimisations",
  "alerts",
  "equity",
  "strategy_equity",
  "inbox",
  "wallets",
  "digests",
  "slots",
];

async function emptyTrading(desk: TestDesk): Promise<void> {
  await desk.db.writer.transaction(async (trx) => {
    for (const table of TRADING) await trx(table).delete();
    await trx("exchanges").update({ fills_cursor: 0, reconciled_at: null });
    await trx("limits").whereNotNull("set_by").delete();
  });
}

export class Trader {
  readonly desk: TestDesk;
  app: App;
  /** How old the messages are that it types, in ms. */
  ageMs = 0;
  venue: TestVenue;
  readonly series = memorySeries();
  readonly #registry = createRegistry<App>(commands);
  readonly #person: Person;
  readonly #chat: Chat;
  #updates = 0;

  private constructor(desk: TestDesk, venue: TestVenue, person: Person, chat: Chat) {
    this.desk = desk;
    this.venue = venue;
    this.#person = person;
    this.#chat = chat;
    this.app = this.#start();
  }

  /** A process on this database: dead as soon as the venue kills it, and then it writes nothing more. */
  #start(): App {
    let isAlive = true;
    const { desk, venue } = this;
    venue.killDesk = () => void (isAlive = false);
    const { epoch, release } = desk.lease;
    return {
      ...desk,
      lease: { epoch, release, isHeld: () => isAlive && desk.lease.isHeld(), lost: () => undefined },
      gateways: new Map([[venue.exchange, venue]]),
      compared: new Set(),
      reach: new Map(),
      commands: this.#registry,
      strategies: ideas(desk),
      haltFile: { path: "HALT", isThere: () => false, reason: () => undefined },
      feeds: new Map(),
      series: this.series,
      endedFeeds: new Set(),
      settings: { currency: "USDT", zone: "UTC", version: "0.0.0", startedAt: NOW },
    };
  }

  /** Without limits, unless it is told to keep those that a new desk has. */
  static async open(
    client: Client = "sqlite",
    venue = new TestVenue(NOW),
    limits: "off" | "initial" = "off",
  ): Promise<Trader> {
    const desk = await testDesk(client);
    if (limits === "off") await switchLimitsOff(desk.db);
    await transact(desk, (tx) => ensureOwner(tx, "UTC", NOW));
    await refreshMarkets(desk, venue);
    const person = await Person.query(desk.db.reader).first().throwIfNotFound();
    const chat = await Chat.query(desk.db.reader).first().throwIfNotFound();
    const trader = new Trader(desk, venue, person, chat);
    await reconcile(trader.app, trader.venue);
    return trader;
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** As main does it: the loops turn only afterwards. */
  async restart(): Promise<void> {
    this.app = this.#start();
    await recoverSending(this.app);
  }

  /** On the same database, emptied of all trading, with a new account: much cheaper than a new desk. */
  async startOver(venue = new TestVenue(NOW)): Promise<void> {
    this.venue = venue;
    await this.forget();
    await refreshMarkets(this.desk, venue);
    await reconcile(this.app, this.venue);
  }

  /** All trading, as if nothing had been: for one who brings a gateway of another kind. */
  async forget(): Promise<void> {
    await emptyTrading(this.desk);
    this.desk.clock.set(NOW);
    this.app = this.#start();
  }

  /** Runs a line as the owner, through grammar and command, and gives the answer as text. Refusals are answers too. */
  async type(line: string, pressed: Call["pressed"] = null): Promise<string> {
    return this.#read(await this.#answer(line, pressed));
  }

  /** The same, with whether it was refused. */
  async ask(line: string, pressed: Call["pressed"] = null, by?: Person): Promise<{ said: string; isRefused: boolean }> {
    const answer = await this.#answer(line, pressed, by);
    return { said: await this.#read(answer), isRefused: "reply" in answer && answer.reply.outcome === "refused" };
  }

  /** The answer as it is. */
  async reply(line: string): Promise<Reply> {
    const reply = await this.#replyOf(await this.#answer(line, null));
    if (reply === null) throw new Error("there was no answer");
    return reply;
  }

  async #replyOf(answer: Answer): Promise<Reply | null> {
    if ("nothing" in answer) return null;
    if ("reply" in answer) return answer.reply;
    return (await Alert.query(this.desk.db.reader).findById(answer.card).throwIfNotFound()).reply;
  }

  async #read(answer: Answer): Promise<string> {
    const reply = await this.#replyOf(answer);
    if (reply === null) return "";
    return renderText(reply, { zone: "UTC", now: this.desk.clock.now() });
  }

  /** /resume, with a yes to what it asks of an admin who is alone. */
  async resume(scope = ""): Promise<string> {
    const line = `/resume ${scope}`.trim();
    const said = await this.type(line);
    if (!said.includes("Resume?")) return said;
    const { blocks } = await this.reply(line);
    const [yes] = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
    return this.type(`/${yes?.run}`);
  }

  /** Another person, with a chat of their own. */
  async letIn(name: string, role: Role): Promise<Person> {
    return transact(this.desk, async (tx) => {
      const known = await Person.query(tx).findOne({ name });
      if (known === undefined) await addPerson(tx, { name, role, zone: "UTC", at: NOW });
      else await Person.query(tx).findById(known.id).patch({ role, isActive: true });
      return Person.query(tx).findOne({ name }).throwIfNotFound();
    });
  }

  async #answer(line: string, pressed: Call["pressed"], by = this.#person): Promise<Answer> {
    const updateId = `u${++this.#updates}`;
    const at = this.desk.clock.now();
    const own = await Chat.query(this.desk.db.reader).findOne({ platform: "local", chat_ref: String(by.id) });
    const place = own ?? this.#chat;
    const stored = {
      platform: "local" as const,
      updateId,
      chatId: place.id,
      personId: by.id,
      content: { line },
      sentAt: at,
      receivedAt: at,
    };
    const inbox = await transact(this.desk, (tx) => insertInboxRow(tx, stored));
    if (inbox === null) throw new Error("an update of that id was there");
    const { id: person, name, role } = by;
    const { id: chat, platform, zone } = place;
    const call: Call = {
      inbox,
      updateId,
      person: { id: person, name, role },
      chat: { id: chat, platform, zone },
      line,
      ageMs: this.ageMs,
      lateMs: 0,
      pressed,
    };
    try {
      const { command, sentence } = this.#registry.read(line);
      return await command.run(this.app, call, readArgs(command, sentence));
    } catch (error) {
      if (error instanceof Refusal)
        return {
          reply: { outcome: "refused", blocks: [{ kind: "headline", mark: "refused", line: [error.message] }] },
        };
      throw error;
    }
  }

  /** One round of each loop, as after a commit. */
  async turn(): Promise<void> {
    await sendDue(this.app, this.venue);
    await reconcile(this.app, this.venue);
    await keepAccount(this.app, this.venue);
  }

  async buy(quantity: string, by?: Person): Promise<string> {
    return (await this.ask(`/buy BTC/USDT ${quantity}`, null, by)).said;
  }

  /** Proposed, approved, sent and filled at the price of the venue. */
  async bought(quantity: string): Promise<void> {
    await this.buy(quantity);
    const id = await this.newest();
    await this.type(`/approve ${id}`);
    await this.turn();
    this.venue.fill(await this.clientId(id), { price: this.venue.price });
    await this.turn();
  }

  /** So much of both times, and a look at the account. */
  async pass(ms: number): Promise<void> {
    this.desk.clock.advance(ms);
    this.venue.advance(ms);
    await keepAccount(this.app, this.venue);
  }

  async order(id: number): Promise<Order> {
    return Order.query(this.desk.db.reader).findById(id).throwIfNotFound();
  }

  /** The card that an order has now. */
  async card(id: number): Promise<Reply> {
    const { alertId } = await this.order(id);
    return (
      await Alert.query(this.desk.db.reader)
        .findById(alertId ?? 0)
        .throwIfNotFound()
    ).reply;
  }

  /** The first lines of all that the desk has told. */
  async told(): Promise<string[]> {
    const alerts = await Alert.query(this.desk.db.reader).orderBy("id");
    const now = this.desk.clock.now();
    return alerts.map(({ reply }) => renderText(reply, { zone: "UTC", now }).split("\n")[0] ?? "");
  }

  /** The number of the newest order. */
  async newest(): Promise<number> {
    const order = await Order.query(this.desk.db.reader).orderBy("id", "desc").first().throwIfNotFound();
    return order.id;
  }

  /** The client order id, by which the test venue knows it. */
  async clientId(id: number): Promise<string> {
    return (await this.order(id)).clientOrderId;
  }

  async total(asset: string): Promise<string> {
    const wallet = await Wallet.query(this.desk.db.reader).findOne({ asset });
    return wallet === undefined ? "0" : text(wallet.totalBalance);
  }
}
