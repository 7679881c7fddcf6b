/** What belongs together is done one after the other, in the order in which it was asked for; what does not, side by side. */
export type InOrder = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function createInOrder(): InOrder {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = last.get(name);
    const done = before === undefined ? work() : before.then(work, work);
    last.set(name, done);
    const forget = (): void => {
      if (last.get(name) === done) last.delete(name);
    };
    done.then(forget, forget);
    return done;
  };
}
