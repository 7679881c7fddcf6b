/**
 * The sole reader of the environment and of .env beside package.json (the environment wins). Relative paths are relative to
 * the folder of package.json, wherever the command was typed. An empty value counts as not set.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";

import { ConfigError } from "./domain/errors.ts";
import { HIDDEN } from "./runtime/scrub.ts";
import { Secret } from "./runtime/secret.ts";
import { check } from "./variables.ts";
import type { Admin, Values } from "./variables.ts";

export interface Config {
  /** `sqlite:` with an absolute file, or a postgres address, which may hold a password. */
  readonly databaseUrl: Secret;
  readonly dataDir: string;
  /** Where strategies of one's own lie. No variable: elsewhere they would not find the desk by its name. */
  readonly strategiesDir: string;
  readonly http: { readonly host: string; readonly port: number };
  /** Identities of the owner: nobody where it is empty. */
  readonly admins: readonly Admin[];
  readonly currency: string;
  readonly zone: string;
  /** `key`: base64 of 32 bytes. `file`: made at the first start where it is the default one. */
  readonly masterKey: { readonly key: Secret } | { readonly file: string; readonly isOurs: boolean };
  /** As domain/feed.ts reads it, with an absolute file; null: each account goes on with what it was on, at first synthetic. */
  readonly feed: string | null;
  readonly chatPace: "platform" | "off";
  readonly telegram: {
    readonly token: Secret;
    readonly apiRoot: string | null;
    readonly webhook: { readonly url: string; readonly secret: Secret } | null;
  } | null;
  readonly discord: { readonly token: Secret; readonly apiUrl: string | null; readonly guildId: string | null } | null;
  readonly influx: {
    readonly url: string;
    readonly database: string;
    readonly username: string | null;
    readonly password: Secret | null;
  } | null;
  readonly quickchartUrl: string | null;
  /** Then the desk stops when npm has gone, see runtime/parent.ts. */
  readonly startedByNpm: boolean;
}

type Env = Record<string, string | undefined>;

const ROOT = resolve(import.meta.dirname, "..");

/**
 * Reads and checks everything once. Throws a ConfigError with a sentence for each wrong variable. The master key is removed
 * from `env`, so that no child process inherits it.
 */
export function loadConfig(env: Env = process.env, file = join(ROOT, ".env")): Config {
  const inFile = fileOf(file);
  const { values, wrong } = check(env, inFile);
  delete env["OUTCRY_MASTER_KEY"];
  if (wrong.length > 0) throw new ConfigError(wrong.join("\n"));
  return deepFreeze(assemble(values, env["npm_lifecycle_event"] !== undefined));
}

function fileOf(file: string): Env {
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** Everything that was configured, without its secrets, for the log's first line. */
export function redacted(config: Config): string {
  const databaseUrl = config.databaseUrl.reveal().replace(/\/\/[^@]*@/, `//${HIDDEN}@`);
  return JSON.stringify({ ...config, databaseUrl });
}

/** Every secret value, for the log's scrubbing. */
export function secretsOf(config: Config): readonly string[] {
  const all = [
    "key" in config.masterKey ? config.masterKey.key : null,
    config.telegram?.token,
    config.telegram?.webhook?.secret,
    config.discord?.token,
    config.influx?.password,
  ].flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
  const password = passwordOf(config.databaseUrl.reveal());
  return password === null ? all : [...all, password];
}

function assemble(v: Values, startedByNpm: boolean): Config {
  const dataDir = inRoot(v.OUTCRY_DATA_DIR ?? "data");
  return {
    databaseUrl: new Secret(databaseUrl(v.DATABASE_URL ?? `sqlite:${join(dataDir, "outcry.db")}`)),
    dataDir,
    strategiesDir: inRoot("strategies.local"),
    http: { host: v.OUTCRY_HTTP_HOST ?? "127.0.0.1", port: v.OUTCRY_HTTP_PORT ?? 8484 },
    admins: v.OUTCRY_ADMINS ?? [],
    currency: v.OUTCRY_CURRENCY ?? "USDT",
    zone: v.OUTCRY_ZONE ?? "UTC",
    masterKey: masterKey(v, dataDir),
    feed: v.OUTCRY_FEED === undefined ? null : feedInRoot(v.OUTCRY_FEED),
    chatPace: v.OUTCRY_CHAT_PACE ?? "platform",
    telegram: telegram(v),
    discord:
      v.DISCORD_BOT_TOKEN === undefined
        ? null
        : { token: v.DISCORD_BOT_TOKEN, apiUrl: v.DISCORD_API_URL ?? null, guildId: v.DISCORD_GUILD_ID ?? null },
    influx: influx(v),
    quickchartUrl: v.QUICKCHART_URL ?? null,
    startedByNpm,
  };
}

function masterKey(v: Values, dataDir: string): Config["masterKey"] {
  if (v.OUTCRY_MASTER_KEY !== undefined) return { key: v.OUTCRY_MASTER_KEY };
  if (v.OUTCRY_MASTER_KEY_FILE !== undefined) return { file: inRoot(v.OUTCRY_MASTER_KEY_FILE), isOurs: false };
  return { file: join(dataDir, "master.key"), isOurs: true };
}

function telegram(v: Values): Config["telegram"] {
  if (v.TELEGRAM_BOT_TOKEN === undefined) return null;
  const [url, webhookSecret] = [v.TELEGRAM_WEBHOOK_URL, v.TELEGRAM_WEBHOOK_SECRET];
  return {
    token: v.TELEGRAM_BOT_TOKEN,
    apiRoot: v.TELEGRAM_API_ROOT ?? null,
    webhook: url === undefined || webhookSecret === undefined ? null : { url, secret: webhookSecret },
  };
}

function influx(v: Values): Config["influx"] {
  if (v.INFLUX_URL === undefined || v.INFLUX_DATABASE === undefined) return null;
  return {
    url: v.INFLUX_URL,
    database: v.INFLUX_DATABASE,
    username: v.INFLUX_USERNAME ?? null,
    password: v.INFLUX_PASSWORD ?? null,
  };
}

/** SQLite's file as an absolute path; an address with a host stays as it is. */
function databaseUrl(url: string): string {
  const [, file] = /^sqlite:(.+)$/.exec(url) ?? [];
  return file === undefined ? url : `sqlite:${inRoot(file)}`;
}

/** The file of a replay as an absolute path. */
function feedInRoot(feed: string): string {
  const [, file] = /^replay:(.+)$/.exec(feed) ?? [];
  return file === undefined ? feed : `replay:${inRoot(file)}`;
}

function passwordOf(url: string): string | null {
  const [, password] = /^postgres(?:ql)?:\/\/[^:@/]*:([^@]+)@/.exec(url) ?? [];
  return password ?? null;
}

function inRoot(path: string): string {
  return resolve(ROOT, path);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Secret) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
