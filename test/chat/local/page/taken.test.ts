/** Lines on their way: what the page could not send is still the writer's. */
import { afterEach, expect, it, vi } from "vitest";

import type { Api } from "../../../../src/chat/local/page/api.ts";
import { onCaughtUp, onHeard, onLost } from "../../../../src/chat/local/page/events.ts";
import { openForm } from "../../../../src/chat/local/page/form.ts";
import { createSender, type Sender } from "../../../../src/chat/local/page/send.ts";
import { firstState, mayDecide, type State, type Store } from "../../../../src/chat/local/page/state.ts";
import { createStore } from "../../../../src/chat/local/page/store.ts";
import { AT, buy, reject } from "../../../support/page-rows.ts";

const first = firstState({ theme: "system", history: [] }, AT);
const open = onCaughtUp(onHeard(first), true);

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Typist extends Sender {
  readonly store: Store;
  readonly sent: unknown[];
}

function typist(begin: State): Typist {
  vi.stubGlobal("localStorage", { setItem: () => undefined });
  const nothing = () => undefined;
  const store = createStore(begin, nothing, nothing);
  const sent: unknown[] = [];
  const api: Api = {
    send: async (message: unknown) => void sent.push(message),
  } as Partial<Api> as Api;
  return { store, sent, ...createSender(api, store) };
}

it("a line is sent, and stands in the log", () => {
  const { store, sent, line } = typist(open);
  expect(line("/buy BTC/USDT 0.01")).toBe(true);
  expect(sent).toMatchObject([{ line: "/buy BTC/USDT 0.01" }]);
  expect(store.state().log.entries).toMatchObject([{ line: "/buy BTC/USDT 0.01" }]);
});

it("a line typed while the desk is not reached is not taken, and the page says so until it is reached", () => {
  const { store, sent, line } = typist(onLost(open, AT, AT + 500));
  expect(line("/buy BTC/USDT 0.01")).toBe(false);
  expect(sent).toEqual([]);
  expect(store.state().composer.notice).toBe("Not sent: the desk is not reached.");
  expect(store.state().log.entries).toEqual([]);
  store.update(onHeard);
  expect(store.state().composer.notice).toBeNull();
});

it("a form with an amount that cannot be read is not sent", () => {
  const form = openForm(buy, { pair: "BTC/USDT", amount: "0,01" });
  const { sent, form: submit, store } = typist({ ...open, form });
  submit();
  expect(sent).toEqual([]);
  store.update((old) => ({ ...old, form: openForm(buy, { pair: "BTC/USDT", amount: "0.01" }) }));
  submit();
  expect(sent).toMatchObject([{ line: "/buy BTC/USDT 0.01" }]);
});

it("a decision is for those who have its command; before the desk has told, and of other buttons, nothing is known", () => {
  const of = (commands: Parameters<typeof mayDecide>[1]) =>
    ["Approve", "Half", "Reject", "Why"].map((label) => mayDecide(label, commands));
  expect(of([buy])).toEqual([false, false, false, true]);
  expect(of([reject])).toEqual([false, false, true, true]);
  expect(of([])).toEqual([true, true, true, true]);
});
