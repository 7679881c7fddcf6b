/** What the pages say exists. */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, it } from "vitest";
import { z } from "zod";

import { COMMANDS_PAGE, commandsPage } from "../scripts/commands-page.ts";
import { commands } from "../src/commands/index.ts";
import { riskSchema } from "../src/domain/strategy/risk.ts";
import * as author from "../src/strategies/author.ts";
import { STRATEGIES } from "../src/strategies/index.ts";
import { ROOT } from "./support/project.ts";

const SCRIPTS = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> })
  .scripts;
const PAGES = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT }).map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), "utf8"),
}));

const found = (shape: RegExp): readonly { readonly path: string; readonly word: string }[] =>
  PAGES.flatMap(({ path, text }) => [...text.matchAll(shape)].map((match) => ({ path, word: match[1] ?? "" })));

describe("the pages", () => {
  it("were seen at all", () => {
    expect(PAGES.length).toBeGreaterThan(5);
    expect(found(/\]\(([^)\s]+)\)/g).length).toBeGreaterThan(10);
  });

  it("link to what exists", () => {
    const relative = found(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g).filter(({ word }) => !/^[a-z]+:/.test(word));
    expect(relative.filter(({ path, word }) => !existsSync(join(ROOT, dirname(path), word)))).toEqual([]);
  });

  it("name folders and files of the project that exist", () => {
    const named = found(/`((?:src|test|docs|migrations|seeds|scripts|bench)\/[\w./-]*)`/g);
    expect(named.filter(({ word }) => !/[A-Z]{3}/.test(word) && !existsSync(join(ROOT, word)))).toEqual([]);
  });

  it("name scripts of npm that exist", () => {
    const named = [...found(/npm run ([\w:-]+)/g), ...found(/npm (start|test)\b/g)];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ word }) => SCRIPTS[word] === undefined)).toEqual([]);
  });

  it("list the commands as they are declared (npm run docs writes them)", () => {
    const page = PAGES.find(({ path }) => path.replaceAll("\\", "/") === COMMANDS_PAGE)?.text;
    expect(page).toBe(commandsPage(commands));
    expect(commands.filter(({ name }) => !page?.includes(`### /${name}\n`))).toEqual([]);
  });

  it("say in README what each folder under src is for", () => {
    const readme = PAGES.find(({ path }) => path === "README.md")?.text ?? "";
    const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.length).toBeGreaterThan(5);
    const isSaid = (name: string): boolean => new RegExp(`^\\W*(?:src/)?${name}/?\\W+\\w.*\\w`, "m").test(readme);
    expect(folders.map(({ name }) => name).filter((name) => !isSaid(name))).toEqual([]);
  });
});

describe("the page on strategies", () => {
  const page = readFileSync(join(ROOT, "docs", "strategies.md"), "utf8");

  it.each([
    ...STRATEGIES.map(({ id, schema }): [string, z.ZodObject] => [`the parameters of ${id}`, schema]),
    ["what a strategy may risk", riskSchema],
  ])("tells %s as the schema has them", (_what, schema) => {
    const { properties = {} } = z.toJSONSchema(schema);
    const rows = Object.entries(properties).map(([name, field]) => rowOf(name, field as Field));
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter((row) => !page.includes(`\n${row}\n`))).toEqual([]);
  });

  it("shows the example that the tests check, to the letter", () =>
    expect(page).toContain(
      `\`\`\`ts\n${readFileSync(join(ROOT, "test", "fixtures", "strategies", "channel.ts"), "utf8")}\`\`\`\n`,
    ));

  it("names all that outcry/strategy gives", () => {
    const missing = Object.keys(author).filter((name) => !new RegExp(`\\b${name}\\b`).test(page));
    expect(missing).toEqual([]);
  });
});

interface Field {
  readonly default?: string | number | boolean | null;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly type?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

function rowOf(name: string, field: Field): string {
  return `| ${[name, field.default ?? "not set", rangeOf(field), field.description].join(" | ")} |`;
}

function rangeOf({ enum: words, type, format, minimum, exclusiveMinimum, maximum }: Field): string {
  if (words !== undefined) return words.join(", ");
  if (type === "string") return format === "date" ? "a date" : "a time";
  if (type === "boolean") return "true, false";
  if (type === undefined) return "an amount";
  return minimum === undefined ? `above ${exclusiveMinimum}, to ${maximum}` : `${minimum} to ${maximum}`;
}
