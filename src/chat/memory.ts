/** What an adapter keeps of its platform between two starts, by key. */
import { createHash } from "node:crypto";

export interface Memory {
  known(key: string): Promise<string | null>;
  remember(key: string, value: string): Promise<void>;
}

/** Tells a platform something that it was not told last. False where it was; what `tell` throws is not remembered as told. */
export async function tellChange(
  memory: Memory,
  { key, what }: { readonly key: string; readonly what: unknown },
  tell: () => Promise<unknown>,
): Promise<boolean> {
  const hash = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  if ((await memory.known(key)) === hash) return false;
  await tell();
  await memory.remember(key, hash);
  return true;
}
