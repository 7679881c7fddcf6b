/** The rules of the house as data, and what breaks them in given sources. Used by test/architecture.test.ts. */
export interface Source {
  /** From the root of the project, with slashes: `src/db/desk.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  readonly isType: boolean;
}

/** From the top down; a file imports from its own folder and from lines below its own. */
const LAYERS: readonly { readonly parts: readonly string[]; readonly strangers?: true }[] = [
  { parts: ["main", "cli"] },
  { parts: ["commands"] },
  { parts: ["watches"] },
  { parts: ["reports"] },
  { parts: ["trading", "research"], strangers: true },
  { parts: ["market"] },
  { parts: ["app"] },
  { parts: ["exchange", "series", "charts", "chat"], strangers: true },
  { parts: ["models"] },
  { parts: ["db"] },
  { parts: ["config", "variables"] },
  { parts: ["runtime"] },
  { parts: ["cards", "strategies"] },
  { parts: ["domain"] },
];

/** Where a package may be imported, as beginnings of paths. What is not named here has no home yet. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  "@hono/node-server": ["src/runtime/http.ts"],
  "@influxdata/influxdb-client": ["src/series/influx/"],
  "@napi-rs/canvas": ["src/charts/"],
  "better-sqlite3": ["src/db/", "src/series/sqlite", "src/exchange/paper/"],
  ccxt: ["src/exchange/ccxt/"],
  "chart.js": ["src/charts/"],
  commander: ["src/cli"],
  "csv-parse": ["src/series/"],
  "decimal.js": ["src/domain/"],
  "discord.js": ["src/chat/discord/"],
  hono: ["src/runtime/http.ts"],
  jose: ["src/runtime/vault.ts"],
  knex: ["src/db/", "src/models/"],
  "lightweight-charts": ["src/chat/local/page/"],
  "lit-html": ["src/chat/local/page/"],
  luxon: ["src/domain/"],
  "node-cron": ["src/runtime/schedule.ts"],
  objection: ["src/db/", "src/models/"],
  pg: ["src/db/"],
  pino: ["src/runtime/log.ts"],
  "quickchart-js": ["src/charts/"],
  telegraf: ["src/chat/telegram/"],
  zod: ["src/"],
};

/** Its types name a handle on the database, which every layer passes on; its functions stay at home. */
const TYPES_ANYWHERE: ReadonlySet<string> = new Set(["knex"]);

/** Pure folders know no machine: of Node only what computes. */
const PURE = ["src/domain/", "src/cards/", "src/strategies/"];
const IMPURE_ON_PURPOSE = ["src/strategies/local.ts"];
const COMPUTES: ReadonlySet<string> = new Set(["node:crypto"]);
const RANDOM = /\bMath\.random\b|\brandom(?:Bytes|Int|UUID|FillSync)\b|\bgetRandomValues\b/;

/** What only one place may say. */
const WORDS: readonly { readonly word: RegExp; readonly home: readonly string[]; readonly why: string }[] = [
  {
    word: /\bDate\.now\b|\bnew Date\(\s*\)|\bDateTime\.(?:now|local|utc)\(\s*\)/,
    home: ["src/runtime/clock.ts"],
    why: "reads a clock",
  },
  { word: /\bprocess\.env\b|\benv\b.*from "(?:node:)?process"/, home: ["src/config.ts"], why: "reads the environment" },
];

const CONFIG_READERS = ["src/main.ts", "src/cli", "knexfile.ts", "scripts/migrate.ts", "bench/"];
/** They run outside the desk: a model imported here would be a second copy of its class. */
const OUTSIDE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "migrations/": ["db", "runtime", "domain"],
  "seeds/": ["db", "runtime", "domain"],
};
const LONGEST = 400;

export function violations(source: Source): readonly string[] {
  if (source.path.endsWith(".css")) return tooLong(source);
  const imports = importsOf(source.text);
  return [
    ...tooLong(source),
    ...imports.flatMap((one) => wrongImport(source.path, one)),
    ...(source.path.startsWith("src/") ? wrongWords(source) : []),
  ];
}

export function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text);
  const fromClause = /\b(?:import|export)\s+(type\s)?[^;"'()]*?\bfrom\s*["']([^"']+)["']/g;
  const bare = /(?<!["'])\bimport\s*["']([^"']+)["']/g;
  const dynamic = /\bimport\(\s*["'`]([^"'`]+)["'`]/g;
  const worker = /\bnew URL\(\s*["'](\.{1,2}\/[^"']+\.ts)["']/g;
  return [
    ...[...code.matchAll(fromClause)].map((m) => ({ specifier: m[2] ?? "", isType: m[1] !== undefined })),
    ...[bare, dynamic, worker].flatMap((shape) =>
      [...code.matchAll(shape)].map((m) => ({ specifier: m[1] ?? "", isType: false })),
    ),
  ];
}

function tooLong({ path, text }: Source): readonly string[] {
  const lines = text.trimEnd().split("\n").length;
  return lines > LONGEST ? [`${path} has ${lines} lines: at most ${LONGEST}`] : [];
}

function wrongImport(path: string, { specifier, isType }: Import): readonly string[] {
  if (specifier.startsWith(".")) return wrongNeighbour(path, resolved(path, specifier), isType);
  if (!path.startsWith("src/")) return [];
  if (specifier.startsWith("node:")) {
    return isPure(path) && !COMPUTES.has(specifier) ? [`${path} is pure and imports ${specifier}`] : [];
  }
  const name = packageOf(specifier);
  const home = HOMES[name];
  if (home === undefined) return [`${path} imports ${name}, which has no home in test/support/house.ts`];
  const isHome = home.some((place) => path.startsWith(place)) || (isType && TYPES_ANYWHERE.has(name));
  return isHome ? [] : [`${path} imports ${name}, whose home is ${home.join(", ")}`];
}

function isPure(path: string): boolean {
  return PURE.some((folder) => path.startsWith(folder)) && !IMPURE_ON_PURPOSE.includes(path);
}

function wrongNeighbour(path: string, target: string, isType: boolean): readonly string[] {
  if (!target.startsWith("src/")) return outwards(path, target);
  const said = `${path} imports ${target}`;
  const part = partOf(target);
  if (target === "src/app.ts" && !isType) return [`${said}, which is types only: import type`];
  if (target === "src/variables.ts" && path !== "src/config.ts" && !path.startsWith("test/"))
    return [`${said}: only config.ts may`];
  const isReader = CONFIG_READERS.some((reader) => path.startsWith(reader)) || path.startsWith("test/");
  if (target === "src/config.ts" && !isType && !isReader) return [`${said}: its value is for main, cli and knexfile`];
  const outside = Object.entries(OUTSIDE_MAY_IMPORT).find(([folder]) => path.startsWith(folder));
  if (outside !== undefined) return outside[1].includes(part) ? [] : [`${said}: only ${outside[1].join(", ")} may be`];
  return path.startsWith("src/") ? wrongWay(path, target, said) : [];
}

/** Nothing of the desk imports from outside src, but that the database knows its seeds. */
function outwards(path: string, target: string): readonly string[] {
  const isFine = !path.startsWith("src/") || (path.startsWith("src/db/") && target.startsWith("seeds/"));
  return isFine ? [] : [`${path} imports ${target} from outside src`];
}

function wrongWay(path: string, target: string, said: string): readonly string[] {
  const [from, to] = [partOf(path), partOf(target)];
  if (from === to) return [];
  const fromLine = LAYERS.findIndex(({ parts }) => parts.includes(from));
  const toLine = LAYERS.findIndex(({ parts }) => parts.includes(to));
  if (fromLine === -1) return [`${path} stands in no layer`];
  if (toLine === -1) return [`${target} stands in no layer`];
  if (fromLine > toLine) return [`${said}: imports point down, and ${to} is above ${from}`];
  return fromLine === toLine && LAYERS[fromLine]?.strangers === true
    ? [`${said}: ${from} and ${to} are strangers`]
    : [];
}

function wrongWords({ path, text }: Source): readonly string[] {
  const code = withoutComments(text);
  const random = isPure(path) && RANDOM.test(code) ? [`${path} is pure and throws dice`] : [];
  const words = WORDS.filter(({ word, home }) => word.test(code) && !home.includes(path)).map(
    ({ home, why }) => `${path} ${why}: only ${home.join(", ")} may`,
  );
  return [...random, ...words];
}

/** Strings stay whole, so that `"https://…"` is no comment. */
function withoutComments(text: string): string {
  const stringOrComment = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(stringOrComment, (_all, string: string | undefined) => string ?? "");
}

function resolved(path: string, specifier: string): string {
  return new URL(specifier, `file:///${path}`).pathname.slice(1);
}

/** `src/db/desk.ts` → db · `src/main.ts` → main */
function partOf(path: string): string {
  return (path.split("/")[1] ?? "").replace(/\.ts$/, "");
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
