/** What a person's word would do about a difference, in words and exact numbers, before it is done. */
import { type Decimal, isZero, less, sign, text, ZERO } from "../../domain/money.ts";
import type { Block, Button, Inline, Line, Value } from "../../domain/reply.ts";
import { clock, command, number, pairName, price, quantity } from "../values.ts";
import { type Account, button, venue } from "../words.ts";
import type { DifferenceFacts, HeldFacts, OrphanFacts, StrayFacts } from "./facts.ts";

/** Every digit, and a sign. */
export function exactly(amount: Decimal): Value {
  const [, digits = ""] = text(amount).split(".");
  return number(amount, digits.length, { change: true });
}

export const kindOf = ({ change }: Pick<DifferenceFacts, "change">): string =>
  sign(change) > 0 ? "deposit" : "withdrawal";

/** `manual BTC/USDT` */
const nameOf = ({ strategy, pair }: HeldFacts): Inline[] => [`${strategy} `, pairName(pair)];

export const isOpen = ({ suspects }: DifferenceFacts): boolean => suspects.length === 0;

/** Something would be left to sell. */
export function canClose({ positions, change }: DifferenceFacts): boolean {
  return sign(change) < 0 && positions.some(({ canBeSold }) => canBeSold);
}

export type Step = "adopt" | "close" | "ignore" | "cancel";

/** The line of a step; `shown` makes it a yes to these figures. */
export type LineOf = (step: Step, ref: string) => string;

/** The account stands in the line where it is not the first. */
export function lineOf(exchange: string, isFirst: boolean): LineOf {
  return (step, ref) => `drift ${step} ${ref}${isFirst ? "" : ` exchange=${exchange}`}`;
}

export function differenceBlocks(facts: DifferenceFacts, account: Account): Block[] {
  const { asset, ours, theirs, change, ignored } = facts;
  const said: Line[] = [
    ["book ", quantity(ours), ` · ${account.exchange} `, quantity(theirs), " · ", exactly(change)],
    ...facts.positions.map((held): Line => ["backs ", ...nameOf(held), " ", quantity(held.quantity)]),
    ...(ignored === null ? [] : [[`ignored by ${ignored.by}, `, clock(ignored.at)]]),
  ];
  if (isOpen(facts)) return [{ kind: "fields", fields: [{ label: asset, lines: said }, ...planFields(facts)] }];
  const why = `${facts.suspects.join(", ")}: that may be the cause, and nothing is offered till it is known.`;
  return [
    { kind: "fields", fields: [{ label: asset, lines: said }] },
    { kind: "text", mark: "waiting", line: [why] },
  ];
}

export interface Field {
  readonly label: string;
  readonly lines: readonly Line[];
}

function planFields(facts: DifferenceFacts): Field[] {
  return [
    { label: "Adopt", lines: adoptLines(facts) },
    ...(canClose(facts) ? [{ label: "Close", lines: closeLines(facts) }] : []),
    ...(facts.ignored === null ? [{ label: "Ignore", lines: ignoreLines(facts) }] : []),
  ];
}

export function adoptLines(facts: DifferenceFacts): Line[] {
  const { asset, change, fromInventory, inTheWay } = facts;
  const reduced = facts.positions.filter(isReduced);
  return [
    ["books ", exactly(change), ` ${asset} as a ${kindOf(facts)}`],
    ...(less(ZERO, fromInventory) && reduced.length > 0
      ? [[quantity(fromInventory, asset), " of it from no position"]]
      : []),
    ...reduced.map(reducedLine),
    ...(reduced.length === 0 ? [] : [["at cost: no profit and no loss is made by it"]]),
    ...inTheWay.map((id): Line => ["first ", command(`/cancel ${id}`), ": it sells more than would be left"]),
  ];
}

export const isReduced = ({ quantity: held, left }: HeldFacts): boolean => less(left, held);

/** `manual BTC/USDT 0.01 → 0.006` */
export function reducedLine(held: HeldFacts): Line {
  const ends = isZero(held.left)
    ? ", closed"
    : held.isDust
      ? ", closed: that is too small to sell and goes to the inventory"
      : "";
  return [...nameOf(held), " ", quantity(held.quantity), " → ", quantity(held.left), ends];
}

export function closeLines(facts: DifferenceFacts): Line[] {
  const sold = facts.positions.filter(({ canBeSold }) => canBeSold);
  return [
    ["adopts that, then sells at market:"],
    ...sold.map((held): Line => [...nameOf(held), " ", quantity(held.left)]),
  ];
}

export function ignoreLines({ asset, change }: DifferenceFacts): Line[] {
  return [["books nothing; not told again while it is ", exactly(change), ` ${asset}`]];
}

export function differenceButtons(facts: DifferenceFacts, line: LineOf): Button[] {
  if (!isOpen(facts)) return [];
  const { asset } = facts;
  const isFree = facts.inTheWay.length === 0;
  return [
    ...(isFree ? [button(`Adopt ${asset}`, line("adopt", asset))] : []),
    ...(isFree && canClose(facts) ? [button(`Close ${asset}`, line("close", asset))] : []),
    ...(facts.ignored === null ? [button(`Ignore ${asset}`, line("ignore", asset))] : []),
  ];
}

/** `BUY 0.01 BTC/USDT at 40,000.0, open, 0.004 filled` */
export function strayLine(order: StrayFacts): Line {
  const at: Inline[] = order.price === null ? [] : [" at ", price(order.price, order.pricePlaces)];
  const filled: Inline[] = isZero(order.filled) ? [] : [", ", quantity(order.filled), " filled"];
  return [`${order.side} `, quantity(order.quantity), " ", pairName(order.pair), ...at, `, ${order.status}`, ...filled];
}

export function orphanBlocks(orphan: OrphanFacts, account: Account): Block[] {
  const { ref, order, told } = orphan;
  if (order === null) {
    const gone = `${ref} is not known at ${account.exchange} any more: nothing can be adopted. `;
    const left = `/resume ${account.exchange} leaves it, and books what it moved as external.`;
    return [{ kind: "text", mark: "attention", line: [gone, left] }];
  }
  const fields: Field[] = [
    { label: ref, lines: [strayLine(order)] },
    { label: "Adopt", lines: orphan.lacksTrades ? [lacking(orphan, account)] : adoptOrphanLines(order, told) },
    ...(order.isOpen ? [{ label: "Cancel", lines: cancelLines(account) }] : []),
  ];
  return [{ kind: "fields", fields }];
}

function lacking({ told }: OrphanFacts, account: Account): Line {
  return [`not yet: ${account.exchange} tells of trades for `, quantity(told), " alone"];
}

export function adoptOrphanLines({ purpose }: StrayFacts, told: Decimal): Line[] {
  const what = purpose === "entry" ? "an entry" : "an exit";
  const booked: Line[] = isZero(told) ? [] : [["books its trades of ", quantity(told)]];
  return [[`makes the record that is missing: ${what} of manual`], ...booked];
}

export function cancelLines(account: Account): Line[] {
  return [[`adopts it and asks ${venue(account)} to cancel it; its card tells when that is done`]];
}

export function orphanButtons({ ref, order, lacksTrades }: OrphanFacts, line: LineOf): Button[] {
  if (order === null) return [];
  return [
    ...(lacksTrades ? [] : [button(`Adopt ${ref}`, line("adopt", ref))]),
    ...(order.isOpen ? [button(`Cancel ${ref}`, line("cancel", ref))] : []),
  ];
}
