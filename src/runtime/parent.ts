/** A killed npm sends no signal to what it started, on no system. What every system shows is that the parent changed. */
const LOOK_EVERY_MS = 1_000;

/** Calls back once when the process that started this one has gone. Returns its own end. */
export function whenParentGone(callback: () => void, parent: () => number = () => process.ppid): () => void {
  const first = parent();
  const timer = setInterval(() => {
    if (parent() === first) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
