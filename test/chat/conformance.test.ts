/** Whatever a command answers, each chat says the same: every word of every line, in each renderer. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { render as renderDiscord } from "../../src/chat/discord/render/render.ts";
import { render as renderTelegram } from "../../src/chat/telegram/render/render.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { commands } from "../../src/commands/index.ts";
import type { Reader } from "../../src/domain/format.ts";
import type { Reply, Shown } from "../../src/domain/reply.ts";
import { bare, seenIn, textsOf } from "../support/discord-view.ts";
import { Everybody } from "../support/everybody.ts";
import { ask } from "../support/asking.ts";
import { NOW } from "../support/database.ts";
import { factsOf } from "../support/reply-facts.ts";
import { SAMPLES } from "../support/samples.ts";
import { shownOf } from "../support/shown.ts";

const READER: Reader = { zone: "Europe/Berlin", now: NOW };

/** What people see in each chat, without blanks: where a line is broken is each chat's own. */
const CHATS: Readonly<Record<string, (shown: Shown) => string>> = {
  "a wide terminal": (shown) => bare(renderText(shown, { ...READER, width: 100 })),
  // The number at the right of a first line stands between its parts where that is broken.
  "a narrow terminal": (shown) => bare(renderText(withoutAside(shown), { ...READER, width: 32 })),
  Telegram: (shown) =>
    bare(
      renderTelegram(shown, { kind: "reply", hasPicture: false }, READER)
        .flatMap(({ plain: text, keyboard }) => [
          text,
          ...(keyboard?.inline_keyboard.flat() ?? []).map(({ text: label }) => label),
        ])
        .join("\n"),
    ),
  Discord: (shown) =>
    renderDiscord(shown, READER)
      .map(({ embeds, components }) => embeds.flatMap(textsOf).map(seenIn).join("") + bare(labelsOf(components)))
      .join(""),
};

describe.each(Object.entries(CHATS))("on %s", (chat, seen) => {
  let everybody: Everybody;
  beforeAll(async () => (everybody = await Everybody.open()));
  afterAll(() => everybody.close());

  it.each(commands.map(({ name }) => name))("/%s says what it answers, word for word", async (name) => {
    const sample = SAMPLES[name];
    await sample?.given?.(everybody);
    const { reply } = await ask(everybody.trader, sample?.line ?? "");
    await everybody.restore();
    const text = seen(shownOf(reply));
    const said = chat === "a narrow terminal" ? withoutAside(reply) : reply;
    const facts = said.blocks.flatMap((block) => factsOf(block, READER)).map(bare);
    expect(facts.length).toBeGreaterThan(0);
    expect(facts.filter((fact) => !text.includes(fact))).toEqual([]);
  });
});

function labelsOf(components: readonly object[]): string {
  return Array.from(
    JSON.stringify(components).matchAll(/"label":"((?:[^"\\]|\\.)*)"/g),
    ([, label]) => JSON.parse(`"${label ?? ""}"`) as string,
  ).join("");
}

function withoutAside<T extends Shown | Reply>(reply: T): T {
  const blocks = reply.blocks.map((block) => {
    if (block.kind !== "headline") return block;
    const { aside: _aside, ...headline } = block;
    return headline;
  });
  return { ...reply, blocks };
}
