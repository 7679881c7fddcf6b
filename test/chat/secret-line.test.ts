import { describe, expect, it, test } from "vitest";

import { looksLikeKey } from "../../src/chat/secret-line.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import { house } from "../support/chat-desk.ts";
import { eachDatabase } from "../support/database.ts";

const KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";

describe("a line looks like a key", () => {
  it.each([
    KEY,
    `my key is ${KEY}`,
    `/note apiKey=${KEY}`,
    `secret: "${KEY}"`,
    "1234567890:AAFabcdefghijklmnopqrstuvwxyz0123456",
    "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
    "-----BEGIN PRIVATE KEY-----",
  ])("%s", (line) => expect(looksLikeKey(line)).toBe(true));

  it.each([
    "/buy BTC/USDT 0.0125 price=46,249.6 sl=45120 tp=48500",
    "/notify zone=America/Argentina/ComodRivadavia",
    "/reject 12 because the market looks rather odd today and I would like to wait for it",
    "/drift adopt 8412345678901234567890123456789012",
    "/drift adopt 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    "/strategy trend set fast=12 slow=26 atrPeriod=14 atrMultiple=2 targetMultiple=2",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ])("%s does not", (line) => expect(looksLikeKey(line)).toBe(false));
});

eachDatabase("a key that is typed into a chat", (open) => {
  test("is taken away, told off and kept nowhere", async () => {
    const desk = await open();
    const { wire, chats } = await house(desk);
    const id = await wire.says("Ann", `/note ${KEY}`);
    await chats.idle();
    expect(wire.removed).toEqual([`of ${id}`]);
    expect(wire.texts("chat-Ann")[0]).toContain("looks like a key or a token");
    const kept = JSON.stringify([await InboxRow.query(desk.db.reader), await AuditRow.query(desk.db.reader)]);
    expect(kept).not.toContain(KEY.slice(0, 20));
    await chats.stop();
    await desk.close();
  });
});
