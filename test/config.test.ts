import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect, parseEnv } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { loadConfig, redacted, secretsOf } from "../src/config.ts";
import { ConfigError } from "../src/domain/errors.ts";
import { VARIABLES } from "../src/variables.ts";
import { ROOT } from "./support/project.ts";

const MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string | undefined>, inFile = "") => {
  const file = join(folder, ".env");
  writeFileSync(file, inFile);
  return loadConfig(env, file);
};

function sentenceFor(env: Record<string, string>): string {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("the configuration", () => {
  it("has a default for everything", () => {
    expect(load({})).toMatchObject({
      dataDir: join(ROOT, "data"),
      http: { host: "127.0.0.1", port: 8484 },
      admins: [],
      currency: "USDT",
      zone: "UTC",
      masterKey: { file: join(ROOT, "data", "master.key"), isOurs: true },
      feed: null,
      chatPace: "platform",
      telegram: null,
      discord: null,
      influx: null,
      quickchartUrl: null,
      startedByNpm: false,
    });
    expect(load({}).databaseUrl.reveal()).toBe(`sqlite:${join(ROOT, "data", "outcry.db")}`);
  });

  it("reads .env, and the environment wins", () => {
    const config = load({ OUTCRY_CURRENCY: "EUR" }, "OUTCRY_CURRENCY=USD\nOUTCRY_HTTP_PORT=9000\n");
    expect([config.currency, config.http.port]).toEqual(["EUR", 9000]);
  });

  it("counts an empty value as not set: an empty list of admins is nobody", () => {
    expect(load({ OUTCRY_ADMINS: "", OUTCRY_ZONE: "" })).toMatchObject({ admins: [], zone: "UTC" });
  });

  it("keeps the database in the data folder, unless told otherwise", () => {
    expect(load({ OUTCRY_DATA_DIR: "/srv/desk" }).databaseUrl.reveal()).toBe("sqlite:/srv/desk/outcry.db");
    expect(load({ DATABASE_URL: "postgres://a@b/c" }).databaseUrl.reveal()).toBe("postgres://a@b/c");
  });

  it("takes relative paths from the folder of package.json", () => {
    const config = load({ DATABASE_URL: "sqlite:./there/o.db", OUTCRY_DATA_DIR: "there", OUTCRY_MASTER_KEY_FILE: "k" });
    const replay = load({ OUTCRY_FEED: "replay:../months/1.csv@600,pair=ETH/USDT" });
    expect(replay.feed).toBe(`replay:${join(ROOT, "../months/1.csv")}@600,pair=ETH/USDT`);
    expect(config.databaseUrl.reveal()).toBe(`sqlite:${join(ROOT, "there", "o.db")}`);
    expect([config.dataDir, config.masterKey]).toEqual([join(ROOT, "there"), { file: join(ROOT, "k"), isOurs: false }]);
  });

  it("reads lists and groups", () => {
    const config = load({
      OUTCRY_ADMINS: "telegram:1001, discord:2002",
      TELEGRAM_BOT_TOKEN: `123456:${"x".repeat(35)}`,
      INFLUX_URL: "http://127.0.0.1:8086",
      INFLUX_DATABASE: "md",
      OUTCRY_HTTP_PORT: "0",
    });
    expect(config.admins).toEqual([
      { platform: "telegram", userRef: "1001" },
      { platform: "discord", userRef: "2002" },
    ]);
    expect(config.telegram).toMatchObject({ apiRoot: null, webhook: null });
    expect(config.influx).toEqual({ url: "http://127.0.0.1:8086", database: "md", username: null, password: null });
    expect(config.http.port).toBe(0);
  });

  it("cannot be changed", () => {
    const config = load({ OUTCRY_ADMINS: "telegram:1001" });
    expect([config, config.http, config.admins, config.admins[0]].every((part) => Object.isFrozen(part))).toBe(true);
  });

  it("takes the master key out of the environment", () => {
    const env: Record<string, string | undefined> = { OUTCRY_MASTER_KEY: MASTER_KEY };
    const config = load(env);
    expect(env).toEqual({});
    expect("key" in config.masterKey && config.masterKey.key.reveal()).toBe(MASTER_KEY);
  });

  it("prints itself without its secrets, and names them for the log", () => {
    const config = load({
      OUTCRY_MASTER_KEY: MASTER_KEY,
      DATABASE_URL: "postgres://desk:fakepassword@db/outcry",
      DISCORD_BOT_TOKEN: "aaaa.bbbb.cccccccc",
    });
    for (const text of [redacted(config), JSON.stringify(config), inspect(config, { depth: 9 })]) {
      expect(text).not.toMatch(/fakepassword|cccccccc/);
      expect(text).not.toContain(MASTER_KEY);
    }
    expect(redacted(config)).toContain("postgres://[secret]@db/outcry");
    expect(secretsOf(config)).toEqual([MASTER_KEY, "aaaa.bbbb.cccccccc", "fakepassword"]);
  });
});

describe("a wrong value", () => {
  it.each([
    ["DATABASE_URL", "mysql://x"],
    ["DATABASE_URL", "sqlite::memory:"],
    ["OUTCRY_HTTP_PORT", "84x84"],
    ["OUTCRY_HTTP_PORT", "65536"],
    ["OUTCRY_HTTP_PORT", "-1"],
    ["OUTCRY_HTTP_HOST", "not a host"],
    ["OUTCRY_ADMINS", "telegram:@ann"],
    ["OUTCRY_ADMINS", "signal:1001"],
    ["OUTCRY_CURRENCY", "usdt"],
    ["OUTCRY_ZONE", "Berlin"],
    ["OUTCRY_ZONE", "+01:00"],
    ["OUTCRY_MASTER_KEY", "dG9vIHNob3J0"],
    ["OUTCRY_FEED", "synthetic@fast"],
    ["OUTCRY_FEED", "nonsense"],
    ["OUTCRY_CHAT_PACE", "quick"],
    ["TELEGRAM_BOT_TOKEN", "no-token-at-all"],
    ["DISCORD_BOT_TOKEN", "no-token-at-all"],
    ["INFLUX_URL", "influx:8086"],
    ["QUICKCHART_URL", "file:///etc"],
    ["QUICKCHART_URL", "http://ann:pass@127.0.0.1:3400"],
    ["INFLUX_URL", "http://ann@127.0.0.1:8086"],
  ] as const)("of %s is named with its shape and an example, never repeated (%s)", (name, value) => {
    const sentence = sentenceFor({ [name]: value });
    expect(sentence).toContain(`${name} must ${VARIABLES[name].must}; what is set has ${value.length} characters (`);
    expect(sentence).toContain(`Example: ${name}=`);
    expect(sentence.replaceAll(VARIABLES[name].must, "").replaceAll(VARIABLES[name].example, "")).not.toContain(value);
  });

  it("that would be refused only at its first use says which part is too much", () => {
    expect(sentenceFor({ QUICKCHART_URL: "https://ann:pass@charts.example" })).toContain("what stands before the @");
  });

  it("does not hide the next one", () => {
    const sentence = sentenceFor({ OUTCRY_HTTP_PORT: "x", OUTCRY_ZONE: "y" });
    expect(sentence.split("\n")).toHaveLength(2);
  });

  it.each([
    [
      { TELEGRAM_WEBHOOK_URL: "https://desk.example.org/t", TELEGRAM_BOT_TOKEN: `123456:${"x".repeat(35)}` },
      "TELEGRAM_WEBHOOK_SECRET is not",
    ],
    [{ DISCORD_GUILD_ID: "123456789012345678" }, "DISCORD_BOT_TOKEN is not"],
    [{ INFLUX_URL: "http://127.0.0.1:8086" }, "INFLUX_DATABASE is not"],
    [{ OUTCRY_MASTER_KEY: MASTER_KEY, OUTCRY_MASTER_KEY_FILE: "k" }, "Keep one of them"],
  ])("may be one that needs or excludes another: %j", (env, said) => {
    expect(sentenceFor(env)).toContain(said);
  });

  it("may be a name that was mistyped", () => {
    expect(sentenceFor({ OUTCRY_HTTP_PROT: "1" })).toBe(
      "OUTCRY_HTTP_PROT is not a variable of Outcry. Did you mean OUTCRY_HTTP_PORT?",
    );
    expect(() => load({}, "TELEGRAM_BOT_TOKN=1")).toThrow("Did you mean TELEGRAM_BOT_TOKEN?");
    expect(sentenceFor({ TELEGRAM_OF_ANOTHER_PROGRAM: "1" })).toBe("");
  });
});

describe("the examples", () => {
  it.each(Object.entries(VARIABLES))("of %s is right where it is a value", (_name, { example, schema }) => {
    const isProse = /…|^the output of/.test(example);
    expect(isProse || schema.safeParse(example).success).toBe(true);
  });

  it("in .env.example name every variable and no other, with values that are right", () => {
    const text = readFileSync(join(ROOT, ".env.example"), "utf8");
    expect(load({}, text)).toEqual(load({}));
    const uncommented = text.replace(/^#(?=[A-Z_]+=)/gm, "");
    const given = parseEnv(uncommented);
    expect(Object.keys(given).toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
    const wrong = Object.entries(VARIABLES).filter(
      ([name, { schema }]) => given[name] !== "" && !schema.safeParse(given[name]).success,
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });
});
