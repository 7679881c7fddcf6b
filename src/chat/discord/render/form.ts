/** The form that a button opens: one line to fill in. */
import { type Form, submitId } from "./custom-id.ts";
import { shortened } from "./pieces.ts";

// Discord's numbers: its package is loaded only where a client is made.
const ROW = 1;
const TEXT_FIELD = 4;
const ONE_LINE = 1;
const LONGEST_LABEL = 45;
/** A line that it follows has its own length. */
const LONGEST_TEXT = 400;

export function renderForm({ token, label, isNeeded }: Form): object {
  const words = shortened(label.trim() === "" ? "Text" : label, LONGEST_LABEL);
  const field = { type: TEXT_FIELD, style: ONE_LINE, custom_id: "text", label: words };
  return {
    custom_id: submitId(token),
    title: words,
    components: [{ type: ROW, components: [{ ...field, required: isNeeded, max_length: LONGEST_TEXT }] }],
  };
}
