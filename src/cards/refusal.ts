/** An expected no: what is wrong, and what to type instead. */
import type { Reply } from "../domain/reply.ts";
import { button, buttons } from "./words.ts";

/** `suggestions` are command lines, with or without their slash. */
export function refusalReply(refusal: { readonly message: string; readonly suggestions: readonly string[] }): Reply {
  return {
    outcome: "refused",
    blocks: [
      { kind: "headline", mark: "refused", line: [refusal.message] },
      ...buttons(...refusal.suggestions.map((line) => button(`/${bare(line)}`, bare(line)))),
    ],
  };
}

const bare = (line: string): string => line.replace(/^\//, "");
