import { afterEach, expect, test } from "vitest";

import type { Menus } from "../../../../src/chat/telegram/commands/register.ts";
import { until } from "../../../support/until.ts";
import { ANN, telegramBench, type TelegramBench } from "../stand.ts";

let bench: TelegramBench;
afterEach(() => bench.stop());

const known = new Map<string, string>();
const scope = { type: "chat", chat_id: ANN } as const;
let scopes: Awaited<ReturnType<Menus["scopes"]>> = [];
const menus: Menus = {
  scopes: async () => scopes,
  known: async (key) => known.get(key) ?? null,
  remember: async (key, hash) => void known.set(key, hash),
};

test("each chat is offered what its people may run, told once and again where it changed", async () => {
  known.clear();
  scopes = [
    {
      scope,
      commands: [
        { name: "/buy", help: "Buy" },
        { name: "status", help: "h".repeat(300) },
      ],
    },
  ];
  bench = await telegramBench({ menus });
  await bench.start();
  await until("the lists", () => known.size === 2);
  expect(bench.peer.commands()).toEqual([{ command: "start", description: "Begin" }]);
  expect(bench.peer.commands(scope)).toMatchObject([{ command: "buy", description: "Buy" }, { command: "status" }]);

  await bench.adapter.refreshMenus();
  expect(bench.peer.count("setMyCommands")).toBe(2);

  scopes = [{ scope, commands: [] }];
  await bench.adapter.refreshMenus();
  expect(bench.peer.commands(scope)).toEqual([]);
  expect([bench.peer.count("setMyCommands"), bench.peer.count("deleteMyCommands")]).toEqual([2, 1]);
});

test("a scope that Telegram refuses keeps no other from its list, and one that failed is told later", async () => {
  known.clear();
  const commands = [{ name: "help", help: "Help" }];
  scopes = [
    { scope: { type: "chat", chat_id: 4711 }, commands },
    { scope, commands: [{ name: "Not A Name", help: "x" }] },
    { scope: { type: "chat", chat_id: ANN + 1 }, commands },
  ];
  bench = await telegramBench({ menus });
  bench.peer.fault("setMyCommands", "500");
  await bench.adapter.refreshMenus();
  expect(known.size).toBe(0);
  await bench.adapter.refreshMenus();
  expect(bench.peer.commands({ type: "chat", chat_id: ANN + 1 })).toHaveLength(1);
});
