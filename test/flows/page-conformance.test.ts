/** What a command answers stands in the page word for word, as in the other chats (test/chat/conformance.test.ts). */
import { expect, it, vi } from "vitest";

import { formatLine, MARKS } from "../../src/domain/format.ts";
import type { ShownBlock } from "../../src/domain/reply.ts";
import { bare } from "../support/discord-view.ts";
import { pageHouse } from "../support/page.ts";
import { factsOf } from "../support/reply-facts.ts";
import { SAMPLES } from "../support/samples.ts";
import { until } from "../support/until.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const house = pageHouse();
/** Those whose answer is the same a moment later; a card of an order lives on. */
const CHANGING = new Set(["buy", "sell", "close", "cancel", "protect", "approve", "reject", "panic", "halt", "resume"]);

it("each command's answer has all its words in the page", async () => {
  const desk = await house.start();
  const { page, troubles } = await house.open();
  const lost: string[] = [];
  for (const [name, { line, given }] of Object.entries(SAMPLES)) {
    if (CHANGING.has(name) || given !== undefined) continue;
    const { reply } = await desk.ask(line);
    const facts = reply.blocks
      .filter((block) => !isLive(block))
      .flatMap((block) => factsOf(block, { zone: "UTC", now: 0 }));
    const newest = page.locator("#log article").last();
    const missing = async (): Promise<string[]> => {
      const text = bare(await newest.innerText());
      return facts.flatMap(piecesOf).filter((piece) => !text.includes(piece));
    };
    await until(`the answer to ${line}`, async () => (await missing()).length === 0, 5_000).catch(async () => {
      lost.push(`${line}: ${JSON.stringify(await missing())}`);
    });
  }
  expect(lost).toEqual([]);
  expect(troubles).toEqual([]);
});

const SIGNS: ReadonlySet<string> = new Set(Object.values(MARKS));

/** The page draws a mark as a picture, and the venue of a first line as a badge. */
function piecesOf(fact: string): string[] {
  return SIGNS.has(fact) ? [] : fact.split(" · ").map(bare);
}

/** It counts down in the page, or says how long ago something was. */
function isLive(block: ShownBlock): boolean {
  if (block.kind !== "text") return false;
  return (
    block.line.some((part) => typeof part !== "string" && part.type === "left") ||
    /\bago\b/.test(formatLine(block.line, { zone: "UTC", now: 0 }))
  );
}
