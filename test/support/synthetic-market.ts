/** The synthetic market at a paper venue, as long as a test lets it run. */
import { from } from "../../src/domain/money.ts";
import type { MarketSource } from "../../src/exchange/market-source.ts";
import { syntheticSource } from "../../src/exchange/synthetic/source.ts";
import type { Floor } from "./paper-venue.ts";

export const BEGIN = Date.UTC(2020, 0, 1);
/** Its events in a minute. */
export const PER_MINUTE = 30;

export const synthetic = (): MarketSource => syntheticSource({ spread: from("0.0002") });

export async function play(floor: Floor, events: number): Promise<void> {
  for (let i = 0; i < events; i++) await floor.step();
}
