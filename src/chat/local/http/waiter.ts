/** Wakes one waiter; a ring that nobody waits for wakes the next wait at once. */
export interface Waiter {
  ring(): void;
  /** Until it rings, or so many ms. */
  wait(ms?: number): Promise<void>;
}

export function createWaiter(): Waiter {
  let isRung = false;
  let wake = (): void => undefined;
  return {
    ring() {
      isRung = true;
      wake();
    },
    async wait(ms) {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isRung = false;
    },
  };
}
