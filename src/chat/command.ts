/** A command is declared once; menus, completion, help and the router all read this declaration. */
import type { Desk } from "../db/desk.ts";
import type { AlertId, ChatId, InboxId, OrderId, PersonId } from "../domain/ids.ts";
import type { Reply } from "../domain/reply.ts";

/** Each role may do what those before it may. */
export const ROLES = ["viewer", "trader", "approver", "admin"] as const;
export type Role = (typeof ROLES)[number];

export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** One line on its way through the desk: who said what, where. */
export interface Call {
  readonly inbox: InboxId;
  /** The platform's id of the message, which the answer names. */
  readonly updateId: string;
  readonly person: { readonly id: PersonId; readonly name: string; readonly role: Role };
  readonly chat: { readonly id: ChatId; readonly platform: string; readonly zone: string };
  readonly line: string;
  /** People's time since it was written, ms; a command that runs at any age says so where it is old. */
  readonly ageMs: number;
  /** How long the platform took to bring it, ms, by its clock and ours. */
  readonly lateMs: number;
  /** Set when a button was pressed: what it was bound to. */
  readonly pressed: { readonly order: OrderId; readonly version: number } | null;
}

/**
 * What a command gives back: a reply to show once, or a card that lives on (an alert whose delivery to this chat is the
 * answer), or nothing where a card that the chat already has says it all.
 */
export type Answer = { readonly reply: Reply } | { readonly card: AlertId } | { readonly nothing: true };

/** How one argument is read, and what may be typed there. */
export interface ArgType<T> {
  /** What stands for it in usage lines: PAIR, AMOUNT, ID. */
  readonly placeholder: string;
  /** What a menu asks; left out: `which pair?` after the placeholder. */
  readonly question?: string;
  /** Throws a Refusal with the reason. */
  parse(word: string): T;
  /** False: the word is not meant for this argument; an optional one is then passed over. Left out: any word may be. */
  fits?(word: string): boolean;
  /** Where nothing but a few words may stand: all of them. */
  readonly choices?: readonly string[];
  /** Words that could stand here, best first. */
  complete?(desk: Desk, typed: string): Promise<readonly string[]>;
  /** What a menu's buttons say for these words, where a word alone says too little. */
  labels?(desk: Desk, words: readonly string[]): Promise<readonly string[]>;
  /** Of the words that the desk knows here the one that was meant, or null where none is near or it is one of them. */
  mend?(desk: Desk, word: string): Promise<string | null>;
}

export interface Arg<T> {
  readonly type: ArgType<T>;
  /** positional: in its place · named: `name=value` · rest: all that is left of the line */
  readonly place: "positional" | "named" | "rest";
  /** False: the desk's own buttons write it, and nobody is told of it. */
  readonly isOffered: boolean;
  readonly required: boolean;
  readonly help: string;
}

export type Args = Readonly<Record<string, Arg<unknown>>>;
export type Values<A extends Args> = {
  readonly [K in keyof A]: A[K] extends Arg<infer T> ? (A[K]["required"] extends true ? T : T | undefined) : never;
};

/** Those that people are told of. */
export function offeredArgs(args: Args): [name: string, arg: Arg<unknown>][] {
  return Object.entries(args).filter(([, arg]) => arg.isOffered);
}

export interface Declaration<A extends Args> {
  /** Without the slash. */
  readonly name: string;
  readonly family: "trade" | "approvals" | "portfolio" | "market" | "strategies" | "alerts" | "safety" | "people";
  readonly role: Role;
  readonly help: string;
  /** Whole lines, with the slash. The first one stands in usage answers. */
  readonly examples: readonly [string, ...string[]];
  /** In the order in which they are typed. */
  readonly args: A;
  /** The 60 s rule: an old message of this kind is answered "stale, not executed". */
  readonly stale: "refuse" | "run";
}

/**
 * reads: no row changes · acts: the change happens in one `act(desk, call, (tx) => …)` of chat/inbox.ts, which claims the
 * inbox row; what needs a wait (a quote from the exchange) comes before it.
 */
export interface Command<D extends Desk = Desk, A extends Args = Args> extends Declaration<A> {
  readonly kind: "reads" | "acts";
  run(desk: D, call: Call, args: Values<A>): Promise<Answer>;
}

type Needed<T> = Arg<T> & { readonly required: true };
type Optional<T> = Arg<T> & { readonly required: false };

/**
 * Declares a command; the types of its values come from its arguments:
 * `command({ …, args: { pair: required(pairArg, "what to buy"), price: named(priceArg, "limit") }, run(app: App, call, { pair, price }) {…} })`.
 */
export function command<D extends Desk, const A extends Args>(declaration: Command<D, A>): Command<D> {
  return declaration;
}

export function required<T>(type: ArgType<T>, help: string): Needed<T> {
  return { type, place: "positional", isOffered: true, required: true, help };
}

export function optional<T>(type: ArgType<T>, help: string): Optional<T> {
  return { type, place: "positional", isOffered: true, required: false, help };
}

export function named<T>(type: ArgType<T>, help: string): Optional<T> {
  return { type, place: "named", isOffered: true, required: false, help };
}

/** What a question's button adds to the line, so that its yes means what was named: `again=12`. */
export function marker<T>(type: ArgType<T>, help: string): Optional<T> {
  return { ...named(type, help), isOffered: false };
}

/** All that is left of the line, as it was typed. */
export function rest<T>(type: ArgType<T>, help: string): Optional<T> {
  return { type, place: "rest", isOffered: true, required: false, help };
}
