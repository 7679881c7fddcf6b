import { LeaseLost } from "../domain/errors.ts";

/**
 * For work in parts that go on without each other: nothing that failed is lost, and one failure stays what it is. Where the
 * lease is among them, it says it all.
 */
export function throwFailures(failures: readonly unknown[], message: string): void {
  const lost = failures.find((failure) => failure instanceof LeaseLost);
  if (lost !== undefined) throw lost;
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, message);
}
