/** What an account's exchange says at this moment, asked for a person who holds the book against it. */
import type { App } from "../../app.ts";
import { ownerOf } from "../../domain/client-order-id.ts";
import { Refusal } from "../../domain/errors.ts";
import type { ClientOrderId, Pair } from "../../domain/ids.ts";
import type { Gateway, OrderReport, VenueFill } from "../../exchange/gateway.ts";
import { readTag } from "../../models/meta.ts";
import { Orphan } from "../../models/orphan.ts";
import { within } from "../../runtime/deadline.ts";
import { withoutRecord } from "../orphans.ts";
import { FETCH_MS, look, OVERLAP_MS, type Truth } from "../reconcile.ts";

/** An order of ours at the exchange that no row here has sent, and about which nobody has decided. */
export interface FoundOrphan {
  readonly clientOrderId: ClientOrderId;
  /** Null where a desk of before has found it, and the exchange lists it no more. */
  readonly pair: Pair | null;
  /** Null where the exchange does not know it any more. */
  readonly report: OrderReport | null;
  /** All that the exchange tells of it. */
  readonly fills: readonly VenueFill[];
}

export interface DriftLook {
  readonly gateway: Gateway;
  readonly truth: Truth;
  readonly orphans: readonly FoundOrphan[];
}

/** Before the transaction, for it asks the exchange. Throws a Refusal where it does not answer: that is no knowledge. */
export async function lookForDrift(app: App, gateway: Gateway): Promise<DriftLook> {
  const { exchange } = gateway;
  if (!app.compared.has(exchange))
    throw new Refusal("drift", `${exchange} was not compared with the book since the start: type /drift in a moment.`);
  try {
    const truth = await look(app, gateway);
    return { gateway, truth, orphans: await findThem(app, gateway, truth) };
  } catch (error) {
    app.log.warn({ error, exchange }, "the exchange did not answer a question for drift");
    const sentence = `${exchange} did not answer: what it holds is not known now, and nothing was changed. Try again.`;
    throw new Refusal("exchange", sentence, ["/drift"]);
  }
}

async function findThem(app: App, gateway: Gateway, truth: Truth): Promise<FoundOrphan[]> {
  const places = await placesOf(app, gateway, truth);
  if (places.size === 0) return [];
  const since = Math.min(...[...places.values()].map(({ seenAt }) => seenAt));
  const asked = gateway.fills(Math.max(0, since - OVERLAP_MS));
  const fills = await within(FETCH_MS, `${gateway.exchange} telling the fills of orphans`, asked);
  const found: FoundOrphan[] = [];
  for (const [clientOrderId, { pair }] of places) {
    const report = await reportOf(gateway, truth, clientOrderId, pair);
    found.push({ clientOrderId, pair, report, fills: fills.filter((fill) => isOf(fill, clientOrderId, report)) });
  }
  return found;
}

interface Place {
  readonly pair: Pair | null;
  /** Market time, ms UTC. */
  readonly seenAt: number;
}

/** Those that the desk knows of, and those that it will find in its next round. */
async function placesOf(app: App, gateway: Gateway, { open, fills }: Truth): Promise<Map<ClientOrderId, Place>> {
  const { exchange } = gateway;
  const { reader } = app.db;
  const tag = await readTag(reader);
  const known = await Orphan.query(reader).where({ exchange });
  const places = new Map<string, Place>();
  for (const { clientOrderId, pair, at } of await withoutRecord(reader, [...open, ...fills], gateway, tag))
    if (clientOrderId !== null) places.set(clientOrderId, { pair, seenAt: at });
  for (const { clientOrderId, acceptedAt, tradingPair, seenAt, foundAt } of known) {
    const seen = places.get(clientOrderId);
    places.delete(clientOrderId);
    if (acceptedAt === null)
      places.set(clientOrderId, { pair: tradingPair ?? seen?.pair ?? null, seenAt: seenAt ?? seen?.seenAt ?? foundAt });
  }
  return new Map(
    [...places].flatMap(([id, place]) => (ownerOf(id, tag) === "ours" ? [[id as ClientOrderId, place]] : [])),
  );
}

async function reportOf(
  gateway: Gateway,
  { open }: Truth,
  id: ClientOrderId,
  pair: Pair | null,
): Promise<OrderReport | null> {
  const shown = open.find((report) => report.clientOrderId === id);
  if (shown !== undefined || pair === null) return shown ?? null;
  return within(FETCH_MS, `${gateway.exchange} looking up an orphan`, gateway.find(pair, id));
}

/** Some exchanges name the client's id on orders alone. */
function isOf(fill: VenueFill, id: ClientOrderId, report: OrderReport | null): boolean {
  return fill.clientOrderId === null ? fill.exchangeOrderId === report?.exchangeOrderId : fill.clientOrderId === id;
}
