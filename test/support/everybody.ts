/**
 * A desk at work with one person of each role, one who was put out, and a stranger, each in a chat of their own and all in
 * a shared one; what a line changes is seen in the whole database, and can be taken back.
 */
import type { Knex } from "knex";

import { type Chats, createChats } from "../../src/chat/chats.ts";
import { ROLES, type Role } from "../../src/chat/command.ts";
import { transact } from "../../src/db/transact.ts";
import { Button } from "../../src/models/button.ts";
import { Chat } from "../../src/models/chat.ts";
import { Person } from "../../src/models/person.ts";
import { chatsWith, letIn, WireChat } from "./chat-desk.ts";
import { NOW } from "./database.ts";
import { Trader } from "./trader.ts";

export const ACTORS = ["stranger", "revoked", ...ROLES] as const;
export type Actor = (typeof ACTORS)[number];
export const SHARED = "chat-shared";
const DAY_MS = 24 * 60 * 60_000;

/** By table: its rows. */
export type Dump = ReadonlyMap<string, readonly object[]>;

/** What may differ after a line that was denied: that it came, that it was answered, that it was noted. */
const TRACES: ReadonlySet<string> = new Set(["audit", "inbox", "buttons", "lease"]);
const AUDIT_HEAD = "audit.head";

export class Everybody {
  readonly trader: Trader;
  readonly wire = new WireChat();
  readonly #chats: Chats;
  #pristine: Dump = new Map();
  #count = 0;

  private constructor(trader: Trader) {
    this.trader = trader;
    this.#chats = createChats(trader.app, chatsWith(trader.app, trader.app.commands, [this.wire]));
  }

  /** The owner has a proposal (#1), a resting order (#2) and a position in BTC (#3); Target is a viewer. */
  static async open(): Promise<Everybody> {
    const trader = await Trader.open();
    await trader.type("/buy BTC/USDT 0.01 price=40000");
    await trader.type("/buy BTC/USDT 0.01 price=41000");
    await trader.type("/approve 2");
    await trader.type("/buy BTC/USDT 0.01");
    await trader.type("/approve 3");
    await trader.turn();
    trader.venue.fill(await trader.clientId(3), { price: "46251.2", fee: "0.462512" });
    await trader.turn();
    const everybody = new Everybody(trader);
    await everybody.#letIn();
    await everybody.#chats.start();
    await everybody.idle();
    everybody.#pristine = await everybody.dump();
    return everybody;
  }

  async close(): Promise<void> {
    await this.#chats.stop();
    await this.trader.close();
  }

  async #letIn(): Promise<void> {
    const { desk } = this.trader;
    for (const role of ROLES) await letIn(desk, role, role);
    await letIn(desk, "Target", "viewer");
    const { person } = await letIn(desk, "revoked", "admin");
    await transact(desk, async (tx) => {
      await Person.query(tx).findById(person.id).patch({ isActive: false });
      for (const chatRef of ["chat-stranger", SHARED])
        await Chat.query(tx).insert({ platform: "telegram", chatRef, zone: "UTC", isActive: false, createdAt: NOW });
    });
  }

  async idle(): Promise<void> {
    await this.#chats.idle();
  }

  /** Gives what was said in answer; empty for silence. */
  async says(actor: Actor, content: { line: string } | { press: string }, options: Says = {}): Promise<string> {
    const { chatRef = `chat-${actor}`, updateId = `cell-${++this.#count}` } = options;
    const before = this.wire.log.length;
    await this.wire.receive({ updateId, chatRef, userRef: `user-${actor}`, content, sentAt: null, message: null });
    await this.idle();
    const answers = this.wire.log.slice(before).filter(({ message }) => message.inReplyTo === updateId);
    return answers.map(({ message }) => this.wire.textOf(message)).join("\n");
  }

  /** A button for this line in a chat, as a card there would have it. */
  async button(line: string, chatRef: string, expiresAt = NOW + DAY_MS): Promise<string> {
    const { desk } = this.trader;
    const token = `button-${++this.#count}`;
    const chat = await Chat.query(desk.db.reader).findOne({ chat_ref: chatRef }).throwIfNotFound();
    const run = line.replace(/^\//, "");
    await transact(desk, (tx) => Button.query(tx).insert({ token, chatId: chat.id, run, expiresAt, createdAt: NOW }));
    return token;
  }

  async dump(): Promise<Dump> {
    const { reader } = this.trader.desk.db;
    const dumped = new Map<string, readonly object[]>();
    for (const table of await tablesOf(reader)) dumped.set(table, await reader<object>(table).select());
    return dumped;
  }

  /** As it was before; the audit only grows. */
  async restore(): Promise<void> {
    const { writer } = this.trader.desk.db;
    await writer.raw("pragma foreign_keys = off");
    await writer.transaction(async (trx) => {
      for (const [table, rows] of this.#pristine) {
        if (table === "audit" || table === "meta" || table === "lease") continue;
        await trx(table).delete();
        for (const row of rows) await trx(table).insert(row);
      }
    });
    await writer.raw("pragma foreign_keys = on");
  }
}

interface Says {
  readonly chatRef?: string;
  /** The same one is the same message. */
  readonly updateId?: string;
}

/** The tables in which something else than a trace is another one. */
export function changed(before: Dump, after: Dump): string[] {
  return [...after]
    .filter(([table]) => !TRACES.has(table))
    .filter(([table, rows]) => told(rows) !== told(before.get(table) ?? []))
    .map(([table]) => table);
}

function told(rows: readonly object[]): string {
  return JSON.stringify(rows.filter((row) => !("key" in row && row.key === AUDIT_HEAD)));
}

async function tablesOf(db: Knex): Promise<string[]> {
  const tables = await db<{ name: string; type: string }>("sqlite_master").where({ type: "table" }).select("name");
  return tables.map(({ name }) => name).filter((name) => !/^(sqlite_|knex_)/.test(name));
}

export const isIn = (actor: Actor): actor is Role => actor !== "stranger" && actor !== "revoked";
