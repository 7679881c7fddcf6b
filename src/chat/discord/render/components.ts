/** Buttons as Discord's components: rows of five, or menus to pick from where there are too many. */
import type { APIButtonComponent, APISelectMenuOption, APIStringSelectComponent } from "discord.js";

import { plain } from "../../../domain/format.ts";
import type { Shown, ShownButton } from "../../../domain/reply.ts";
import { idOf } from "./custom-id.ts";
import { shortened } from "./pieces.ts";

/** A row of a message. */
export interface Row {
  readonly type: 1;
  readonly components: readonly (APIButtonComponent | APIStringSelectComponent)[];
}

export const MOST_ROWS = 5;
const ROW_BUTTONS = 5;
const MENU_CHOICES = 25;
const LONGEST_LABEL = 80;
const LONGEST_CHOICE = 100;

// Discord's numbers: its package is loaded only where a client is made.
const BUTTON = 2;
const MENU = 3;
const STYLE = { plain: 2, go: 3, danger: 4 } as const;

/** Those of all blocks; a message takes so many rows as MOST_ROWS. */
export function rowsOf({ blocks, outcome, binds }: Shown): readonly Row[] {
  const groups = blocks.flatMap((block) => (block.kind === "buttons" ? [block.buttons] : []));
  const buttons = groups.flat();
  if (buttons.length > MOST_ROWS * ROW_BUTTONS) return menus(buttons);
  const asked = outcome === "asks" && binds !== undefined ? buttons.find(({ tone }) => tone === undefined) : undefined;
  const rows = groups.flatMap((group) => inGroups(group, ROW_BUTTONS));
  return (rows.length <= MOST_ROWS ? rows : inGroups(buttons, ROW_BUTTONS)).map((row) => ({
    type: 1,
    components: row.map((each) => buttonOf(each, each === asked)),
  }));
}

function buttonOf(button: ShownButton, isAsked: boolean): APIButtonComponent {
  const style = button.tone === "danger" ? STYLE.danger : isAsked ? STYLE.go : STYLE.plain;
  return { type: BUTTON, style, label: labelOf(button, LONGEST_LABEL), custom_id: idOf(button) };
}

function menus(buttons: readonly ShownButton[]): readonly Row[] {
  return inGroups(buttons, MENU_CHOICES).map((group, index) => ({
    type: 1,
    components: [{ type: MENU, custom_id: `menu:${index}`, placeholder: "Choose", options: group.map(optionOf) }],
  }));
}

function optionOf(button: ShownButton): APISelectMenuOption {
  return { label: labelOf(button, LONGEST_CHOICE), value: idOf(button) };
}

/** A button without words is refused. */
function labelOf({ label }: ShownButton, most: number): string {
  const words = shortened(plain(label), most);
  return words.trim() === "" ? "…" : words;
}

function inGroups<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
