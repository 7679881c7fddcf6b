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
const trailNow = async (earlier: string | null = null): Promise<string | null> =>
  (await stand.adapter.trails?.before(HERE, earlier)) ?? null;

test("is found by its number and changed, not shown a second time", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const trail = await trailNow();
  const message = outgoing(textOnly("BOUGHT"), { name: "card:7" });
  const ref = await stand.adapter.send(HERE, message);

  expect(await restarted.send(HERE, { ...message, trail })).toBe(ref);
  expect(texts()).toEqual(["before", "BOUGHT"]);
});

test("is found behind what others were sent meanwhile, and says what is so now", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const trail = await trailNow();
  await stand.adapter.send(THERE, outgoing(textOnly("to Bo")));
  const ref = await stand.adapter.send(HERE, outgoing(textOnly("OPEN"), { name: "card:7" }));

  const newer = outgoing(textOnly("FILLED"), { name: "card:7", key: "card:7:2", trail });
  expect(await restarted.send(HERE, newer)).toBe(ref);
  expect(texts()).toEqual(["before", "FILLED"]);
  expect(texts(BO)).toEqual(["to Bo"]);
});

test("is sent where it had not come to be shown", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  await restarted.send(HERE, outgoing(textOnly("BOUGHT"), { name: "card:7", trail: await trailNow() }));
  expect(texts()).toEqual(["before", "BOUGHT"]);
});

test("is looked for once: a pause that Telegram asks for makes no new search", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const message = outgoing(textOnly("BOUGHT"), { name: "card:7", trail: await trailNow() });
  await restarted.send(HERE, message);
  const asked = stand.peer.calls.filter(({ method }) => method === "editMessageText").length;
  await restarted.send(HERE, { ...message, key: "another" });
  expect(stand.peer.calls.filter(({ method }) => method === "editMessageText")).toHaveLength(asked);
});

test("leaves no trail where nothing is known, and begins after a restart where it stood", async () => {
  expect(await trailNow()).toBeNull();
  restarted.trails?.recall(HERE, "13", []);
  expect(await restarted.trails?.before(THERE, null)).toBe("13");
});

test("is found by each of its sendings, also where others wrote so much before it that the first is far behind", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const first = await trailNow();
  for (let count = 0; count < 30; count += 1) await stand.adapter.send(THERE, outgoing(textOnly("to Bo")));
  const trail = await trailNow(first);
  const message = outgoing(textOnly("BOUGHT"), { name: "card:7" });
  const ref = await stand.adapter.send(HERE, message);
  expect(await restarted.send(HERE, { ...message, trail })).toBe(ref);
  expect(texts()).toEqual(["before", "BOUGHT"]);
});

test("is not looked for in what an earlier process has shown there as another card", async () => {
  await stand.adapter.send(HERE, outgoing(textOnly("before")));
  const trail = await trailNow();
  const other = await stand.adapter.send(HERE, outgoing(textOnly("OTHER"), { name: "card:8" }));
  restarted.trails?.recall(HERE, "1", [other]);
  await restarted.send(HERE, outgoing(textOnly("BOUGHT"), { name: "card:7", trail }));
  expect(texts()).toEqual(["before", "OTHER", "BOUGHT"]);
});

test("keeps the newest of its sendings", async () => {
  for (const said of ["one", "two", "three", "four"]) await stand.adapter.send(HERE, outgoing(textOnly(said)));
  const now = await trailNow();
  expect(await trailNow("7 8 9")).toBe(`8 9 ${now}`);
  expect(await trailNow(`7 ${now}`)).toBe(`7 ${now}`);
});
