/** All rules that an order must meet before it is proposed, approved and sent, in their order. Pure: facts in, a Refusal out. */
import { checkAmount, checkExitAmount } from "../market.ts";
import type { Decimal } from "../money.ts";
import { checkOpenOrders, checkOwnOrders, checkRate, type CountFacts } from "./counts.ts";
import { checkFunds } from "./funds.ts";
import { checkLook, type LookFacts } from "./look.ts";
import { checkCollar, checkQuote, checkSlippage, type PriceFacts } from "./price.ts";
import { checkDay, checkExposure, checkOrderSize, type SizeFacts } from "./size.ts";
import { checkHalts, checkUnknown, type HaltFacts } from "./halted.ts";
import type { Terms } from "./terms.ts";

export interface ExitFacts {
  readonly terms: Terms;
  /** Of what the order spends. */
  readonly available: Decimal;
  /** Of perpetuals. */
  readonly leverage: Decimal;
}

export interface EntryFacts extends ExitFacts, PriceFacts, LookFacts, SizeFacts, CountFacts {
  readonly halts: readonly HaltFacts[];
  /** An entry on the pair of which nobody knows whether it was placed. */
  readonly unknownEntry: number | null;
}

type Check<Facts> = (facts: Facts) => void;

/** Nothing but what the exchange and the wallet allow stops an exit (EXECUTION §1, rule 11). */
const OF_EXITS: readonly Check<ExitFacts>[] = [
  ({ terms }) => checkExitAmount(terms.market, terms.quantity, terms.price),
  checkAvailable,
];

const OF_ENTRIES: readonly Check<EntryFacts>[] = [
  ({ halts }) => checkHalts("entry", halts),
  ({ unknownEntry }) => checkUnknown("entry", unknownEntry),
  ({ terms }) => checkAmount(terms.market, terms.quantity, terms.price),
  checkAvailable,
  checkQuote,
  checkCollar,
  checkSlippage,
  checkLook,
  checkOrderSize,
  checkDay,
  checkExposure,
  checkOpenOrders,
  checkRate,
  checkOwnOrders,
];

function checkAvailable({ terms, available, leverage }: ExitFacts): void {
  checkFunds({ ...terms, price: terms.dearest, available, leverage });
}

/** Throws the Refusal of the first rule that is broken. */
export function checkExit(facts: ExitFacts): void {
  for (const check of OF_EXITS) check(facts);
}

/** Throws the Refusal of the first rule that is broken. */
export function checkEntry(facts: EntryFacts): void {
  for (const check of OF_ENTRIES) check(facts);
}
