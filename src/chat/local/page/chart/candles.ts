/** Keeps the pane's candles: fetched when the market or the timeframe is another, and again as new ones close. */
import { TIMEFRAME_MS } from "../../../../domain/candle.ts";
import type { CandleChart } from "../../../../domain/chart.ts";
import type { Api } from "../api.ts";
import { accountOf, canAct, priceOf, type State, type Store } from "../state.ts";

/** A market that runs faster than the clock closes candles faster than they need be looked at. */
const LEAST_MS = 5_000;

export interface Candles {
  /** After each change of the state. */
  keep(state: State): void;
}

export function createCandles(api: Api, store: Store): Candles {
  let wanted = "";
  let isBusy = false;
  let nextAt = 0;

  const fetchNow = async (of: Pick<CandleChart, "exchange" | "pair" | "timeframe">, key: string): Promise<void> => {
    isBusy = true;
    // A chart that did not come is no reason to disturb: it is asked for again.
    const candles = await api.candles(of).catch(() => null);
    isBusy = false;
    if (key !== wanted) return;
    store.update((old) => ({ ...old, pane: { ...old.pane, candles: candles ?? old.pane.candles, isLoading: false } }));
  };

  return {
    keep(state) {
      const price = priceOf(state);
      if (price === null || !canAct(state) || isBusy) return;
      const of = { exchange: price.exchange, pair: price.pair, timeframe: state.pane.timeframe };
      const key = Object.values(of).join(" ");
      const isOther = key !== wanted;
      if (!isOther && (state.now < nextAt || document.hidden)) return;
      wanted = key;
      nextAt = state.now + Math.max(LEAST_MS, TIMEFRAME_MS[of.timeframe] / (accountOf(state)?.speed ?? 1) / 4);
      if (isOther) store.update((old) => ({ ...old, pane: { ...old.pane, candles: null, isLoading: true } }));
      void fetchNow(of, key);
    },
  };
}
