/** A person sets, moves or takes away what a position is protected by. */
import type { App } from "../../app.ts";
import type { Price, Trail } from "../../chat/grammar/arguments.ts";
import type { Call } from "../../chat/command.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { checkExitSizes, checkLevels, type Exits } from "../../domain/exits.ts";
import type { Pair } from "../../domain/ids.ts";
import { max, min } from "../../domain/money.ts";
import { triggerPriceOf } from "../../domain/quote.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { marketOf } from "../../market/rules.ts";
import { appendAudit } from "../../models/audit.ts";
import { Position } from "../../models/position.ts";
import { exitsOf } from "../bracket.ts";
import { causeOf } from "../cause.ts";
import { checkStopOf } from "../perpetuals/liquidation-distance.ts";
import { sightOf } from "../sight.ts";
import { keepOne, type Watch } from "./keep.ts";
import { seenNow } from "./watched.ts";

/** Left out: it stays as it is. off: it is taken away. */
export interface AskedProtection {
  readonly sl?: Price | "off" | undefined;
  readonly tp?: Price | "off" | undefined;
  readonly trail?: Trail | "off" | undefined;
}

/** The market as it is looked at before the transaction. */
export type ProtectSight = Omit<Watch, "cause">;

export async function protectSight(app: App, { exchange, tradingPair }: Position): Promise<ProtectSight> {
  const gateway = gatewayOf(app, exchange);
  const { quote } = await sightOf(app, gateway, tradingPair);
  return { gateway, ...seenNow(quote) };
}

/** The open position of a pair. Throws a Refusal where there is none, or where several strategies hold one. */
export async function positionToProtect(app: App, pair: Pair, exchange: string | undefined): Promise<Position> {
  const open = Position.query(app.db.reader).where({ trading_pair: pair, closed_time: null }).orderBy("id");
  const found = await (exchange === undefined ? open : open.where({ exchange: exchange.toLowerCase() }));
  const [first, second] = found;
  if (first === undefined)
    throw new Refusal("position", `There is no open position on ${pair}: /positions lists them.`, ["/positions"]);
  if (second !== undefined)
    throw new Refusal(
      "position",
      `${pair} is held on ${[...new Set(found.map((each) => each.exchange))].join(" and ")}: say which with exchange=.`,
    );
  return first;
}

/** True where this would leave the position without a stop that it has now. */
export function takesStopAway(position: Position, asked: AskedProtection): boolean {
  return position.stopLoss !== null && wanted(position, asked).stop === "off";
}

/** Gives the position with its new levels; the legs follow in the same transaction. Throws a Refusal for impossible ones. */
export async function protect(
  tx: Tx,
  found: Position,
  asked: AskedProtection,
  sight: ProtectSight,
  call: Call,
  at: number,
): Promise<Position> {
  const position = await Position.query(tx).findById(found.id).throwIfNotFound();
  if (position.closedTime !== null || position.closingReason !== null)
    throw new Refusal("position", `The position on ${position.tradingPair} is being closed: nothing was changed.`);
  const levels = await levelsOf(tx, position, asked, sight);
  const changed = await position
    .$query(tx)
    .patchAndFetch({ stopLoss: levels.stop, trail: levels.trail, takeProfit: levels.target });
  const cause = causeOf(call, at);
  await appendAudit(tx, {
    ...{ at, personId: cause.personId, actor: cause.actor, action: "position.protected" },
    ...{ entity: `position ${position.id}`, details: { line: call.line } },
  });
  await keepOne(tx, changed, { ...sight, cause });
  return Position.query(tx).findById(position.id).throwIfNotFound();
}

/** Percentages are off the last price. */
async function levelsOf(tx: Tx, position: Position, asked: AskedProtection, { quotes }: ProtectSight): Promise<Exits> {
  const market = await marketOf(tx, position.exchange, position.tradingPair);
  const quote = quotes.get(position.tradingPair);
  if (quote === undefined)
    throw new Refusal("price", `There is no price for ${position.tradingPair} now: try again in a moment.`);
  const last = triggerPriceOf(quote);
  const { stop, target } = wanted(position, asked);
  const typed = exitsOf(
    market,
    position.side,
    {
      ...(typeof asked.sl === "object" ? { sl: asked.sl } : {}),
      ...(typeof asked.tp === "object" ? { tp: asked.tp } : {}),
      ...(typeof asked.trail === "object" ? { trail: asked.trail } : {}),
    },
    last,
  );
  const stopLoss = stop === "typed" ? typed.stop : stop === "off" ? null : position.stopLoss;
  const exits: Exits = {
    // A stop that begins to follow does not begin farther away than it stood.
    stop:
      typed.trail !== null && stopLoss !== null && position.stopLoss !== null
        ? (position.side === "LONG" ? max : min)(stopLoss, position.stopLoss)
        : stopLoss,
    trail: stop === "typed" ? typed.trail : stop === "off" ? null : position.trail,
    target: target === "typed" ? typed.target : target === "off" ? null : position.takeProfit,
  };
  checkLevels(market, position.side, exits, last, "the last price");
  checkExitSizes(market, position.quantity, exits);
  checkStopOf(position, market, exits.stop);
  return exits;
}

type Wanted = "typed" | "off" | "kept";

function wanted(
  position: Position,
  { sl, tp, trail }: AskedProtection,
): { readonly stop: Wanted; readonly target: Wanted } {
  const isTyped = typeof sl === "object" || typeof trail === "object";
  const isOff = sl === "off" || (trail === "off" && position.trail !== null);
  return {
    stop: isTyped ? "typed" : isOff ? "off" : "kept",
    target: typeof tp === "object" ? "typed" : tp === "off" ? "off" : "kept",
  };
}
