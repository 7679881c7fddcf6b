/** The page's first module: builds the parts and draws. */
import { render } from "lit-html";

import { wallClock } from "../../../runtime/clock.ts";
import type { Actions } from "./actions.ts";
import { createApi } from "./api.ts";
import { createCandles } from "./chart/candles.ts";
import "./chart/element.ts";
import "./chart/picture.ts";
import { createCompleting } from "./typing/completing.ts";
import { connect } from "./connect.ts";
import { createActions } from "./doing.ts";
import { onLooking } from "./events.ts";
import { keepingFocus } from "./focus.ts";
import { keptHistory, keptTheme } from "./keep.ts";
import { pageKey } from "./typing/keys.ts";
import { createPresence } from "./presence.ts";
import { createScroll } from "./scroll.ts";
import { createSender } from "./send.ts";
import { firstState, type State } from "./state.ts";
import { createStore } from "./store.ts";
import { applyTheme, onSystemTheme, systemIsDark } from "./theme.ts";
import { forgetToken, keepToken, readToken } from "./token.ts";
import { lookOf } from "./views/look.ts";
import { view } from "./views/view.ts";

const TICK_MS = 1_000;

const place = document.getElementById("desk");
if (place !== null) open(place);

function open(place: HTMLElement): void {
  applyTheme(keptTheme());
  const token = readToken();
  const store = createStore(firstState({ theme: keptTheme(), history: keptHistory() }, wallClock.now()), draw, soon);
  const { update, state } = store;
  const api = createApi(token ?? "");
  const candles = createCandles(api, store);
  const scroll = createScroll(store);
  const following =
    token === null ? { tryNow: () => undefined, stop: () => undefined } : connect(api, store, scroll, wallClock);
  const presence = createPresence(api, store, wallClock);
  const completing = createCompleting(api, store);
  const sender = createSender(api, store);
  const actions: Actions = createActions({ api, store, sender, completing, scroll, following, enter, leave });

  function draw(now: State): void {
    keepingFocus(() => render(view(now, lookOf(now, actions, systemIsDark())), place));
    scroll.settle();
    candles.keep(now);
  }

  if (token === null) update((old) => ({ ...old, link: { kind: "locked", isRefused: false } }));
  setInterval(() => {
    update((old) => ({ ...old, now: wallClock.now() + old.aheadMs }));
    presence.look();
  }, TICK_MS);
  onSystemTheme(() => {
    applyTheme(state().theme);
    update((old) => ({ ...old }));
  });
  document.addEventListener("visibilitychange", () => {
    update((old) => onLooking(old, !document.hidden));
    presence.look();
    if (!document.hidden && state().link.kind === "resting") following.tryNow();
  });
  document.addEventListener("keydown", (event) => pageKey(event, actions));
  // The machine has left a network or found one: what is lost is looked for at once, what stands goes on.
  for (const name of ["online", "offline"]) addEventListener(name, () => following.tryNow());
  addEventListener("hashchange", () => location.hash !== "" && location.reload());
}

/** A hidden page has no frames; what is announced must be drawn there too. */
function soon(run: () => void): void {
  if (document.hidden) setTimeout(run);
  else requestAnimationFrame(run);
}

function enter(token: string): void {
  keepToken(token);
  location.reload();
}

function leave(): void {
  forgetToken();
  location.reload();
}
