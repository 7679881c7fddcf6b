/** Holds the shape of the house: layers, strangers, homes of packages, one clock, one reader of the environment, file size. */
import { globSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { importsOf, violations } from "./support/layers.ts";
import type { Source } from "./support/layers.ts";

const ROOT = new URL("../", import.meta.url);
const FOLDERS = "{src,test,bench,scripts,migrations,seeds}/**/*.{ts,cjs,css}";

const sources: readonly Source[] = globSync([FOLDERS, "*.{ts,cjs}"], { cwd: ROOT.pathname }).map((path) => ({
  path: path.replaceAll("\\", "/"),
  text: readFileSync(new URL(path, ROOT), "utf8"),
}));

describe("the house", () => {
  it("keeps its rules in every file", () => {
    expect(sources.flatMap((source) => violations(source))).toEqual([]);
  });

  it("was seen at all: its files, their imports, and a file of each kind of folder", () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(({ text }) => importsOf(text)).length).toBeGreaterThan(200);
    expect(sources.filter(({ path }) => path.endsWith(".css"))).not.toEqual([]);
    for (const folder of ["src/domain/", "src/runtime/", "src/db/", "src/chat/", "test/", "migrations/"]) {
      expect(sources.filter(({ path }) => path.startsWith(folder))).not.toEqual([]);
    }
  });

  const planted: readonly (readonly [breaks: string, path: string, text: string])[] = [
    ["an import that points up", "src/domain/order.ts", 'import { x } from "../trading/send.ts";'],
    ["a type import that points up", "src/db/desk.ts", 'import type { X } from "../models/order.ts";'],
    ["an import() that points up", "src/runtime/loop.ts", 'const x = await import("../db/desk.ts");'],
    ["an import() type that points up", "src/domain/order.ts", 'type X = import("../models/order.ts").X;'],
    ["a re-export that points up", "src/domain/order.ts", 'export * from "../models/order.ts";'],
    ["a bare import that points up", "src/models/base.ts", 'import "../chat/router.ts";'],
    [
      "a worker that stands above",
      "src/charts/draw.ts",
      'new Worker(new URL("../reports/worker.ts", import.meta.url));',
    ],
    ["an import over several lines", "src/domain/a.ts", 'import {\n  one,\n  two,\n} from "../db/desk.ts";'],
    ["strangers: trading and research", "src/trading/send.ts", 'import type { X } from "../research/sweep.ts";'],
    ["strangers: chat and exchange", "src/chat/router.ts", 'import type { X } from "../exchange/gateway.ts";'],
    ["an SDK away from home", "src/trading/send.ts", 'import ccxt from "ccxt";'],
    ["a part of an SDK away from home", "src/chat/local/serve.ts", 'import { stream } from "hono/streaming";'],
    ["an SDK away from home, lazily", "src/reports/why.ts", 'await import("@napi-rs/canvas");'],
    ["the database by its driver", "src/trading/send.ts", 'import knex from "knex";'],
    ["a package without a home", "src/trading/send.ts", 'import leftPad from "left-pad";'],
    ["a machine in the pure part", "src/domain/ids.ts", 'import { readFileSync } from "node:fs";'],
    ["dice in the pure part", "src/domain/ids.ts", 'import { randomBytes } from "node:crypto";'],
    ["a package too many in the pure part", "src/domain/order.ts", 'import { pino } from "pino";'],
    ["a second clock", "src/trading/send.ts", "const now = Date.now();"],
    ["a second clock, by a bare date", "src/cards/order.ts", "const now = new Date();"],
    ["a second clock, by luxon", "src/domain/slot.ts", "const now = DateTime.now();"],
    ["a second reader of the environment", "src/db/connect.ts", 'const url = process.env["DATABASE_URL"];'],
    ["the value of app.ts", "src/trading/send.ts", 'import { App } from "../app.ts";'],
    ["app.ts from below", "src/chat/router.ts", 'import type { App } from "../app.ts";'],
    ["the value of config.ts", "src/trading/send.ts", 'import { loadConfig } from "../config.ts";'],
    ["the value of config.ts in a script", "scripts/other.ts", 'import { loadConfig } from "../src/config.ts";'],
    ["a model in a seed", "seeds/01.ts", 'import { Order } from "../src/models/order.ts";'],
    ["a test in the product", "src/trading/send.ts", 'import { x } from "../../test/support/x.ts";'],
    ["a folder without a layer", "src/utils/x.ts", 'import { x } from "../domain/order.ts";'],
    ["a sheet of 401 lines", "src/chat/local/page/styles/card.css", "x {}\n".repeat(401)],
    ["a file of 401 lines", "test/long.test.ts", "x;\n".repeat(401)],
  ];
  it.each(planted)("would find %s", (_breaks, path, text) => {
    expect(violations({ path, text })).toHaveLength(1);
  });

  const fine: readonly (readonly [what: string, path: string, text: string])[] = [
    ["an import that points down", "src/trading/send.ts", 'import { x } from "../models/order.ts";'],
    ["the type of a database handle", "src/trading/send.ts", 'import type { Knex } from "knex";'],
    ["a neighbour", "src/db/transact.ts", 'import type { Desk } from "./desk.ts";'],
    ["the type of app.ts from market up", "src/market/quotes.ts", 'import type { App } from "../app.ts";'],
    ["the value of config.ts in main", "src/main.ts", 'import { loadConfig } from "./config.ts";'],
    ["an SDK at home", "src/exchange/ccxt/gateway.ts", 'await import("ccxt");'],
    ["a moment that was given", "src/cards/order.ts", "const at = new Date(ms);"],
    ["a clock in a comment", "src/trading/send.ts", "// never Date.now() here\n/* nor new Date() */"],
    ["an address in a text", "src/runtime/http.ts", 'const url = "http://x"; import { x } from "./log.ts";'],
    ["the word import in a text", "src/cli.ts", '.command("import").description("take in a file")'],
    ["a file of 400 lines", "src/trading/send.ts", "x;\n".repeat(400)],
  ];
  it.each(fine)("allows %s", (_what, path, text) => {
    expect(violations({ path, text })).toEqual([]);
  });
});
