/** Lines and presses on their way to the desk: shown at once, sent once, and the desk's answer is the truth. */
import type { Api } from "./api.ts";
import { Unwanted } from "./api.ts";
import { isReadable, lineOf, missingArg, labelOf } from "./form.ts";
import { keepHistory } from "./keep.ts";
import { remember } from "./typing/history.ts";
import { unansweredPress, withFailure, withoutPress, withPress, withTyped } from "./log.ts";
import { canAct, type Store } from "./state.ts";

export interface Sender {
  /** Whether it was taken; what was not is still the writer's. */
  line(line: string): boolean;
  /** The same message again, by its id: it is taken once however often it comes. */
  again(id: string): void;
  press(ref: string, token: string): void;
  form(): void;
}

/** From then on a press may be tried again. */
const PATIENCE_MS = 15_000;
const UNSURE =
  "The connection broke: this may or may not have been taken. Look (/orders) before you do it another way.";
const NOT_REACHED = "Not sent: the desk is not reached.";
const NO_ANSWER = "The desk has not answered yet. Look (/status) before you press again.";

export function createSender(api: Api, store: Store): Sender {
  const { update, state } = store;

  const post = async (id: string, line: string): Promise<string | null> => {
    try {
      await api.send({ id, line });
      return null;
    } catch (error) {
      return error instanceof Unwanted ? `Not sent: ${error.message}` : UNSURE;
    }
  };

  const sendTyped = async (id: string, line: string): Promise<void> => {
    const failure = await post(id, line);
    if (failure !== null) update((old) => ({ ...old, log: withFailure(old.log, id, failure) }));
  };

  const sendPress = async (id: string, token: string): Promise<void> => {
    const failed = (sentence: string): void => update((old) => ({ ...old, log: withoutPress(old.log, id, sentence) }));
    try {
      await api.send({ id, press: token });
      setTimeout(() => failed(NO_ANSWER), PATIENCE_MS);
    } catch (error) {
      failed(error instanceof Unwanted ? `Not sent: ${error.message}` : UNSURE);
    }
  };

  const sendForm = async (id: string, line: string): Promise<void> => {
    const failure = await post(id, line);
    if (failure !== null)
      update((old) =>
        old.form?.sent?.id === id ? { ...old, form: { ...old.form, isSending: false, missing: failure } } : old,
      );
  };

  return {
    line(line) {
      if (line.trim() === "") return false;
      if (!canAct(state())) {
        update((old) => ({ ...old, composer: { ...old.composer, notice: NOT_REACHED } }));
        return false;
      }
      const id = crypto.randomUUID();
      update((old) => {
        const history = remember(old.composer.history, line);
        keepHistory(history.lines);
        return { ...old, log: withTyped(old.log, { id, line, at: old.now }), composer: { ...old.composer, history } };
      });
      void sendTyped(id, line);
      return true;
    },
    again(id) {
      const entry = state().log.entries.find((each) => each.kind === "typed" && each.id === id);
      if (entry?.kind !== "typed" || !canAct(state())) return;
      update((old) => ({ ...old, log: withFailure(old.log, id, null) }));
      void sendTyped(id, entry.line);
    },
    press(ref, token) {
      const id = unansweredPress(state().log, ref, token) ?? crypto.randomUUID();
      const pressed = canAct(state()) ? withPress(state().log, ref, { id, token }) : null;
      if (pressed === null) return;
      update((old) => ({ ...old, log: pressed }));
      void sendPress(id, token);
    },
    form() {
      const { form } = state();
      if (form === null || form.isSending || !isReadable(form) || !canAct(state())) return;
      const missing = missingArg(form);
      if (missing !== null)
        return update((old) => ({
          ...old,
          form: { ...form, missing: `${labelOf(missing)} is missing: ${missing.help}.` },
        }));
      const line = lineOf(form);
      const sent = form.sent?.line === line ? form.sent : { id: crypto.randomUUID(), line };
      update((old) => ({ ...old, form: { ...form, sent, isSending: true, missing: null, refusal: null } }));
      void sendForm(sent.id, line);
    },
  };
}
