import type { Button, Reply } from "../domain/reply.ts";

/** The argument that is missing: a button for each word that could stand there, with the whole line that it runs. */
export function menuReply(question: string, line: string, words: readonly string[]): Reply {
  const buttons: Button[] = words.map((word) => ({ label: `${line} ${word}`, run: `${line} ${word}` }));
  return {
    outcome: "refused",
    blocks: [
      { kind: "headline", mark: "refused", line: [question] },
      { kind: "buttons", buttons },
    ],
  };
}
