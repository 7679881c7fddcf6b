import type { Button, Reply } from "../domain/reply.ts";

/** The argument that is missing, as one button for each word that could stand there. */
export function menuReply(question: string, line: string, words: readonly string[]): Reply {
  const buttons: Button[] = words.map((word) => ({ label: word, run: `${line} ${word}` }));
  return {
    outcome: "asks",
    blocks: [
      { kind: "headline", mark: "waiting", line: [question] },
      { kind: "buttons", buttons },
    ],
  };
}
