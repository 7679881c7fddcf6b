/** What a paper account is told by its exchange row: its costs, what it can do, and what it does wrong. */
import { Refusal } from "../../domain/errors.ts";
import { type Decimal, div, from, HUNDRED } from "../../domain/money.ts";
import type { Capabilities } from "../gateway.ts";
import { type Faults, readFaults } from "./faults/settings.ts";

export interface VenueSettings {
  /** Fractions of the price: 0.0002 = 0.02 %. */
  readonly spread: Decimal;
  readonly slippage: Decimal;
  /** Of perpetuals, a fraction for each funding time: what funding is where the contract costs what the coin does. */
  readonly interest: Decimal;
  readonly tariff: Tariff;
  readonly can: Capabilities;
  /** Null: it behaves. */
  readonly faults: Faults | null;
}

export interface Tariff {
  /** Fractions of what was traded; below zero: a rebate. */
  readonly maker: Decimal;
  readonly taker: Decimal;
  /**
   * quote · base: of what is received, so that a sale pays in quote · a coin: at its last price in quote currency, and in
   * quote where it has none or the account not enough of it.
   */
  readonly feeAsset: string;
}

const PERCENTS = { feePercent: "0.1", spreadPercent: "0.02", slippagePercent: "0.01", fundingPercent: "0.01" } as const;
const PLAIN_PERCENT = /^-?\d{1,2}(?:\.\d{1,12})?$/;
const COIN = /^[A-Z0-9]{2,15}$/;

/** Reads the settings of an exchange row. Throws a Refusal with a sentence where one of them cannot be meant. */
export function readSettings(given: Readonly<Record<string, string | undefined>>): VenueSettings {
  const fee = given["feePercent"] ?? PERCENTS.feePercent;
  return {
    spread: fraction("spreadPercent", given["spreadPercent"] ?? PERCENTS.spreadPercent),
    slippage: fraction("slippagePercent", given["slippagePercent"] ?? PERCENTS.slippagePercent),
    interest: fraction("fundingPercent", given["fundingPercent"] ?? PERCENTS.fundingPercent),
    tariff: {
      maker: fraction("makerFeePercent", given["makerFeePercent"] ?? fee),
      taker: fraction("takerFeePercent", given["takerFeePercent"] ?? fee),
      feeAsset: feeAsset(given["feeAsset"] ?? "quote"),
    },
    can: {
      stops: isOn("stops", given["stops"]),
      trailing: isOn("trailing", given["trailing"]),
      links: isOn("links", given["links"]),
      amends: isOn("amends", given["amends"]),
    },
    faults: readFaults(given),
  };
}

function fraction(name: string, percent: string): Decimal {
  if (!PLAIN_PERCENT.test(percent)) throw wrong(name, percent, 'a percent such as "0.1"');
  const value = from(percent);
  return div(value, HUNDRED, value.places + 2);
}

function feeAsset(given: string): string {
  if (given === "quote" || given === "base" || COIN.test(given)) return given;
  throw wrong("feeAsset", given, '"quote", "base" or a coin such as "BNB"');
}

function isOn(name: string, given = "yes"): boolean {
  if (given !== "yes" && given !== "no") throw wrong(name, given, '"yes" or "no"');
  return given === "yes";
}

function wrong(name: string, given: string, what: string): Refusal {
  return new Refusal("settings", `The paper account's setting ${name} is "${given}": write ${what}.`);
}
