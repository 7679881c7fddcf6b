/** A card whose sending a crash cut short: another adapter, which remembers nothing, is given the trail. */
import { afterEach, beforeEach, expect, test } from "vitest";

import { createTelegramAdapter, type TelegramAdapter } from "../../../../src/chat/telegram/adapter.ts";
import { createLog } from "../../../../src/runtime/log.ts";
import { Secret } from "../../../../src/runtime/secret.ts";
import { NOW } from "../../../support/template.ts";
import { textOnly } from "../shown.ts";
import { ANN, BO, outgoing, SHORT, telegramStand, type TelegramStand } from "../stand.ts";

const HERE = String(ANN);
const THERE = String(BO);

let stand: TelegramStand;
let restarted: TelegramAdapter;
beforeEach(async () => {
  stand = await telegramStand();
  const token = new Secret(stand.peer.token);
  const secrets = { register() {}, scrub: (text: string) => text };
  restarted = createTelegramAdapter({
    ...{ token, apiRoot: stand.peer.url, webhook: null, pace: "off", commandLists: null, times: SHORT },
    draw: () => Promise.reject(new Error("no charts here")),
    clock: { now: () => NOW },
    log: createLog({ level: "debug", destination: { write() {} }, secrets }),
  });
});
afterEach(() => stand.stop());

const texts = (chat = ANN): string[] => stand.peer.messages(chat).map(({ text }) => text);
const trailNow = (last: string | null = null): string | null => stand.adapter.trailOf?.(HERE, last) ?? null;

test("is found by its number and changed, not shown a second time", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const trail = trailNow();
  const message = outgoing(textOnly("BOUGHT"), { name: "card:7" });
  const ref = await stand.adapter.send(HERE, message);

  expect(await restarted.send(HERE, { ...message, trail })).toBe(ref);
  expect(texts()).toEqual(["before", "BOUGHT"]);
});

test("is found behind what others were sent meanwhile, and says what is so now", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const trail = trailNow();
  await stand.adapter.send(THERE, outgoing(textOnly("to Bo")));
  const ref = await stand.adapter.send(HERE, outgoing(textOnly("OPEN"), { name: "card:7" }));

  const newer = outgoing(textOnly("FILLED"), { name: "card:7", key: "card:7:2", trail });
  expect(await restarted.send(HERE, newer)).toBe(ref);
  expect(texts()).toEqual(["before", "FILLED"]);
  expect(texts(BO)).toEqual(["to Bo"]);
});

test("is sent where it had not come to be shown", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  await restarted.send(HERE, outgoing(textOnly("BOUGHT"), { name: "card:7", trail: trailNow() }));
  expect(texts()).toEqual(["before", "BOUGHT"]);
});

test("is looked for once: a pause that Telegram asks for makes no new search", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const message = outgoing(textOnly("BOUGHT"), { name: "card:7", trail: trailNow() });
  await restarted.send(HERE, message);
  const asked = stand.peer.calls.filter(({ method }) => method === "editMessageText").length;
  await restarted.send(HERE, { ...message, key: "another" });
  expect(stand.peer.calls.filter(({ method }) => method === "editMessageText")).toHaveLength(asked);
});

test("leaves no trail where nothing is known, and begins at the newest card of the chat after a restart", async () => {
  expect(trailNow()).toBeNull();
  expect(restarted.trailOf?.(HERE, "p12,t13")).toBe("13");
});
