import { randomBytes } from "node:crypto";

/** What a chat shows of an unexpected error, for its place in the log to be found. */
export function newIncident(): string {
  return randomBytes(2).toString("hex");
}
