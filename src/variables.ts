/** The environment variables: what each must be, in the words of the error, with an example that is right. */
import { z } from "zod";

import { ConfigError, Refusal } from "./domain/errors.ts";
import { parseFeed } from "./domain/feed.ts";
import { nearest } from "./domain/nearest.ts";
import { zoneNamed } from "./domain/zone.ts";
import { Secret } from "./runtime/secret.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface Admin {
  readonly platform: "telegram" | "discord";
  readonly userRef: string;
}

/** Without a name and a password: whoever asks such an address is refused by fetch, and it is no secret in the log. */
const webAddress = z.url({ protocol: /^https?$/ }).refine(hasNoCredentials, "Leave out what stands before the @.");
const secret = z.string().transform((text) => new Secret(text));

export const VARIABLES = {
  DATABASE_URL: {
    schema: z.string().regex(/^(sqlite:(?!:memory:).+|postgres(ql)?:\/\/.+)$/),
    must: "be sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE",
    example: "sqlite:./data/outcry.db",
  },
  OUTCRY_DATA_DIR: { schema: z.string(), must: "be a folder", example: "./data" },
  OUTCRY_HTTP_HOST: {
    schema: z.string().regex(/^[\w.:-]+$/),
    must: "be an address or name of this machine",
    example: "127.0.0.1",
  },
  OUTCRY_HTTP_PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535)),
    must: "be a port from 1 to 65535, or 0 for any free one",
    example: "8484",
  },
  OUTCRY_ADMINS: {
    schema: z.string().transform(adminsOf),
    must: "be a list of telegram:ID and discord:ID, where an ID is a number and not a name",
    example: "telegram:1001,discord:2002",
  },
  OUTCRY_CURRENCY: { schema: z.string().regex(/^[A-Z0-9]{2,10}$/), must: "be an asset in capitals", example: "USDT" },
  OUTCRY_ZONE: {
    schema: z.string().refine((text) => zoneNamed(text) !== null),
    must: "be a time zone of the IANA list",
    example: "Europe/Berlin",
  },
  OUTCRY_MASTER_KEY_FILE: { schema: z.string(), must: "be a file", example: "/etc/outcry/master.key" },
  OUTCRY_MASTER_KEY: {
    schema: secret.refine(
      (key) => Buffer.from(key.reveal(), "base64").length === 32 && /^[\w+/=-]+$/.test(key.reveal()),
    ),
    must: "be 32 random bytes in base64",
    example: "the output of: openssl rand -base64 32",
  },
  OUTCRY_FEED: {
    schema: z.string().transform(feedOf),
    must: "be synthetic[@SPEED], replay:FILE[@SPEED][,pair=PAIR] or live:NAME",
    example: "synthetic@60",
  },
  OUTCRY_CHAT_PACE: { schema: z.enum(["platform", "off"]), must: "be platform or off", example: "platform" },
  TELEGRAM_BOT_TOKEN: {
    schema: z
      .string()
      .regex(/^\d+:[\w-]{30,}$/)
      .pipe(secret),
    must: "be a bot token as BotFather gives it",
    example: "1234567890:AAF…",
  },
  TELEGRAM_API_ROOT: { schema: webAddress, must: "be a web address", example: "http://127.0.0.1:8081" },
  TELEGRAM_WEBHOOK_URL: {
    schema: z.url({ protocol: /^https$/ }),
    must: "be an https address",
    example: "https://desk.example.org/telegram",
  },
  TELEGRAM_WEBHOOK_SECRET: {
    schema: z
      .string()
      .regex(/^[\w-]{16,256}$/)
      .pipe(secret),
    must: "be 16 to 256 letters, digits, _ or -",
    example: "the output of: openssl rand -hex 32",
  },
  DISCORD_BOT_TOKEN: {
    schema: z
      .string()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
      .pipe(secret),
    must: "be a bot token as Discord's developer portal gives it",
    example: "MTA….G….…",
  },
  DISCORD_API_URL: { schema: webAddress, must: "be a web address", example: "http://127.0.0.1:8082/api" },
  DISCORD_GUILD_ID: {
    schema: z.string().regex(/^\d{17,20}$/),
    must: "be the id of a server, 17 to 20 digits",
    example: "123456789012345678",
  },
  INFLUX_URL: { schema: webAddress, must: "be a web address", example: "http://127.0.0.1:8086" },
  INFLUX_DATABASE: { schema: z.string().regex(/^[\w./-]+$/), must: "be the name of a database", example: "outcry" },
  INFLUX_USERNAME: { schema: z.string(), must: "be a name", example: "outcry" },
  INFLUX_PASSWORD: { schema: secret, must: "be a password or a token", example: "…" },
  QUICKCHART_URL: { schema: webAddress, must: "be a web address", example: "https://quickchart.io" },
} as const satisfies Record<string, { schema: z.ZodType<unknown, string>; must: string; example: string }>;

type Name = keyof typeof VARIABLES;
export type Values = { readonly [N in Name]?: z.output<(typeof VARIABLES)[N]["schema"]> };
const NAMES = Object.keys(VARIABLES) as readonly Name[];

/** The first has no meaning without the second. */
const NEEDS: readonly (readonly [Name, Name])[] = [
  ["TELEGRAM_API_ROOT", "TELEGRAM_BOT_TOKEN"],
  ["TELEGRAM_WEBHOOK_URL", "TELEGRAM_BOT_TOKEN"],
  ["TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET"],
  ["TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_URL"],
  ["DISCORD_API_URL", "DISCORD_BOT_TOKEN"],
  ["DISCORD_GUILD_ID", "DISCORD_BOT_TOKEN"],
  ["INFLUX_URL", "INFLUX_DATABASE"],
  ["INFLUX_DATABASE", "INFLUX_URL"],
  ["INFLUX_USERNAME", "INFLUX_URL"],
  ["INFLUX_PASSWORD", "INFLUX_URL"],
];

/** Set one of the two. */
const RIVALS: readonly (readonly [Name, Name])[] = [["OUTCRY_MASTER_KEY", "OUTCRY_MASTER_KEY_FILE"]];

/** Ours, but read by the proofs and the test that makes pictures. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set(["OUTCRY_PICTURES", "OUTCRY_PROOF_CANDLES"]);
/** In our own file more names are ours than in the environment, where others may use them. */
const PREFIXES = { env: ["OUTCRY_"], file: ["OUTCRY_", "TELEGRAM_", "DISCORD_", "INFLUX_", "QUICKCHART_"] } as const;

/** The values that are right, and a sentence for each that is wrong. The environment wins over the file. */
export function check(env: Env, file: Env): { readonly values: Values; readonly wrong: readonly string[] } {
  const given = { ...whatIsSet(file), ...whatIsSet(env) };
  const values: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const name of NAMES) {
    const text = given[name];
    if (text === undefined) continue;
    const result = VARIABLES[name].schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else wrong.push(wrongValue(name, text, result.error));
  }
  const unknown = new Set([...unknownNames(env, PREFIXES.env), ...unknownNames(file, PREFIXES.file)]);
  return { values, wrong: [...wrong, ...[...unknown].map(unknownName), ...wrongTogether(given)] };
}

function whatIsSet(env: Env): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}

function wrongValue(name: Name, text: string, error: z.ZodError): string {
  const { must, example } = VARIABLES[name];
  const why = error.issues.find(({ code }) => code === "custom")?.message;
  const reason = why === undefined || why === "Invalid input" ? "" : ` ${why}`;
  return `${name} must ${must}; what is set has ${shapeOf(text)}.${reason} Example: ${name}=${example}`;
}

/** Enough to find a slip, never the content: a secret may stand in the wrong variable. */
function shapeOf(text: string): string {
  const kinds = [
    [/[a-z]/i, "letters"],
    [/\d/, "digits"],
    [/\s/, "spaces"],
    [/[^a-z\d\s]/i, "other signs"],
  ] as const;
  const found = kinds.filter(([kind]) => kind.test(text)).map(([, word]) => word);
  return `${text.length} ${text.length === 1 ? "character" : "characters"} (${found.join(", ")})`;
}

function unknownNames(env: Env, prefixes: readonly string[]): readonly string[] {
  const known: ReadonlySet<string> = new Set<string>(NAMES);
  return Object.keys(env).filter(
    (name) => prefixes.some((prefix) => name.startsWith(prefix)) && !known.has(name) && !READ_ELSEWHERE.has(name),
  );
}

/** Compared behind the prefix: what all names share would make any two of them alike. */
function unknownName(name: string): string {
  const prefix = name.slice(0, name.indexOf("_") + 1);
  const known = NAMES.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
  const meant = nearest(name.slice(prefix.length), known);
  const hint = meant === null ? "The variables are listed in .env.example." : `Did you mean ${prefix}${meant}?`;
  return `${name} is not a variable of Outcry. ${hint}`;
}

function wrongTogether(given: Readonly<Record<string, string>>): readonly string[] {
  const isSet = (name: Name): boolean => given[name] !== undefined;
  return [
    ...NEEDS.filter(([name, needed]) => isSet(name) && !isSet(needed)).map(
      ([name, needed]) =>
        `${name} is set, but ${needed} is not. Set both, for example ${needed}=${VARIABLES[needed].example}`,
    ),
    ...RIVALS.filter(([one, other]) => isSet(one) && isSet(other)).map(
      ([one, other]) => `${one} and ${other} are both set. Keep one of them.`,
    ),
  ];
}

function hasNoCredentials(address: string): boolean {
  const url = URL.parse(address);
  return url === null || (url.username === "" && url.password === "");
}

function adminsOf(text: string, context: z.RefinementCtx): readonly Admin[] {
  const admins = text.split(",").map((item) => /^\s*(telegram|discord):([1-9]\d{0,19})\s*$/.exec(item));
  return admins.flatMap((match, i) => {
    const [, platform, userRef] = match ?? [];
    if (userRef !== undefined)
      return [{ platform: platform === "telegram" ? "telegram" : "discord", userRef } as const];
    context.addIssue({ code: "custom", message: `Entry ${i + 1} is none.` });
    return [];
  });
}

function feedOf(text: string, context: z.RefinementCtx): string {
  try {
    parseFeed(text);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof ConfigError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
  return text;
}
