/** Rows of the stream and views of the desk, as the page gets them. */
import type { AccountView, DeclaredCommand, DeskView, Row, WaitingView } from "../../src/chat/local/protocol.ts";
import type { Outcome, Shown } from "../../src/domain/reply.ts";

export const AT = Date.UTC(2022, 0, 4, 8, 0, 0);

export function said(line: string, outcome: Outcome = "done", ...labels: readonly string[]): Shown {
  const buttons = labels.map((label) => ({ label, token: `token-${label}` }));
  return {
    outcome,
    blocks: [
      { kind: "headline", line: [line] },
      ...(labels.length === 0 ? [] : [{ kind: "buttons", buttons } as const]),
    ],
  };
}

/** A card that waits: its buttons are good for this order. */
export function proposal(order: number, version = 1): Shown {
  const { blocks } = said(`BUY 0.01 BTC/USDT`, "asks", "Approve", "Reject");
  const [headline, ...others] = blocks;
  const aside = [{ type: "order", id: order }] as const;
  const first = headline?.kind === "headline" ? [{ ...headline, aside }] : [];
  return { outcome: "asks", binds: { order, version }, blocks: [...first, ...others] };
}

export function row(seq: number, changes: Partial<Row> = {}): Row {
  const reply = changes.reply ?? said(`message ${seq}`);
  return {
    seq,
    ref: `ref-${seq}`,
    revision: 1,
    inReplyTo: null,
    line: null,
    at: AT + seq,
    reply,
    text: "",
    ...changes,
  };
}

export const account: AccountView = {
  exchange: "paper",
  mode: "paper",
  feed: "synthetic",
  speed: 60,
  pace: 60,
  hasEnded: false,
  marketTime: AT,
  equity: "10000",
  today: null,
  todayPercent: null,
  free: "8000",
  exposurePercent: "20",
  orderLimit: null,
};

export const price = {
  exchange: "paper",
  pair: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  places: 1,
  step: "0.0001",
  bid: "46240",
  ask: "46250",
  last: "46245",
} as const;

export function waiting(changes: Partial<WaitingView> = {}): WaitingView {
  return {
    order: 42,
    version: 1,
    exchange: "paper",
    mode: "paper",
    pair: "BTC/USDT",
    side: "BUY",
    quantity: "0.0125",
    by: "Ann",
    until: AT + 300_000,
    quotePrice: "46250",
    validPercent: "0.5",
    ...changes,
  };
}

export function deskView(changes: Partial<DeskView> = {}): DeskView {
  return {
    version: "0.1.0",
    person: { name: "Ann", role: "admin" },
    zone: "UTC",
    currency: "USDT",
    now: AT,
    accounts: [account],
    halts: [],
    waiting: [],
    positions: [],
    unread: 0,
    prices: [price],
    ...changes,
  };
}

const arg = { place: "positional", required: true, choices: null } as const;
const named = { place: "named", required: false, choices: null } as const;

export const buy: DeclaredCommand = {
  name: "buy",
  family: "trade",
  help: "propose to buy",
  usage: "/buy PAIR AMOUNT [price=PRICE] [tif=gtc|ioc]",
  examples: ["/buy BTC/USDT 0.01"],
  acts: true,
  args: [
    { ...arg, name: "pair", help: "the market", placeholder: "PAIR" },
    { ...arg, name: "amount", help: "how much", placeholder: "AMOUNT" },
    { ...named, name: "price", help: "a limit", placeholder: "PRICE" },
    { ...named, name: "sl", help: "a stop", placeholder: "PRICE" },
    { ...named, name: "tif", help: "how long", placeholder: "gtc|ioc", choices: ["gtc", "ioc"] },
  ],
};

export const help: DeclaredCommand = {
  name: "help",
  family: "people",
  help: "all commands",
  usage: "/help [COMMAND]",
  examples: ["/help"],
  acts: false,
  args: [{ ...arg, name: "name", required: false, help: "the command", placeholder: "COMMAND" }],
};

export const reject: DeclaredCommand = {
  name: "reject",
  family: "approvals",
  help: "say no",
  usage: "/reject ID [REASON]",
  examples: ["/reject 42"],
  acts: true,
  args: [
    { ...arg, name: "id", help: "its number", placeholder: "ID" },
    { ...arg, name: "reason", place: "rest", required: false, help: "why", placeholder: "TEXT" },
  ],
};
