/** What was done under a key is not done again: a caller that gave up waiting and asks once more gets the first result. */
export interface Once<T> {
  run(key: string, work: () => Promise<T>): Promise<T>;
  /** From now on what had such a result may be done anew. */
  forget(isMeant: (result: T) => boolean): void;
}

/** Remembers the newest so many; what failed is not remembered. */
export function createOnce<T>(most: number): Once<T> {
  const running = new Map<string, Promise<T>>();
  const done = new Map<string, T>();

  const remember = (key: string, result: T): void => {
    done.set(key, result);
    const [oldest] = done.keys();
    if (done.size > most && oldest !== undefined) done.delete(oldest);
  };
  const begin = async (key: string, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      remember(key, result);
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
    forget(isMeant) {
      for (const [key, result] of done) if (isMeant(result)) done.delete(key);
    },
  };
}
