import { afterEach, expect, test } from "vitest";

import type { CommandLists } from "../../../../src/chat/telegram/commands/register.ts";
import { TELEGRAM_BOT } from "../../../../src/models/meta.ts";
import { until } from "../../../support/until.ts";
import { ANN, telegramStand, type TelegramStand } from "../stand.ts";

let stand: TelegramStand;
afterEach(() => stand.stop());

const known = new Map<string, string>();
const scope = { type: "chat", chat_id: ANN } as const;
let scopes: Awaited<ReturnType<CommandLists["scopes"]>> = [];
const commandLists: CommandLists = {
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
  stand = await telegramStand({ commandLists });
  await stand.start();
  await until("the lists, and the name of the bot after them", () => known.size === 3);
  expect(known.get(TELEGRAM_BOT)).toBe("outcry_test_bot");
  expect(stand.peer.commands()).toEqual([{ command: "start", description: "Begin" }]);
  expect(stand.peer.commands(scope)).toMatchObject([{ command: "buy", description: "Buy" }, { command: "status" }]);

  await stand.adapter.refreshCommands();
  expect(stand.peer.count("setMyCommands")).toBe(2);

  scopes = [{ scope, commands: [] }];
  await stand.adapter.refreshCommands();
  expect(stand.peer.commands(scope)).toEqual([]);
  expect([stand.peer.count("setMyCommands"), stand.peer.count("deleteMyCommands")]).toEqual([2, 1]);
});

test("a scope that Telegram refuses keeps no other from its list, and one that failed is told later", async () => {
  known.clear();
  const commands = [{ name: "help", help: "Help" }];
  scopes = [
    { scope: { type: "chat", chat_id: 4711 }, commands },
    { scope, commands: [{ name: "Not A Name", help: "x" }] },
    { scope: { type: "chat", chat_id: ANN + 1 }, commands },
  ];
  stand = await telegramStand({ commandLists });
  stand.peer.fault("setMyCommands", "500");
  await stand.adapter.refreshCommands();
  expect(known.size).toBe(0);
  await stand.adapter.refreshCommands();
  expect(stand.peer.commands({ type: "chat", chat_id: ANN + 1 })).toHaveLength(1);
});
