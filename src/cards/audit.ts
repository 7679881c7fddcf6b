/** /audit: what was done, newest first, and whether the record is whole. */
import type { Fault } from "../domain/audit-fault.ts";
import type { Block, Inline, Line, Reply } from "../domain/reply.ts";
import { command, moment } from "./values.ts";
import { button, buttons, counted } from "./words.ts";

export interface AuditFacts {
  readonly seq: number;
  /** People's time, ms UTC. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly entity: string | null;
  /** The line that was sent, or what was before and after. */
  readonly what: string | null;
  /** Of a refusal. */
  readonly rule: string | null;
}

/** `next`: the line for the rows before these, null at the end. */
export function auditCard(rows: readonly AuditFacts[], next: string | null): Reply {
  const headline: Line = rows.length === 0 ? ["Nothing is noted that far back"] : ["Audit, newest first"];
  const list: Block[] = rows.length === 0 ? [] : [{ kind: "fields", fields: rows.map(field) }];
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: headline },
      ...list,
      ...buttons(...(next === null ? [] : [button("Next ▸", next)]), button("Verify", "audit verify")),
    ],
  };
}

function field(row: AuditFacts): { label: string; lines: Line[] } {
  const entity = row.entity === null ? "" : ` ${row.entity}`;
  const rule = row.rule === null ? "" : ` (rule ${row.rule})`;
  const first: Inline[] = [moment(row.at), ` ${row.actor}: ${row.action}${entity}${rule}`];
  return { label: String(row.seq), lines: row.what === null ? [first] : [first, [row.what]] };
}

export interface AuditCheckFacts {
  readonly rows: number;
  readonly faults: readonly Fault[];
}

export function auditCheckCard({ rows, faults }: AuditCheckFacts): Reply {
  const all = counted(rows, "row", "rows");
  if (faults.length === 0) {
    const line: Line = [`The audit is whole: ${all}, each follows from the one before, and the newest is sealed`];
    return { outcome: "done", blocks: [{ kind: "headline", mark: "done", line }] };
  }
  return {
    outcome: "refused",
    blocks: [
      { kind: "headline", mark: "attention", line: [`The audit was tampered with (${all} read)`] },
      ...faults.map((fault): Block => ({ kind: "text", line: [faultWords(fault)] })),
      { kind: "text", line: ["Look who can write to the database, and compare with a backup. ", command("/audit")] },
    ],
  };
}

function faultWords(fault: Fault): string {
  switch (fault.kind) {
    case "changed":
      return `Row ${fault.seq} was changed: it says something else than what was written.`;
    case "rewritten":
      return `Row ${fault.seq} was written anew: it is not the row that was followed.`;
    case "inserted":
      return `Row ${fault.seq} was put in: the desk did not write it.`;
    case "removed":
      return `Rows ${fault.after === null ? "" : `after ${fault.after} and `}before ${fault.before} were taken out.`;
    case "newest removed":
      return `The newest rows were taken out, ${fault.after === null ? "all of them" : `those after ${fault.after}`} up to ${fault.upTo}.`;
    case "no head":
      return `Row ${fault.seq} was written when the mark of the newest row was gone or false: rows before it may be missing.`;
    case "head missing":
      return "The mark of the newest row was taken out: rows at the end may be missing.";
    case "head false":
      return "The mark of the newest row was changed: rows at the end may be missing.";
  }
}
