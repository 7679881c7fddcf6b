/**
 * A desk at work with one person of each role, one who was put out, and a stranger, each in a chat of their own and all in
 * a shared one; what a line changes is seen in the whole database, and can be taken back.
 */
import type { Knex } from "knex";

import { type Chats, createChats } from "../../src/chat/chats.ts";
import { ROLES, type Role } from "../../src/chat/command.ts";
import { post } from "../../src/chat/outbox.ts";
import { transact } from "../../src/db/transact.ts";
import type { Button } from "../../src/domain/reply.ts";
import { Button as ButtonRow } from "../../src/models/button.ts";
import { Chat } from "../../src/models/chat.ts";
import { Person } from "../../src/models/person.ts";
import { aPost, chatsWith, letIn, say } from "./chat-desk.ts";
import { NOW } from "./database.ts";
import { MemorySpeech, type Said, type Speech } from "./speech.ts";
import { Trader } from "./trader.ts";

export const ACTORS = ["stranger", "revoked", ...ROLES] as const;
export type Actor = (typeof ACTORS)[number];
const DAY_MS = 24 * 60 * 60_000;

/** By table: its rows. */
export type Dump = ReadonlyMap<string, readonly object[]>;

/** What may differ after a line that was denied: that it came, that it was answered, that it was noted. */
const TRACES: ReadonlySet<string> = new Set(["audit", "inbox", "buttons", "lease"]);
const AUDIT_HEAD = "audit.head";

export class Everybody<S extends Speech = MemorySpeech> {
  readonly trader: Trader;
  readonly speech: S;
  readonly #chats: Chats;
  #pristine: Dump = new Map();
  #count = 0;

  private constructor(trader: Trader, speech: S) {
    this.trader = trader;
    this.speech = speech;
    this.#chats = createChats(trader.app, chatsWith(trader.app, trader.app.commands, [speech.adapter]));
  }

  static open(): Promise<Everybody> {
    return Everybody.openOn(new MemorySpeech());
  }

  /**
   * The owner has a proposal (#1), a resting order (#2) and a position in BTC (#3); Target is a viewer. In each chat stands a
   * card with `buttons`.
   */
  static async openOn<S extends Speech>(speech: S, buttons: readonly Button[] = []): Promise<Everybody<S>> {
    const trader = await Trader.open();
    await haveOrders(trader);
    const everybody = new Everybody(trader, speech);
    await everybody.#letIn();
    await everybody.#chats.start();
    await speech.ready();
    if (buttons.length > 0) await everybody.#offer(buttons);
    await everybody.idle();
    everybody.#pristine = await everybody.dump();
    return everybody;
  }

  async close(): Promise<void> {
    await this.#chats.stop();
    await this.trader.close();
    await this.speech.close();
  }

  async #letIn(): Promise<void> {
    const { desk } = this.trader;
    for (const role of ROLES) await letIn(desk, role, role, this.#placeOf(role));
    await letIn(desk, "Target", "viewer", this.#placeOf("Target"));
    const { person } = await letIn(desk, "revoked", "admin", this.#placeOf("revoked"));
    await transact(desk, async (tx) => {
      await Person.query(tx).findById(person.id).patch({ isActive: false });
      for (const chatRef of this.#silentRefs()) {
        const { platform } = this.speech.adapter;
        await Chat.query(tx).insert({ platform, chatRef, zone: "UTC", isActive: false, createdAt: NOW });
      }
    });
  }

  #placeOf(name: string) {
    const { speech } = this;
    return { platform: speech.adapter.platform, userRef: speech.userRef(name), chatRef: speech.chatRef(name) };
  }

  #silentRefs(): readonly string[] {
    return [this.speech.chatRef("stranger"), this.speech.sharedRef];
  }

  /** Cards go to chats that want to hear: for a moment all do. */
  async #offer(buttons: readonly Button[]): Promise<void> {
    const { desk } = this.trader;
    const { platform } = this.speech.adapter;
    const listen = (isActive: boolean): Promise<unknown> =>
      transact(desk, (tx) => Chat.query(tx).whereIn("chat_ref", this.#silentRefs()).patch({ isActive }));
    await listen(true);
    await transact(desk, async (tx) => {
      const to = (await Chat.query(tx).where({ platform })).map(({ id }) => id);
      for (let at = 0; at < buttons.length; at += CARD_BUTTONS)
        await post(tx, { ...aPost, reply: say("Choose.", "done", ...buttons.slice(at, at + CARD_BUTTONS)), to });
    });
    await this.idle();
    await listen(false);
  }

  async idle(): Promise<void> {
    await this.speech.heard();
    await this.#chats.idle();
  }

  async answered(said: Said): Promise<string> {
    await this.idle();
    return said();
  }

  /** A button for this line in a chat, as a card there would have it. */
  async button(line: string, chatRef: string, expiresAt = NOW + DAY_MS): Promise<string> {
    const { desk } = this.trader;
    const token = `button-${++this.#count}`;
    const chat = await Chat.query(desk.db.reader).findOne({ chat_ref: chatRef }).throwIfNotFound();
    const run = line.replace(/^\//, "");
    await transact(desk, (tx) =>
      ButtonRow.query(tx).insert({ token, chatId: chat.id, run, expiresAt, createdAt: NOW }),
    );
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

async function haveOrders(trader: Trader): Promise<void> {
  await trader.type("/buy BTC/USDT 0.01 price=40000");
  await trader.type("/buy BTC/USDT 0.01 price=41000");
  await trader.type("/approve 2");
  await trader.type("/buy BTC/USDT 0.01");
  await trader.type("/approve 3");
  await trader.turn();
  trader.venue.fill(await trader.clientId(3), { price: "46251.2", fee: "0.462512" });
  await trader.turn();
}

/** A message of Discord has room for 25. */
const CARD_BUTTONS = 20;

/** The tables in which something else than a trace is another one. */
export function changed(before: Dump, after: Dump): string[] {
  return [...after]
    .filter(([table]) => !TRACES.has(table))
    .filter(([table, rows]) => told(table, rows) !== told(table, before.get(table) ?? []))
    .map(([table]) => table);
}

/** How far a chat's counter has come is a trace of each answer. */
function told(table: string, rows: readonly object[]): string {
  const all = rows.filter((row) => !("key" in row && row.key === AUDIT_HEAD));
  return JSON.stringify(all, (key, value: unknown) => (table === "chats" && key === "trail" ? undefined : value));
}

async function tablesOf(db: Knex): Promise<string[]> {
  const tables = await db<{ name: string; type: string }>("sqlite_master").where({ type: "table" }).select("name");
  return tables.map(({ name }) => name).filter((name) => !/^(sqlite_|knex_)/.test(name));
}

export const isIn = (actor: Actor): actor is Role => actor !== "stranger" && actor !== "revoked";
