/** Asks the desk for what could follow: a moment after the last key, and only the newest answer counts. */
import type { Api } from "../api.ts";
import { optionsLine, fieldKind } from "../form.ts";
import type { Store } from "../state.ts";

const PAUSE_MS = 60;

export interface Completing {
  typed(line: string): void;
  /** Fills the lists of the form that is open. */
  form(): void;
}

export function createCompleting(api: Api, { update, state }: Store): Completing {
  let asked = new AbortController();

  const ask = async (line: string, { signal }: AbortController): Promise<void> => {
    try {
      const found = await api.complete(line, signal);
      update((old) =>
        old.composer.text === line ? { ...old, composer: { ...old.composer, completed: { line, found } } } : old,
      );
    } catch {
      // No list is no harm: the line can be sent without one.
    }
  };

  const option = async (name: string, line: string): Promise<void> => {
    const { words, typed } = await api
      .complete(line, AbortSignal.timeout(5_000))
      .catch(() => ({ words: [], typed: "" }));
    const prefix = typed.endsWith("=") ? typed : "";
    const values = words
      .filter((word) => !word.endsWith("=") && word.startsWith(prefix))
      .map((word) => word.slice(prefix.length));
    update(({ form, ...old }) => ({
      ...old,
      form: form === null ? null : { ...form, options: { ...form.options, [name]: values } },
    }));
  };

  return {
    typed(line) {
      asked.abort();
      if (!/^\/\S+ /.test(line)) return;
      const mine = (asked = new AbortController());
      setTimeout(() => {
        if (!mine.signal.aborted) void ask(line, mine);
      }, PAUSE_MS);
    },
    form() {
      const { form } = state();
      if (form === null) return;
      for (const arg of form.command.args) if (fieldKind(arg) === "pick") void option(arg.name, optionsLine(form, arg));
    },
  };
}
