/** SQL never adds, orders or compares money: a decimal in a text column is exact only while nobody calculates with it. */
import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { allModels, moneyColumns } from "../support/models.ts";

const ROOT = new URL("../../", import.meta.url);
const columns = [...new Set((await allModels()).flatMap(moneyColumns))];
const column = String.raw`["\`]?\b(?:${columns.join("|")})\b["\`]?`;

/** In calls of the query builder. */
const CALLS = [
  String.raw`\.(?:orderBy|sum|sumDistinct|avg|avgDistinct|min|max|increment|decrement)\(\s*\[?["'](?:\w+\.)?${column}`,
  String.raw`\.\w*[wW]here\w*\(\s*["'](?:\w+\.)?${column}\s*,\s*["'][<>]=?["']`,
  String.raw`\.\w*[wW]here\w*Between\(\s*["'](?:\w+\.)?${column}`,
  String.raw`\bcolumn:\s*["'](?:\w+\.)?${column}`,
];

/** In the SQL that stands in strings. */
const SQL = [
  String.raw`\b(?:sum|avg|min|max|total|abs|round|cast|coalesce)\s*\(\s*(?:distinct\s+)?(?:\w+\.)?${column}`,
  String.raw`(?<!-)${column}(?:::\w+)?\s*(?:[-+*/<>]|between\b)`,
  String.raw`[-+*/<>]=?\s*(?:\w+\.)?${column}`,
  String.raw`order by\s[^)]*?${column}`,
];

const QUERY = /\b(?:select|update|delete from|insert into|where|order by|having|sum\(|returning)\b|\braw\(/i;

describe("money columns", () => {
  const files = [...sources("migrations/"), ...sources("src/"), ...sources("seeds/")];

  test("are known, and there is code to look at", () => {
    expect(columns).toEqual(expect.arrayContaining(["quantity", "price", "amount", "fee_quote", "realized_pnl"]));
    expect(columns.length).toBeGreaterThan(30);
    expect(files.length).toBeGreaterThan(40);
    expect(files.flatMap(({ text }) => queriesIn(text)).length).toBeGreaterThan(8);
  });

  test("are never calculated with in SQL", () => {
    expect(files.flatMap(({ path, text }) => calculationsIn(text).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  test.each([
    'tx("orders").orderBy("price")',
    'tx("orders").orderBy([{ column: "price", order: "desc" }])',
    'tx("trades").sum("fee")',
    'tx("trades").max("trades.price")',
    'Order.query(tx).where("quantity", ">", "1")',
    'Order.query(tx).andWhere("orders.price", "<=", limit)',
    'Order.query(tx).whereBetween("price", [a, b])',
    'tx("wallets").increment("total_balance", 1)',
    'tx.raw("select sum(amount) from ledger_lines")',
    'tx.raw("select max(l.amount) from ledger_lines l")',
    "tx.raw(`update wallets set total_balance = total_balance + ? where id = ?`)",
    "tx.raw(`update orders set fees = ? - fees where id = ?`)",
    'tx.raw("select * from orders where price > ?")',
    'tx.raw("select * from orders where price::numeric < 5")',
    'tx.raw("select * from orders where ? < price")',
    'tx.raw("select * from orders where id > 3 order by state, price desc")',
    'tx.raw("select * from orders where price between ? and ?")',
  ])("would be found in %s", (line) => {
    expect(calculationsIn(`const rows = await ${line};`)).not.toEqual([]);
  });

  test.each([
    'tx("orders").where({ price: null }).orderBy("created_at")',
    'tx("orders").where("created_at", "<", now)',
    'tx.raw("select quantity, price from orders where id = ?")',
    "tx.raw(`insert into trades (quantity, price, fee) values (?, ?, ?)`)",
    "const cost = mul(quantity, price); // price * quantity",
  ])("may be carried as in %s", (line) => {
    expect(calculationsIn(line)).toEqual([]);
  });
});

function calculationsIn(text: string): string[] {
  const code = withoutComments(text);
  return [...matches(CALLS, code), ...queriesIn(text).flatMap((query) => matches(SQL, query))];
}

function matches(patterns: readonly string[], text: string): string[] {
  return patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "gi"))].map(([found]) => found));
}

/** The string literals that hold SQL. */
function queriesIn(text: string): string[] {
  const literals = [...withoutComments(text).matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)];
  return literals.map(([literal]) => literal.slice(1, -1)).filter((literal) => QUERY.test(literal));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}

function sources(folder: string): { path: string; text: string }[] {
  const paths = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  return paths.map((path) => ({ path: folder + path, text: readFileSync(new URL(folder + path, ROOT), "utf8") }));
}
