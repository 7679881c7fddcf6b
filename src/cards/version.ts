import type { Reply } from "../domain/reply.ts";
import { say } from "./words.ts";

export interface VersionFacts {
  readonly version: string;
  readonly node: string;
  /** `SQLite`, `PostgreSQL` */
  readonly database: string;
}

export function versionCard(facts: VersionFacts): Reply {
  return say("done", [`Outcry ${facts.version} · Node ${facts.node} · ${facts.database}`]);
}
