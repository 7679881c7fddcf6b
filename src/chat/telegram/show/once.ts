/** What was done under a key is not done again: a caller that gave up waiting and asks once more gets the first result. */
import { Kept } from "../../../runtime/kept.ts";

interface Once<T> {
  run(key: string, work: () => Promise<T>): Promise<T>;
  /** From now on it may be done anew. */
  forget(key: string): void;
}

/** Remembers the newest so many; what failed is not remembered. */
export function createOnce<T>(most: number): Once<T> {
  const running = new Map<string, Promise<T>>();
  const done = new Kept<T>(most);

  const begin = async (key: string, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      done.set(key, result);
      return result;
    } finally {
      running.delete(key);
    }
  };

  return {
    async run(key, work) {
      const known = done.get(key);
      if (known !== undefined) return known;
      const begun = running.get(key) ?? begin(key, work);
      running.set(key, begun);
      return begun;
    },
    forget: (key) => done.delete(key),
  };
}
