/**
 * What goes over the wire for each answer and each face of an order's card, letter by letter: a change of a card is seen here
 * as Telegram and Discord get it (`npx vitest run test/chat/payloads.test.ts -u` writes them anew).
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { orderCard } from "../../src/cards/order/order.ts";
import { render as renderDiscord } from "../../src/chat/discord/render/render.ts";
import { render as renderTelegram } from "../../src/chat/telegram/render/render.ts";
import { commands } from "../../src/commands/index.ts";
import type { Reader } from "../../src/domain/format.ts";
import type { Reply, Shown } from "../../src/domain/reply.ts";
import { STATES } from "../../src/domain/order.ts";
import { approvedByAnn, fillOfExample, NOW, orderFacts } from "../cards/facts.ts";
import { ask } from "../support/asking.ts";
import { Everybody } from "../support/everybody.ts";
import { SAMPLES } from "../support/samples.ts";
import { shownOf } from "../support/shown.ts";

const READER: Reader = { zone: "Europe/Berlin", now: NOW };
/** What they answer is another one each time. */
const RANDOM = new Set(["order", "pair", "version", "health", "audit"]);

/** A chart is data of its own: that there is one is what matters here. */
function payloadsOf(reply: Reply) {
  const shown: Shown = shownOf(reply);
  return {
    telegram: renderTelegram(shown, { kind: "card", hasPicture: false }, READER).map(({ chart, html, keyboard }) => ({
      ...{ html, photo: chart !== null },
      buttons: keyboard?.inline_keyboard.map((row) => row.map(({ text }) => text).join(" | ")) ?? [],
    })),
    discord: renderDiscord(shown, READER).map(({ embeds, components, pictures }) => ({
      ...{ embeds, components, pictures: pictures.map(({ name }) => name) },
    })),
  };
}

describe("the payloads of", () => {
  let everybody: Everybody;
  beforeAll(async () => (everybody = await Everybody.open()));
  afterAll(() => everybody.close());

  it.each(commands.map(({ name }) => name).filter((name) => !RANDOM.has(name)))("/%s", async (name) => {
    const sample = SAMPLES[name];
    await sample?.given?.(everybody);
    const { reply } = await ask(everybody.trader, sample?.line ?? "");
    await everybody.restore();
    expect(payloadsOf(reply)).toMatchSnapshot();
  });
});

describe("the payloads of an order's card", () => {
  it.each(STATES)("that is %s", (state) => {
    const facts = orderFacts({
      state,
      decided: approvedByAnn,
      reason: "too early",
      ...(state === "filled" ? fillOfExample : {}),
    });
    expect(payloadsOf(orderCard(facts))).toMatchSnapshot();
  });
});
