import type { App } from "../../app.ts";
import { auditCard, auditCheckCard, type AuditFacts } from "../../cards/audit.ts";
import { choice, countArg, either } from "../../chat/grammar/arguments.ts";
import { command, named, optional } from "../../chat/command.ts";
import { AuditRow } from "../../models/audit.ts";
import { checkAudit } from "../../models/audit-chain.ts";

const A_PAGE = 10;
const MOST = 50;

export const audit = command({
  name: "audit",
  family: "people",
  kind: "reads",
  role: "admin",
  help: "who did what, newest first; verify: whether the record is whole",
  examples: ["/audit", "/audit 30", "/audit verify"],
  args: {
    what: optional(either(choice("verify"), countArg), "how many, or verify"),
    before: named(countArg, "only what is older than this row"),
  },
  stale: "run",
  async run(app: App, _call, { what, before }) {
    if (what === "verify") return { reply: auditCheckCard(await checkAudit(app.db.reader, app.sealKey)) };
    const count = Math.min(what ?? A_PAGE, MOST);
    const newest = AuditRow.query(app.db.reader).orderBy("seq", "desc").limit(count);
    const rows = await (before === undefined ? newest : newest.where("seq", "<", before));
    const last = rows.at(-1);
    const next = last === undefined || rows.length < count ? null : `audit ${count} before=${last.seq}`;
    return { reply: auditCard(rows.map(factsOf), next) };
  },
});

function factsOf({ seq, at, actor, action, entity, details }: AuditRow): AuditFacts {
  const { line, rule, before, after, ...others } = details;
  return {
    seq,
    at,
    actor,
    action,
    entity,
    rule: typeof rule === "string" ? rule : null,
    what: typeof line === "string" ? line : whatChanged(before, after, others),
  };
}

function whatChanged(before: unknown, after: unknown, others: AuditRow["details"]): string | null {
  const changed = before === undefined && after === undefined ? [] : [`${text(before)} → ${text(after)}`];
  const rest = Object.entries(others).filter(([, value]) => value !== null);
  const said = [...changed, ...rest.map(([name, value]) => `${name} ${text(value)}`)];
  return said.length === 0 ? null : said.join(" · ");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
