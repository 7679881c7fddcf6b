/** One desk in two chats: a person in Telegram and a person in Discord work on one state. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { withoutLimits } from "../support/no-limits.ts";
import { ANN, BO, labelsOf, said, TwoPlatforms } from "../support/two-platforms.ts";
import { bare } from "../support/discord-view.ts";
import { until } from "../support/until.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

let at: TwoPlatforms;
beforeEach(async () => {
  at = await TwoPlatforms.open();
});
afterEach(() => at.close());

/** Ann is the owner in both chats, Bo an approver in both; the channel in Discord gets alerts. */
async function everybodyIn(): Promise<void> {
  await at.start();
  await at.types(ANN, `/pair ${at.code}`);
  const [, code = ""] = /\/pair (\d{3}-\d{3})/.exec((await at.types(ANN, "/pair")).text) ?? [];
  expect(await at.runs(at.ann, at.channel, "pair", { code })).toContain(bare("This account is known: you are owner"));
  await at.types(ANN, "/grant telegram:1002 approver name=Bo");
  await at.types(ANN, `/grant discord:${at.bo} approver name=Bo`);
  await at.types(BO, "/start");
  await at.runs(at.ann, at.channel, "notify", { topic: "on" });
}

describe("a proposal in two chats", () => {
  it("is one card in each, which the first decision changes in both", async () => {
    await everybodyIn();
    const shown = await at.types(ANN, "/buy BTC/USDT 0.001");
    expect(shown.text).toContain("BUY 0.001 BTC/USDT");
    await at.both(1, "needs 1 approval");
    const before = at.discord.messages(at.channel).length;
    await at.pressesThere(at.bo, 1, "Approve").answered;
    await at.both(1, "BOUGHT 0.001 BTC/USDT");
    await at.both(1, "approved by Bo in Discord");
    expect(at.telegramCard(1)?.messageId).toBe(shown.messageId);
    expect(
      at
        .telegramCard(1)
        ?.buttons.flat()
        .map(({ text }) => text),
    ).not.toContain("Approve");
    expect(labelsOf(at.discordCard(1) ?? { components: [] })).not.toContain("Approve");
    expect(at.discordCards(1)).toHaveLength(1);
    expect(at.discord.messages(at.channel).length).toBe(before);
  });

  it("is decided once: an outdated button is answered with what it is now, and changes nothing", async () => {
    await everybodyIn();
    await at.types(ANN, "/buy BTC/USDT 0.001");
    await at.both(1, "needs 1 approval");
    const old = at.telegramCard(1);
    at.telegram.fault("editMessageCaption", "500", 20);
    await at.pressesThere(at.ann, 1, "Approve").answered;
    await until("Discord to say it", () => said(at.discordCard(1) ?? { content: "", embeds: [] }).includes("BOUGHT"));
    const before = at.telegram.messages(ANN).length;
    expect(
      at
        .telegramCard(1)
        ?.buttons.flat()
        .map(({ text }) => text),
    ).toContain("Approve"); // still the old one
    at.telegram.presses(BO, ANN, old?.messageId ?? 0, "Approve");
    at.telegram.presses(ANN, ANN, old?.messageId ?? 0, "Approve");
    await until("an answer", () => at.telegram.messages(ANN).length > before);
    const [answer] = at.telegram.messages(ANN).slice(before);
    expect(answer?.text).toMatch(/#1 (?:has moved on|is|was)/);
    expect((await at.types(ANN, "/trades")).text.match(/#1/g)).toHaveLength(1);
  });

  it("above the limit of four eyes needs another person, not another account", async () => {
    await withoutLimits(at.dataDir);
    await everybodyIn();
    await at.types(ANN, "/limits four-eyes 1%");
    await at.types(ANN, "/buy BTC/USDT 0.1");
    await at.both(1, "needs");
    at.pressesHere(ANN, 1, "Approve");
    const there = at.pressesThere(at.ann, 1, "Approve");
    await there.answered;
    await until("Ann to be told", () => at.telegram.messages(ANN).some(({ text }) => text.includes("another person")));
    expect(at.telegramCard(1)?.text).not.toContain("BOUGHT");
    await at.pressesThere(at.bo, 1, "Approve").answered;
    await at.both(1, "BOUGHT 0.1");
  });

  it("is rejected with a reason that a form asks for, told letter by letter in both, and pings nobody", async () => {
    await everybodyIn();
    await at.types(ANN, "/buy BTC/USDT 0.001");
    await at.both(1, "needs 1 approval");
    const asked = at.pressesThere(at.bo, 1, "Reject");
    const { type, data } = await asked.answered;
    expect(type).toBe(9);
    const form = data as { custom_id: string };
    const [field = ""] = Array.from(
      JSON.stringify(data).matchAll(/"custom_id":"([^"]*)"/g),
      ([, id]) => id ?? "",
    ).filter((id) => id !== form.custom_id);
    const reason = '*_~`@everyone <3 <b>"no" & all';
    await at.discord.submits(at.bo, form.custom_id, { [field]: reason }).answered;
    await at.both(1, `Rejected by Bo in Discord`);
    await at.both(1, reason);
    expect(at.discord.messages(at.channel).every(({ pings }) => !pings.everyone && pings.users.length === 0)).toBe(
      true,
    );
  });

  it("whose card was deleted is shown anew, without Approve, and changes there from then on", async () => {
    await everybodyIn();
    await at.types(ANN, "/buy BTC/USDT 0.001");
    await at.both(1, "needs 1 approval");
    at.discord.deletes(at.channel, at.discordCard(1)?.id ?? "");
    at.pressesHere(ANN, 1, "Approve");
    await at.both(1, "BOUGHT 0.001");
    expect(at.discordCards(1)).toHaveLength(1);
    expect(labelsOf(at.discordCard(1) ?? { components: [] })).not.toContain("Approve");
  });
});

describe("a desk of two chats", () => {
  it("goes on after a restart: what was written meanwhile is done once, and cards change in place", async () => {
    await everybodyIn();
    await at.types(ANN, "/buy BTC/USDT 0.001");
    await at.both(1, "needs 1 approval");
    await at.noted();
    await at.desk?.kill();
    const card = at.telegramCard(1);
    at.telegram.presses(ANN, ANN, card?.messageId ?? 0, "Approve");
    at.telegram.says(ANN, "/buy BTC/USDT 0.002");
    await at.start();
    await at.both(1, "BOUGHT 0.001");
    await at.both(2, "needs 1 approval");
    expect(at.telegramCard(1)?.messageId).toBe(card?.messageId);
    expect(at.discordCards(1)).toHaveLength(1);
  });

  it("one platform that is down leaves the other and the page as they were; what waited is shown when it is back", async () => {
    await everybodyIn();
    await at.telegram.down();
    const here = await at.runs(at.ann, at.channel, "buy", { pair: "BTC/USDT", amount: "0.001" });
    expect(here).toContain(bare("BUY 0.001 BTC/USDT"));
    await at.pressesThere(at.bo, 1, "Approve").answered;
    await until("it to be bought", () => said(at.discordCard(1) ?? { content: "", embeds: [] }).includes("BOUGHT"));
    expect((await at.desk?.ask("/status"))?.reply.outcome).toBe("done");
    await at.telegram.up();
    await at.both(1, "BOUGHT 0.001");
  });

  it("keeps the tokens of its bots to itself", async () => {
    await everybodyIn();
    at.telegram.fault("sendMessage", "garbage", 2);
    at.telegram.fault("getUpdates", "502-html", 2);
    await at.types(ANN, "/status").catch(() => undefined);
    await at.types(ANN, "/audit");
    await at.desk?.stop();
    const [, secret = ""] = at.telegram.token.split(":");
    const everything = [at.desk?.output ?? "", ...at.telegram.messages(ANN).map(({ text }) => text)].join("\n");
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(at.discord.token);
  });
});

describe("a link that lets an account in", () => {
  it("opens the chat with the bot: Start alone sends the code", async () => {
    const desk = await at.start();
    await at.types(ANN, `/pair ${at.code}`);
    const shown = (await desk.ask("/pair")).text;
    const [, name, payload] = /https:\/\/t\.me\/(\w+)\?start=(pair-\d{6})/.exec(shown) ?? [];
    expect(name).toBe(at.telegram.username);
    const answer = await at.types(BO, `/start ${payload}`); // what Telegram sends behind the button
    expect(answer.text).toContain("This account is known: you are owner");
  });
});
