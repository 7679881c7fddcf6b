/** The actions of the page: each changes the state, and asks the parts that reach outside. */
import type { Actions } from "./actions.ts";
import { type Api, Unwanted } from "./api.ts";
import type { Completing } from "./typing/completing.ts";
import { focusForm } from "./focus.ts";
import { openForm } from "./form.ts";
import { walk } from "./typing/history.ts";
import { keepTheme } from "./keep.ts";
import { cardOfOrder, withoutNote } from "./log.ts";
import type { Scroll } from "./scroll.ts";
import type { Sender } from "./send.ts";
import { accountOf, priceOf, type State, type Store } from "./state.ts";
import type { Following } from "./stream.ts";
import { applyTheme } from "./theme.ts";

export interface Parts {
  readonly api: Api;
  readonly store: Store;
  readonly sender: Sender;
  readonly completing: Completing;
  readonly scroll: Scroll;
  readonly following: Following;
  enter(token: string): void;
  leave(): void;
}

export function createActions(parts: Parts): Actions {
  const { store, sender, scroll } = parts;
  return {
    ...chatActions(parts),
    ...typing(parts),
    ...formActions(parts),
    ...paneActions(parts),
    ...pageActions(parts),
  };

  function chatActions({ following }: Parts) {
    return {
      send(line: string) {
        if (!sender.line(line)) return;
        clearLine(store);
        scroll.toEnd();
      },
      sendAgain: (id: string) => sender.again(id),
      press(ref: string, token: string) {
        sender.press(ref, token);
        // The buttons may be gone with the answer: the focus stays on their card.
        document.querySelector<HTMLElement>(`article[data-ref="${CSS.escape(ref)}"]`)?.focus({ preventScroll: true });
      },
      dismissNote: (ref: string) => store.update((old) => ({ ...old, log: withoutNote(old.log, ref) })),
      showOrder: (order: number) => showOrder(parts, order),
      showNewest: () => scroll.toEnd(),
      tryNow: () => following.tryNow(),
    };
  }
}

function clearLine({ update }: Store): void {
  update((old) => ({
    ...old,
    composer: {
      ...old.composer,
      text: "",
      completed: null,
      picked: null,
      isOpen: false,
      notice: null,
      history: { ...old.composer.history, at: -1 },
    },
  }));
}

/** Its card, in the chat; where the chat has let it go, the desk shows it anew. */
function showOrder({ store, scroll, sender }: Parts, order: number): void {
  const { desk, log } = store.state();
  const waiting = desk?.waiting.find((each) => each.order === order);
  store.update((old) => ({
    ...old,
    tab: "chat",
    pane: {
      ...old.pane,
      order,
      exchange: waiting?.exchange ?? old.pane.exchange,
      pair: waiting?.pair ?? old.pane.pair,
    },
  }));
  if (cardOfOrder(log.entries, order) === undefined) return void sender.line(`/order ${order}`);
  afterDrawing(() => scroll.toOrder(order));
}

/** The next frame draws, the one after it has been drawn. */
function afterDrawing(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}

function typing({ store: { update }, completing }: Parts) {
  const type = (text: string): void => {
    update((old) => ({
      ...old,
      composer: {
        ...old.composer,
        text,
        picked: null,
        isOpen: text.startsWith("/"),
        notice: null,
        history: { ...old.composer.history, at: -1 },
      },
    }));
    completing.typed(text);
  };
  return {
    type,
    complete: type,
    pick: (picked: number | null) => update((old) => ({ ...old, composer: { ...old.composer, picked } })),
    closeSuggestions: () => update((old) => ({ ...old, composer: { ...old.composer, isOpen: false, picked: null } })),
    walkHistory: (older: 1 | -1) =>
      update((old) => {
        const history = walk(old.composer.history, old.composer.text, older);
        return { ...old, composer: { ...old.composer, history, isOpen: false } };
      }),
  };
}

function formActions({ store: { update, state }, sender, completing, scroll }: Parts) {
  const change = (patch: (form: NonNullable<State["form"]>) => Partial<NonNullable<State["form"]>>): void =>
    update((old) => (old.form === null ? old : { ...old, form: { ...old.form, ...patch(old.form) } }));
  return {
    openForm(name: string, values: Readonly<Record<string, string>> = {}) {
      const command = state().commands.find((each) => each.name === name);
      if (command === undefined) return;
      update((old) => ({ ...old, tab: "chat", form: openForm(command, { ...likely(old, command.args), ...values }) }));
      clearLine({ update, state });
      completing.form();
      scroll.toEnd();
      afterDrawing(() => {
        scroll.toEnd();
        focusForm();
      });
    },
    setField: (name: string, value: string) =>
      change(({ values }) => ({ values: { ...values, [name]: value }, missing: null, refusal: null })),
    setUnit: (name: string, unit: "base" | "quote" | "percent") =>
      change(({ units }) => ({ units: { ...units, [name]: unit } })),
    showMore: (showsMore: boolean) => change(() => ({ showsMore })),
    submitForm: () => sender.form(),
    closeForm() {
      update((old) => ({ ...old, form: null }));
      afterDrawing(() => document.getElementById("line")?.focus());
    },
  };
}

/** The pair and the account that are looked at. */
function likely(state: State, args: readonly { readonly name: string }[]): Readonly<Record<string, string>> {
  const has = (name: string): boolean => args.some((arg) => arg.name === name);
  const [pair, account] = [priceOf(state)?.pair, accountOf(state)];
  const isFirst = account === (state.desk?.accounts[0] ?? null);
  return {
    ...(has("pair") && pair !== undefined ? { pair } : {}),
    ...(has("exchange") && account !== null && !isFirst ? { exchange: account.exchange } : {}),
  };
}

function paneActions({ store: { update } }: Parts) {
  const pane = (patch: Partial<State["pane"]>): void => update((old) => ({ ...old, pane: { ...old.pane, ...patch } }));
  return {
    pickAccount: (exchange: string) => pane({ exchange, order: null }),
    pickPair: (pair: string) => pane({ pair, order: null }),
    pickTimeframe: (timeframe: State["pane"]["timeframe"]) => pane({ timeframe }),
    pickTab: (tab: State["tab"]) => update((old) => ({ ...old, tab })),
  };
}

const NO_PICTURE = "There is no picture";
const NO_FILE = "There is no file";
const NO_ANSWER = "The desk did not answer: try it again in a moment.";

function pageActions({ api, store: { update, state }, enter, leave }: Parts) {
  const show = (dialog: NonNullable<State["dialog"]>): void => update((old) => ({ ...old, dialog }));
  const sorry = (title: string, error: unknown): void =>
    show({ kind: "sorry", title, sentence: error instanceof Unwanted ? error.message : NO_ANSWER });
  return {
    openDialog: (kind: "halt" | "keys") => update((old) => ({ ...old, dialog: { kind } })),
    openPicture(seq: number, name: string) {
      void api.picture(seq).then(
        (picture) => show({ kind: "picture", url: URL.createObjectURL(picture), name }),
        (error: unknown) => sorry(NO_PICTURE, error),
      );
    },
    saveFile(seq: number, name: string) {
      void api.file(seq).then(
        (file) => download(file, name),
        (error: unknown) => sorry(NO_FILE, error),
      );
    },
    picture: (seq: number) => api.picture(seq),
    closeDialog() {
      const { dialog } = state();
      if (dialog?.kind === "picture") URL.revokeObjectURL(dialog.url);
      update((old) => ({ ...old, dialog: null }));
    },
    pickTheme(theme: State["theme"]) {
      keepTheme(theme);
      applyTheme(theme);
      update((old) => ({ ...old, theme }));
    },
    enter,
    leave,
  };
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
