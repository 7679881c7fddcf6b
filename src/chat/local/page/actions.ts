/** What a person can do on the page. The views call these and change nothing themselves. */
import type { Timeframe } from "../../../domain/candle.ts";
import type { Unit } from "./form.ts";
import type { Theme } from "./state.ts";

export interface Actions {
  /** As typed: into the chat and the history. */
  send(line: string): void;
  sendAgain(id: string): void;
  press(ref: string, token: string): void;
  dismissNote(ref: string): void;
  /** Scrolls to the card of an order and puts the focus on it. */
  showOrder(order: number): void;
  showNewest(): void;
  tryNow(): void;

  type(text: string): void;
  pick(index: number | null): void;
  complete(line: string): void;
  closeSuggestions(): void;
  walkHistory(older: 1 | -1): void;

  openForm(command: string, values?: Readonly<Record<string, string>>): void;
  setField(name: string, value: string): void;
  setUnit(name: string, unit: Unit): void;
  showMore(isOpen: boolean): void;
  submitForm(): void;
  closeForm(): void;

  pickAccount(exchange: string): void;
  pickPair(pair: string): void;
  pickTimeframe(timeframe: Timeframe): void;
  pickTab(tab: "chat" | "desk"): void;
  openDialog(kind: "halt" | "keys"): void;
  openPicture(seq: number, name: string): void;
  /** A message's chart as the desk draws it. */
  picture(seq: number): Promise<Blob>;
  /** To where the browser keeps what it downloads. */
  saveFile(seq: number, name: string): void;
  closeDialog(): void;
  pickTheme(theme: Theme): void;
  enter(token: string): void;
  leave(): void;
}
