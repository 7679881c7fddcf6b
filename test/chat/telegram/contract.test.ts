import { sentOf } from "../../../src/chat/telegram/wire/ref.ts";
import { type AdapterBench, adapterContract } from "../../contract/adapter.ts";
import { until } from "../../support/until.ts";
import { ANN, telegramStand } from "./stand.ts";

async function open(): Promise<AdapterBench> {
  const stand = await telegramStand();
  const { peer, adapter } = stand;
  const updates = new Map<string, number>();
  let isListening = false;

  const write = (line: string, id: string): number => {
    const known = updates.get(id);
    const updateId = known ?? peer.says(ANN, line).updateId ?? 0;
    if (known !== undefined) peer.redeliver(known);
    updates.set(id, updateId);
    return updateId;
  };

  return {
    adapter: {
      ...adapter,
      start: (...desk) => {
        isListening = true;
        return adapter.start(...desk);
      },
      async stop() {
        await adapter.stop();
        isListening = false;
      },
    },
    chatRef: String(ANN),
    async says(line, id) {
      const polls = () => peer.calls.filter(({ method }) => method === "getUpdates");
      const before = polls().length;
      const updateId = write(line, id);
      await until("the update to be confirmed, or asked for again", () => {
        const offsets = polls()
          .slice(before)
          .map(({ args }) => Number(args["offset"]));
        if (offsets.some((offset) => offset > updateId)) return true;
        if (offsets.length >= 2) throw new Error("the bot asks for the update again");
        if (!isListening && polls().every(({ status }) => status !== null)) throw new Error("nobody asks for updates");
        return false;
      });
    },
    async seen(ref) {
      const [{ id } = { id: 0 }] = sentOf(ref);
      const shown = peer.messages(ANN).find(({ messageId }) => messageId === id);
      return shown?.revisions.map(({ text }) => text) ?? null;
    },
    count: async () => peer.messages(ANN).length,
    close: () => peer.stop(),
  };
}

adapterContract("Telegram", open);
