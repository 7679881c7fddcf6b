/** The buttons of a message, in rows that can be read on a phone. */
import { plain } from "../../../domain/format.ts";
import type { Shown, ShownButton } from "../../../domain/reply.ts";
import { widthOf } from "../../text/columns.ts";
import { isBlank } from "./split.ts";

export interface Keyboard {
  readonly inline_keyboard: readonly (readonly { readonly text: string; readonly callback_data: string }[])[];
}

/** Telegram's own bounds (Bot API, InlineKeyboardButton): a token is far shorter. */
const MOST_BUTTONS = 100;
const MOST_IN_A_ROW = 4;
/** Columns of a row: Telegram makes all buttons of a row as wide as its widest. */
const ROW_WIDTH = 36;

/** One for each message that is needed to show all buttons; none without buttons. */
export function keyboardsOf({ blocks }: Shown): Keyboard[] {
  const buttons = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  const keyboards: Keyboard[] = [];
  for (let from = 0; from < buttons.length; from += MOST_BUTTONS)
    keyboards.push({ inline_keyboard: rowsOf(buttons.slice(from, from + MOST_BUTTONS)).map((row) => row.map(drawn)) });
  return keyboards;
}

function rowsOf(buttons: readonly ShownButton[]): ShownButton[][] {
  const rows: ShownButton[][] = [];
  for (const button of buttons) {
    const row = rows.at(-1);
    if (row !== undefined && fits([...row, button])) row.push(button);
    else rows.push([button]);
  }
  return rows;
}

/** What cannot be taken back has a row of its own. */
function fits(row: readonly ShownButton[]): boolean {
  if (row.some(({ tone }) => tone === "danger")) return false;
  const widest = Math.max(...row.map(({ label }) => widthOf(label)));
  return row.length <= MOST_IN_A_ROW && widest * row.length <= ROW_WIDTH;
}

/** Telegram refuses a button without a label. */
function drawn({ label, token }: ShownButton): Keyboard["inline_keyboard"][number][number] {
  const text = plain(label);
  return { text: isBlank(text) ? "…" : text, callback_data: token };
}
