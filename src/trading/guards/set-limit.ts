/** An admin sets a limit: for the desk, for one account in its place, or for one person beside it. */
import type { Call } from "../../chat/command.ts";
import type { Tx } from "../../db/transact.ts";
import type { ExchangeName, PersonId } from "../../domain/ids.ts";
import { readSetting, type Rule, type Setting, settingText } from "../../domain/risk/rules.ts";
import { appendAudit } from "../../models/audit.ts";
import { LimitRow } from "../../models/limit.ts";

export type Whom =
  | { readonly scope: "desk" }
  | { readonly scope: "exchange"; readonly exchange: ExchangeName }
  | { readonly scope: "person"; readonly person: { readonly id: PersonId; readonly name: string } };

/** Null: off. wider: nothing of its own, so that the desk's holds. */
export type Held = Setting | null | "wider";

export interface Change {
  readonly before: Held;
  readonly after: Held;
}

/** `default` takes back what was set: then the wider limit, or the first one, holds again. */
export async function setLimit(
  tx: Tx,
  rule: Rule,
  whom: Whom,
  to: Setting | "off" | "default",
  call: Call,
  at: number,
): Promise<Change> {
  const place = placeOf(whom);
  const set = await LimitRow.query(tx).findOne({
    rule: rule.name,
    scope: whom.scope,
    exchange: place.exchange,
    person_id: place.personId,
  });
  const initial = whom.scope === "desk" ? rule.initial : WIDER;
  const before = set === undefined ? initial : set.value;
  const after = to === "default" ? initial : to === "off" ? null : settingText(to);
  if (set !== undefined) await LimitRow.query(tx).deleteById(set.id);
  if (to !== "default")
    await LimitRow.query(tx).insert({ rule: rule.name, ...place, value: after, setBy: call.person.id, setAt: at });
  await appendAudit(tx, {
    at,
    personId: call.person.id,
    actor: call.person.name,
    action: "limit",
    entity: `limit ${rule.name}`,
    details: { ...place, before, after, isDefault: to === "default" },
  });
  return { before: heldOf(before), after: heldOf(after) };
}

function placeOf(whom: Whom): Pick<LimitRow, "scope" | "exchange" | "personId"> {
  switch (whom.scope) {
    case "desk":
      return { scope: "desk", exchange: null, personId: null };
    case "exchange":
      return { scope: "exchange", exchange: whom.exchange, personId: null };
    case "person":
      return { scope: "person", exchange: null, personId: whom.person.id };
  }
}

const WIDER = "wider";

const heldOf = (value: string | null): Held => (value === null ? null : value === WIDER ? WIDER : readSetting(value));
