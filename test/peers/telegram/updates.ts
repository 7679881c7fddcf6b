/** The updates that wait for the bot: fetched by getUpdates, one fetcher at a time, or pushed to its webhook. */
import type { Fields } from "./call.ts";
import { conflict, type ApiError } from "./errors.ts";

export type Update = Fields & { readonly update_id: number };

export interface Asked {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutMs: number;
  readonly gone: AbortSignal;
}

export interface Updates {
  /** null: a kind that the bot did not ask for. */
  push(kind: string, content: Fields): number | null;
  /** The same update once more, confirmed or not. */
  again(updateId: number): void;
  get(asked: Asked): Promise<readonly Update[]>;
  /** What waits, the oldest first. */
  readonly pending: readonly Update[];
  /** What was ever pushed. */
  readonly all: ReadonlyMap<number, Update>;
  /** undefined: as before; [] is the platform's default. */
  allow(kinds: readonly string[] | undefined): void;
  readonly allowed: readonly string[];
  confirm(updateId: number): void;
  clear(): void;
  /** Ends the open fetch. */
  interrupt(why: ApiError): void;
  /** Is told of every new update. */
  onPush: () => void;
}

const FIRST_ID = 700_000_001;
/** The others must be asked for by name. */
const DEFAULT_KINDS = ["message", "edited_message", "channel_post", "callback_query", "my_chat_member"];

interface Waiting {
  readonly asked: Asked;
  readonly answer: (updates: readonly Update[]) => void;
  readonly fail: (why: ApiError) => void;
}

export function openUpdates(): Updates {
  let pending: Update[] = [];
  let repeated: Update[] = [];
  let allowed: readonly string[] = [];
  let waiting: Waiting | null = null;
  let nextId = FIRST_ID;
  const all = new Map<number, Update>();

  /** Repeated ones come whatever the offset says, that is the point of them; in order, as all: the last confirms those before it. */
  const take = ({ offset, limit }: Asked): readonly Update[] => {
    pending = offset < 0 ? pending.slice(offset) : pending.filter(({ update_id }) => update_id >= offset);
    const batch = [...repeated, ...pending].toSorted((a, b) => a.update_id - b.update_id).slice(0, limit);
    repeated = repeated.filter((one) => !batch.includes(one));
    return batch;
  };
  const wake = (): void => {
    updates.onPush();
    if (waiting === null) return;
    const batch = take(waiting.asked);
    if (batch.length > 0) waiting.answer(batch);
  };
  const wait = (asked: Asked): Promise<readonly Update[]> =>
    new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        asked.gone.removeEventListener("abort", empty);
        if (waiting === mine) waiting = null;
        then();
      };
      const empty = (): void => settle(() => resolve([]));
      const timer = setTimeout(empty, asked.timeoutMs);
      const mine: Waiting = {
        asked,
        answer: (batch) => settle(() => resolve(batch)),
        fail: (why) => settle(() => reject(why)),
      };
      asked.gone.addEventListener("abort", empty);
      waiting = mine;
    });

  const updates: Updates = {
    all,
    get pending() {
      return [...repeated, ...pending];
    },
    get allowed() {
      return allowed;
    },
    onPush: () => undefined,
    push(kind, content) {
      if (!(allowed.length === 0 ? DEFAULT_KINDS : allowed).includes(kind)) return null;
      const update = { update_id: nextId, [kind]: content };
      nextId += 1;
      all.set(update.update_id, update);
      pending.push(update);
      wake();
      return update.update_id;
    },
    again(updateId) {
      const update = all.get(updateId);
      if (update === undefined) throw new Error(`there was no update ${updateId}`);
      repeated.push({ ...update });
      wake();
    },
    async get(asked) {
      const why = "terminated by other getUpdates request; make sure that only one bot instance is running";
      updates.interrupt(conflict(why));
      const batch = take(asked);
      const isOver = batch.length > 0 || asked.timeoutMs === 0 || asked.gone.aborted;
      return isOver ? batch : wait(asked);
    },
    allow: (kinds) => (allowed = kinds ?? allowed),
    confirm(updateId) {
      const isOther = ({ update_id }: Update): boolean => update_id !== updateId;
      [repeated, pending] = [repeated.filter(isOther), pending.filter(isOther)];
    },
    clear() {
      [repeated, pending] = [[], []];
    },
    interrupt: (why) => waiting?.fail(why),
  };
  return updates;
}
