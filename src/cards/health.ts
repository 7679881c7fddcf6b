/** /health: each check with a sentence; what needs a look comes first. */
import type { Line, Reply } from "../domain/reply.ts";

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, and where it is not well, what to do. */
  readonly sentence: string;
}

export function healthCard(checks: readonly HealthCheck[]): Reply {
  const bad = checks.filter((check) => !check.ok);
  const good = checks.filter((check) => check.ok);
  const need = bad.length === 1 ? "needs a look" : "need a look";
  const line = bad.length === 0 ? "All is well" : `${bad.length} of ${checks.length} checks ${need}`;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: bad.length === 0 ? "done" : "attention", line: [line] },
      ...bad.map((check) => ({ kind: "text", mark: "attention", line: [`${check.name}: ${check.sentence}`] }) as const),
      ...(good.length === 0 ? [] : [{ kind: "fields", fields: good.map(field) } as const]),
    ],
  };
}

function field(check: HealthCheck): { label: string; lines: Line[] } {
  return { label: check.name, lines: [[check.sentence]] };
}
