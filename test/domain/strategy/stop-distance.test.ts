/** What an entry risks to its stop. */
import { expect, it } from "vitest";

import type { PositionSide } from "../../../src/domain/market.ts";
import { signedRisk } from "../../../src/domain/strategy/stop-distance.ts";

it.each<[side: PositionSide, close: number, distance: number, risk: number | null]>([
  ["LONG", 100, 5, 5],
  ["SHORT", 100, 5, -5],
  ["LONG", 100, 99.9, 99.9],
  ["LONG", 100, 100, null],
  ["LONG", 100, 120, null],
  ["SHORT", 100, 120, -120],
  ["LONG", 100, 0, null],
  ["SHORT", 100, 0, null],
  ["LONG", 100, Number.NaN, null],
  ["SHORT", 100, Number.POSITIVE_INFINITY, null],
])("a %s at %d with its stop %d off risks %d", (side, close, distance, risk) =>
  expect(signedRisk(side, close, distance)).toBe(risk),
);
