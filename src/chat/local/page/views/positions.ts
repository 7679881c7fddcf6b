/** What is held, with who guards it. */
import { html, nothing, type TemplateResult } from "lit-html";

import { formatValue, moneyPlaces, plain, type Reader } from "../../../../domain/format.ts";
import { add, type Decimal, from, mul, text, ZERO } from "../../../../domain/money.ts";
import type { PositionView, PriceView } from "../../protocol.ts";
import type { State } from "../state.ts";
import { icon, type IconName } from "./icons.ts";
import { signClass } from "./inline.ts";
import { type Look, priceAt } from "./look.ts";

export function positions(state: State, look: Look): TemplateResult {
  const all = state.desk?.positions ?? [];
  return html`<section class="positions" aria-labelledby="positions-title">
    <h2 id="positions-title">Positions <span class="num">${all.length}</span></h2>
    ${
      all.length === 0
        ? html`<p class="dim">No positions. One appears when an order fills, and says how it is protected.</p>`
        : table(all, state, look)
    }
  </section>`;
}

function table(all: readonly PositionView[], state: State, { reader }: Look): TemplateResult {
  const [first] = all;
  const home = state.desk?.accounts[0]?.exchange;
  const quote = first === undefined ? "" : (priceAt(state, first)?.quote ?? state.desk?.currency ?? "");
  return html`<table class="table num">
    <thead>
      <tr>
        <th scope="col" class="left">Pair</th>
        <th scope="col">Quantity</th>
        <th scope="col" class="entry-price">Entry</th>
        <th scope="col">Mark</th>
        <th scope="col">P&amp;L, ${plain(quote)}</th>
        <th scope="col" class="left guard">Protection</th>
      </tr>
    </thead>
    ${all.map((each) => row(each, priceAt(state, each), each.exchange !== home, reader))} ${total(all, quote, reader)}
  </table>`;
}

/** A body of its own: on a phone its protection is a line below it. */
function row(each: PositionView, price: PriceView | undefined, isElsewhere: boolean, reader: Reader): TemplateResult {
  const places = price?.places ?? 2;
  const shown = (value: string | null): string =>
    value === null ? "n/a" : formatValue({ type: "price", price: value, places }, reader);
  const whose = [...(isElsewhere ? [each.exchange] : []), ...(each.strategy === "manual" ? [] : [each.strategy])];
  const profit = profitText(each.profit, price?.quote ?? "", reader);
  return html`<tbody>
    <tr>
      <th scope="row" class="left">
        ${plain(each.pair)}${whose.length === 0 ? nothing : html` <span class="dim">${plain(whose.join(" "))}</span>`}
      </th>
      <td>
        ${formatValue({ type: "quantity", quantity: each.quantity }, reader)}${each.side === "SHORT" ? " short" : ""}
      </td>
      <td class="entry-price">${shown(each.entry)}</td>
      <td>${shown(each.mark)}</td>
      <td class=${signClass(profit)}>${profit}</td>
      <td class="left guard ${guardOf(each.protection)}">
        ${icon(GUARD_ICONS[guardOf(each.protection)])}<span>${plain(guardWords(each.protection))}</span>
      </td>
    </tr>
  </tbody>`;
}

type Guard = "exchange" | "bot" | "none" | "alarm";
const GUARD_ICONS: Readonly<Record<Guard, IconName>> = { exchange: "shield", bot: "eye", none: "bare", alarm: "bare" };

function guardOf(protection: string): Guard {
  if (protection.includes("UNPROTECTED")) return "alarm";
  if (protection.includes("by the exchange")) return "exchange";
  return protection.includes("by the bot") ? "bot" : "none";
}

const guardWords = (protection: string): string => protection.replace(/^protected (?=by )/, "");

function profitText(profit: string | null, quote: string, reader: Reader): string {
  if (profit === null) return "n/a";
  return formatValue({ type: "number", number: profit, places: moneyPlaces(quote), change: true }, reader);
}

/** Only of what is counted in one currency, and priced. */
function total(all: readonly PositionView[], quote: string, reader: Reader) {
  if (
    all.length < 2 ||
    all.some(({ mark, profit, pair }) => mark === null || profit === null || !pair.split(":")[0]?.endsWith(`/${quote}`))
  )
    return nothing;
  const folded = (of: (each: PositionView) => Decimal): string =>
    text(all.reduce((sum, each) => add(sum, of(each)), ZERO));
  const value = formatValue(
    { type: "money", amount: folded(({ mark, quantity }) => mul(from(mark ?? "0"), from(quantity))), asset: quote },
    reader,
  );
  const profit = profitText(
    folded((each) => from(each.profit ?? "0")),
    quote,
    reader,
  );
  return html`<tfoot>
    <tr>
      <th scope="row" colspan="4" class="left">Total <span class="dim">value ${value}</span></th>
      <td class=${signClass(profit)}>${profit}</td>
      <td class="guard"></td>
    </tr>
  </tfoot>`;
}
