import { describe, expect, it } from "vitest";

import { createLog } from "../../src/runtime/log.ts";
import { createSecrets } from "../../src/runtime/scrub.ts";
import { Secret } from "../../src/runtime/secret.ts";

const KEY = 'hunter2/&"käse"+key=';

function aLog() {
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    destination: { write: (line) => lines.push(line) },
    secrets: createSecrets([KEY]),
  });
  return { log, last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>, text: () => lines.join("") };
}

describe("the log", () => {
  it("writes a JSON line with level, fields and message, children with their bindings", () => {
    const { log, last } = aLog();
    log.child({ loop: "send" }).warn({ order: 42 }, "slow");
    expect(last()).toMatchObject({ level: "warn", loop: "send", order: 42, msg: "slow" });
  });

  it.each([
    ["as it is", KEY],
    ["in JSON in JSON", JSON.stringify({ apiKey: KEY })],
    ["base64", Buffer.from(KEY).toString("base64")],
    ["base64url", Buffer.from(KEY).toString("base64url")],
    ["hex", Buffer.from(KEY).toString("hex")],
    ["in an address", `https://venue.example/?k=${encodeURIComponent(KEY)}`],
    ["in a form", new URLSearchParams({ k: KEY }).toString()],
  ])("hides a registered secret %s, in message, field and error, and stays JSON", (_form, told) => {
    const { log, last, text } = aLog();
    log.error({ told, nested: { told }, error: new Error(`refused: ${told}`) }, `said ${told}`);
    expect(last()["msg"]).toContain("[secret]");
    expect(text()).not.toContain("hunter2");
    expect(text()).not.toContain(Buffer.from(KEY).toString("hex"));
    expect(text()).not.toContain(Buffer.from(KEY).toString("base64url").slice(0, 16));
  });

  it.each([
    ["https://api.telegram.org/bot1234567890:AAFakeFakeFakeFakeFakeFakeFakeFakeFak/sendMessage", "AAFake"],
    ["GET /v5/order?symbol=BTCUSDT&signature=0a1b2c3d4e5f&recvWindow=5", "0a1b2c3d4e5f"],
    ["https://api.venue.example/v1?AccessKeyId=fake-access-id&SignatureVersion=2", "fake-access-id"],
    ['{"authorization":"Bearer abcdefgh.ijklmnop"}', "abcdefgh"],
    ['{"X-BAPI-API-KEY":"FAKEKEYFAKEKEY","X-BAPI-SIGN":"fakesign"}', "FAKEKEY"],
    ["postgres://desk:fakepassword@db.example/outcry", "fakepassword"],
    ["-----BEGIN PRIVATE KEY-----\nMIIfake\n-----END PRIVATE KEY-----", "MIIfake"],
  ])("hides what has the shape of a secret: %s", (told, secret) => {
    const { log, last, text } = aLog();
    log.info({ told }, told);
    expect(text()).not.toContain(secret);
    expect(last()["msg"]).toContain("[secret]");
  });

  it("leaves the rest of the line readable", () => {
    const { log, last } = aLog();
    log.info({}, "GET /order?symbol=BTCUSDT&signature=0a1b2c&recvWindow=5");
    expect(last()["msg"]).toBe("GET /order?symbol=BTCUSDT&signature=[secret]&recvWindow=5");
  });

  it("takes class, code, status, message and frames of an error and nothing else", () => {
    const { log, last, text } = aLog();
    const error = Object.assign(new TypeError("no route"), { code: "ENET", status: 502, request: { headers: "leak" } });
    log.error({ error }, "failed");
    expect(last()["error"]).toMatchObject({ class: "TypeError", code: "ENET", status: 502, message: "no route" });
    expect(text()).not.toContain("leak");
  });

  it("cuts the bound values from a database error", () => {
    const { log, last, text } = aLog();
    const error = new Error(
      "insert into `tokens` (`hash`) values ('bound - value') - UNIQUE constraint failed: tokens.hash",
    );
    log.error({ error: new Error("no row", { cause: error }) }, "failed");
    expect(last()["error"]).toMatchObject({
      cause: { message: "(statement cut) UNIQUE constraint failed: tokens.hash" },
    });
    expect(text()).not.toContain("bound");
  });

  it("prints a Secret as such", () => {
    const { log, last } = aLog();
    log.info({ key: new Secret("hunter2hunter2") }, "configured");
    expect(last()["key"]).toBe("[secret]");
    expect(`${String(new Secret("x"))}`).toBe("[secret]");
  });
});
