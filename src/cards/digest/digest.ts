/** The digest: what a day has brought, in one look. */
import type { EquityChart } from "../../domain/chart.ts";
import { moneyPlaces } from "../../domain/format.ts";
import { type Decimal, fromFloat, isZero } from "../../domain/money.ts";
import type { Figure } from "../../domain/performance/figure.ts";
import type { Block, Inline, Line, Reply, Value } from "../../domain/reply.ts";
import { asChange, shown, unpricedWords } from "../performance/words.ts";
import { CHANGE, money, number, pairName, percent } from "../values.ts";
import { type Account, button, buttons, counted, venue } from "../words.ts";
import { dateWords, momentWords } from "./words.ts";

export interface DigestFacts {
  /** IANA: of its days and times. */
  readonly zone: string;
  /** In the time that the digest goes by, ms UTC. */
  readonly at: number;
  readonly since: number;
  /** When it was due, where the desk was down then; null: now. */
  readonly missed: number | null;
  readonly currency: string;
  /** One at least. */
  readonly accounts: readonly DigestAccount[];
  readonly strategies: readonly DigestStrategy[];
  /** Groups that wait for a yes. */
  readonly proposals: number;
  /** That nobody said yes to in that time. */
  readonly lapsed: number;
  /** What the figures lack, a sentence's part each: `no price for SOL`. */
  readonly gaps: readonly string[];
  /** How far the slowest chat is behind, in ms. */
  readonly deliveryLagMs: number;
}

export interface DigestAccount extends Account {
  /** Null before its first look. */
  readonly figures: AccountFigures | null;
}

export interface AccountFigures {
  /** Null while a coin has no price. */
  readonly equity: Decimal | null;
  /** That coin. */
  readonly unpriced: string | null;
  /** Money that came or went left out. */
  readonly change: Decimal;
  /** Percent. */
  readonly percent: Figure;
  readonly open: { readonly count: number; readonly profit: Decimal | null };
  /** Percent of equity; null without a price. */
  readonly exposure: Decimal | null;
  /** Of the pairs that were held, by what is open and what was closed; null where none was. */
  readonly best: PairProfit | null;
  /** Null where it is the best. */
  readonly worst: PairProfit | null;
  readonly fills: number;
  /** Null without a price. */
  readonly fees: Decimal | null;
  /** In percent of the peak, ≥ 0. */
  readonly drawdown: Decimal | null;
  /** Where entries end, in percent; null where that rule is off. */
  readonly drawdownLimit: Decimal | null;
  /** Of 30 days. */
  readonly chart: EquityChart;
}

export interface PairProfit {
  readonly pair: string;
  /** Net of fees, in the desk's currency. */
  readonly profit: Decimal;
}

export interface DigestStrategy {
  readonly name: string;
  readonly mode: Account["mode"];
  /** Percent. */
  readonly percent: Figure;
}

export function digestCard(facts: DigestFacts): Reply {
  const { accounts, strategies } = facts;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: headline(facts) },
      ...missedBlock(facts),
      ...accounts.flatMap((account) => accountBlocks(account, facts)),
      ...(strategies.length === 0 ? [] : [{ kind: "fields", fields: strategies.map(strategyField) } as const]),
      ...waitingBlocks(facts),
      dataBlock(facts),
      ...buttons(...(facts.proposals === 0 ? [] : [button("Show", "proposals")])),
    ],
  };
}

function headline({ accounts, at, since, zone }: DigestFacts): Line {
  const isLive = accounts.some(({ mode }) => mode === "live");
  return [`${isLive ? "LIVE · " : ""}Digest · ${dateWords(at, zone)} · since ${momentWords(since, zone, at)}`];
}

function missedBlock({ missed, at, zone }: DigestFacts): Block[] {
  if (missed === null) return [];
  return [
    {
      kind: "text",
      mark: "attention",
      line: [`For ${momentWords(missed, zone, at)}; the desk was down. The figures are of now.`],
    },
  ];
}

function accountBlocks(account: DigestAccount, { accounts, currency }: DigestFacts): Block[] {
  const { figures } = account;
  const name: Block[] = accounts.length === 1 ? [] : [{ kind: "text", line: [venue(account)] }];
  if (figures === null)
    return [...name, { kind: "text", line: ["No figures yet: an account is looked at once a minute."] }];
  return [
    ...name,
    { kind: "fields", fields: accountFields(figures, currency) },
    { kind: "chart", chart: figures.chart },
  ];
}

type Fields = Extract<Block, { kind: "fields" }>["fields"];

function accountFields(figures: AccountFigures, currency: string): Fields {
  const best = bestLine(figures, currency);
  return [
    { label: "Equity", lines: [equityLine(figures, currency)] },
    { label: "Open", lines: [openLine(figures, currency)] },
    ...(best === null ? [] : [{ label: "Best", lines: [best] }]),
    { label: "Fills", lines: [fillsLine(figures, currency)] },
  ];
}

function equityLine({ equity, unpriced, change, percent: part }: AccountFigures, currency: string): Line {
  if (equity === null) return [unpriced === null ? "n/a" : unpricedWords(unpriced)];
  if (isZero(change)) return [money(equity, currency), ", unchanged"];
  return [money(equity, currency), "   ", amount(change, currency), "  ", shown(part, asChange)];
}

function openLine({ open, exposure }: AccountFigures, currency: string): Line {
  if (open.count === 0) return ["no position"];
  const profit: Inline = open.profit === null ? "n/a" : amount(open.profit, currency);
  const share: Inline = exposure === null ? "n/a" : percent(exposure, { places: 0 });
  return [counted(open.count, "position", "positions"), " ", profit, " · exposure ", share];
}

function bestLine({ best, worst }: AccountFigures, currency: string): Line | null {
  if (best === null) return null;
  const of = ({ pair, profit }: PairProfit): Inline[] => [pairName(pair), " ", amount(profit, currency)];
  return [...of(best), ...(worst === null ? [] : ["   Worst ", ...of(worst)])];
}

function fillsLine({ fills, fees, drawdown, drawdownLimit }: AccountFigures, currency: string): Line {
  const cost: Inline[] = fills === 0 ? [] : [" · fees ", fees === null ? "n/a" : money(fees, currency)];
  const fall: Inline[] = drawdown === null ? ["n/a"] : [percent(drawdown, { places: 1 })];
  const limit: Inline[] =
    drawdownLimit === null ? [] : [" of ", percent(drawdownLimit, { places: drawdownLimit.places })];
  return [fills === 0 ? "none" : String(fills), ...cost, " · drawdown ", ...fall, ...limit];
}

/** Its currency is said on the first line. */
function amount(value: Decimal, currency: string): Inline {
  return number(value, moneyPlaces(currency), CHANGE);
}

function strategyField({ name, mode, percent: part }: DigestStrategy): Fields[number] {
  return { label: mode === "live" ? `LIVE ${name}` : name, lines: [[shown(part, asRoughChange)]] };
}

const asRoughChange = (value: number): Value => percent(fromFloat(value, 1), { ...CHANGE, places: 1 });

function waitingBlocks({ proposals, lapsed }: DigestFacts): Block[] {
  const waiting = counted(proposals, "proposal waits", "proposals wait");
  const gone = counted(lapsed, "proposal lapsed", "proposals lapsed");
  return [
    ...(proposals === 0 ? [] : [{ kind: "text", mark: "waiting", line: [waiting] } as const]),
    ...(lapsed === 0 ? [] : [{ kind: "text", mark: "lapsed", line: [gone] } as const]),
  ];
}

const SECOND = 1_000;

function dataBlock({ gaps, deliveryLagMs }: DigestFacts): Block {
  const delivery = `delivery ${(deliveryLagMs / SECOND).toFixed(1)} s behind`;
  if (gaps.length === 0) return { kind: "text", line: [`Data complete · ${delivery}`] };
  return { kind: "text", mark: "attention", line: [`Data not complete: ${gaps.join("; ")} · ${delivery}`] };
}
