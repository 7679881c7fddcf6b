/** The buttons of a reply. While a press is on its way all of its card rest, and the pressed one says what it does. */
import { html, nothing, type TemplateResult } from "lit-html";

import { plain } from "../../../../domain/format.ts";
import type { Shown, ShownBlock, ShownButton } from "../../../../domain/reply.ts";
import type { DeclaredCommand } from "../../protocol.ts";
import type { Press } from "../log.ts";
import { mayDecide } from "../state.ts";

type Buttons = Extract<ShownBlock, { kind: "buttons" }>;

export interface ButtonsLook {
  readonly reply: Shown;
  readonly press: Press | null;
  /** The card has just changed: what is pressed now was aimed at something else. */
  readonly isFresh: boolean;
  readonly canAct: boolean;
  /** What the person may type; none as long as the desk has not told. */
  readonly commands: readonly DeclaredCommand[];
  onPress(token: string): void;
}

export function buttons(block: Buttons, look: ButtonsLook): TemplateResult {
  return html`<div class="buttons">${block.buttons.map((button, index) => one(button, index, look))}</div>`;
}

function one(
  button: ShownButton,
  index: number,
  { reply, press, isFresh, canAct, commands, onPress }: ButtonsLook,
): TemplateResult {
  const label = plain(button.label);
  const isForOthers = reply.binds !== undefined && !mayDecide(label, commands);
  const isResting = press !== null || isFresh || !canAct || isForOthers;
  const isPressed = press?.token === button.token;
  // aria-disabled, not disabled: the focus stays where the press was.
  return html`<button
    type="button"
    class="button ${kindOf(button, index, reply)} ${isPressed ? "pressed" : ""}"
    title=${isForOthers ? "for approvers" : nothing}
    aria-disabled=${isResting ? "true" : "false"}
    data-key=${button.tone === "danger" ? nothing : label.charAt(0).toLowerCase()}
    @click=${() => (isResting ? undefined : onPress(button.token))}
  >
    <span>${isPressed ? doing(label) : label}</span>
  </button>`;
}

/** One button is filled: what the card asks for. A line to run instead is set as one types it. */
function kindOf({ label, tone }: ShownButton, index: number, { outcome, binds }: Shown): string {
  if (label.startsWith("/")) return "typed";
  if (tone === "danger") return outcome === "asks" && index === 0 ? "danger solid" : "danger";
  if (outcome === "asks" && index === 0) return "primary";
  return outcome === "asks" && binds !== undefined && label === "Why" ? "quiet" : "";
}

const DOING: Readonly<Record<string, string>> = {
  Approve: "Approving…",
  Half: "Approving half…",
  Reject: "Rejecting…",
  Cancel: "Canceling…",
  Close: "Closing…",
  Resume: "Resuming…",
  Halt: "Halting…",
};

export function doing(label: string): string {
  return DOING[label] ?? `${label}…`;
}
