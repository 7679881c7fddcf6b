import { adapterContract } from "../../contract/adapter.ts";
import type { Handle } from "../../peers/discord/interactions.ts";
import { until } from "../../support/until.ts";
import { open, textOf } from "./stand.ts";

adapterContract("Discord", async () => {
  const { adapter, peer, channel, chatRef, ann, ...stand } = await open({}, { answerWithinMs: 1_000 });
  let given = 0;
  const asked = new Map<string, Handle>();
  // The commands must be known before anybody can type one.
  await stand.start();
  await adapter.stop();
  return {
    adapter: {
      ...adapter,
      async start(receive, news) {
        await adapter.start((update) => {
          given += 1;
          return receive(update);
        }, news);
        await until("a connection", () => peer.stats.gateway.lines > 0);
      },
    },
    chatRef,
    async says(line, id) {
      const known = asked.get(id);
      const before = given;
      if (known !== undefined) peer.redeliver(known);
      const handle = known ?? peer.runs(ann, channel, line.slice(1));
      if (known !== undefined) await until("it to be given once more", () => given > before);
      asked.set(id, handle);
      const { data } = await handle.answered;
      const { content } = data as { readonly content?: string };
      if (content !== undefined) throw new Error(content);
    },
    async seen(ref) {
      const message = peer.messages(channel).find(({ id }) => id === ref);
      return message === undefined ? null : message.history.map((each) => textOf(each));
    },
    count: async () => peer.messages(channel).length,
    close: () => peer.stop(),
  };
});
