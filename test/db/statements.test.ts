import Database from "better-sqlite3";
import { expect, it } from "vitest";

import { keepStatements } from "../../src/db/statements.ts";

function connection(): Database.Database {
  const db = new Database(":memory:");
  keepStatements(db);
  db.exec("create table words (word text); insert into words values ('yes')");
  return db;
}

it("prepares the same text once", () => {
  const db = connection();
  expect(db.prepare("select * from words")).toBe(db.prepare("select * from words"));
  expect(db.prepare("select word from words")).not.toBe(db.prepare("select * from words"));
});

it("gives a kept statement the columns that a later migration added", () => {
  const db = connection();
  const all = (): unknown[] => db.prepare("select * from words").all();
  expect(all()).toEqual([{ word: "yes" }]);
  db.exec("alter table words add column language text default 'en'");
  expect(all()).toEqual([{ word: "yes", language: "en" }]);
});

it("goes on with ever new texts", () => {
  const db = connection();
  for (let n = 1; n <= 1_200; n++) expect(db.prepare(`select ${n} as n`).get()).toEqual({ n });
  expect(db.prepare("select 1 as n").get()).toEqual({ n: 1 });
});
