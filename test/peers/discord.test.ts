import { AttachmentBuilder, Client, Events, GatewayIntentBits, MessageFlags, Partials } from "discord.js";
import type { ChatInputCommandInteraction, Interaction, SendableChannels } from "discord.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { until } from "../support/until.ts";
import { startDiscordPeer } from "./discord/peer.ts";
import type { DiscordPeer } from "./discord/peer.ts";

const BUY = {
  name: "buy",
  description: "Buys",
  contexts: [0, 1],
  options: [
    { type: 3, name: "pair", description: "What", required: true, autocomplete: true },
    { type: 3, name: "amount", description: "How much" },
  ],
};
const CONFIRM = { type: 2, style: 3, label: "Approve", custom_id: "ap:1" };
const REASON = {
  title: "Why",
  custom_id: "ask:1",
  components: [{ type: 1, components: [{ type: 4, style: 1, label: "Reason", custom_id: "text" }] }],
};

interface Stage {
  readonly peer: DiscordPeer;
  readonly client: Client<true>;
  readonly channel: string;
  readonly ann: string;
}

let peer: DiscordPeer;
const clients: Client[] = [];

beforeEach(async () => {
  peer = await startDiscordPeer();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map(async (client) => client.destroy()));
  await peer.stop();
});

async function stage(act: (interaction: Interaction) => unknown = () => undefined): Promise<Stage> {
  const guild = peer.guild();
  const [channel, ann] = [peer.channel(guild), peer.user(undefined, "ann")];
  const client = await loggedIn();
  await client.application.commands.set([BUY]);
  client.on(Events.InteractionCreate, act);
  return { peer, client, channel, ann };
}

async function loggedIn(): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    partials: [Partials.Channel],
    enforceNonce: true,
    rest: { api: peer.url, retries: 1, timeout: 5000 },
  });
  clients.push(client);
  client.on(Events.Error, () => undefined);
  await client.login(peer.token);
  await until("a client that is ready", () => client.isReady());
  return client as Client<true>;
}

const onBuy =
  (act: (interaction: ChatInputCommandInteraction) => unknown) =>
  async (interaction: Interaction): Promise<void> => {
    if (interaction.isChatInputCommand()) await act(interaction);
  };

async function sendable(client: Client, id: string): Promise<SendableChannels> {
  const channel = await client.channels.fetch(id);
  if (channel === null || !channel.isSendable()) throw new Error("no channel to send to");
  return channel;
}

describe("discord.js on the Discord peer", () => {
  it("logs in, knows its guild and registers commands", async () => {
    const { client, channel } = await stage();
    expect(client.user.id).toBe(peer.applicationId);
    expect(client.channels.cache.get(channel)?.id).toBe(channel);
    expect(peer.commands(null)).toMatchObject([{ name: "buy" }]);
    expect(peer.stats.commands).toEqual({ writes: 1, noopWrites: 0 });
    await client.application.commands.set([BUY]);
    expect(peer.stats.commands).toEqual({ writes: 2, noopWrites: 1 });
  });

  it("answers a slash command for one reader alone", async () => {
    const { channel, ann } = await stage(
      onBuy(async (it) =>
        it.reply({ content: `bought ${it.options.getString("pair")}`, flags: MessageFlags.Ephemeral }),
      ),
    );
    const handle = peer.runs(ann, channel, "buy", { pair: "BTC/USDT" });
    expect(await handle.answered).toMatchObject({ type: 4, flags: MessageFlags.Ephemeral });
    expect(handle.reply()).toMatchObject({ content: "bought BTC/USDT", shownTo: ann });
  });

  it("defers, edits and follows up in a DM", async () => {
    const { ann } = await stage(
      onBuy(async (it) => {
        await it.deferReply();
        await it.editReply("first");
        await it.followUp("second");
      }),
    );
    const handle = peer.runs(ann, "dm", "buy", { pair: "BTC/USDT" });
    expect((await handle.answered).type).toBe(5);
    await until("a follow-up", () => handle.followUps.length === 1);
    expect(peer.messages(peer.dm(ann)).map(({ content }) => content)).toEqual(["first", "second"]);
  });

  it("has its button pressed, and updates the message under it", async () => {
    const { channel, ann } = await stage(async (it) => {
      if (it.isChatInputCommand()) await it.reply({ content: "?", components: [{ type: 1, components: [CONFIRM] }] });
      if (it.isButton()) await it.update({ content: `${it.customId} pressed`, components: [] });
    });
    await peer.runs(ann, channel, "buy", { pair: "BTC/USDT" }).answered;
    const id = peer.messages(channel)[0]?.id ?? "";
    expect((await peer.presses(ann, channel, id, "Approve").answered).type).toBe(7);
    expect(peer.messages(channel)).toMatchObject([{ content: "ap:1 pressed", components: [], history: [{}, {}] }]);
    expect(() => peer.presses(ann, channel, id, "Approve")).toThrow("no button Approve");
  });

  it("chooses from a menu", async () => {
    const options = ["1h", "4h"].map((value) => ({ label: value, value }));
    const { channel, ann } = await stage(async (it) => {
      if (it.isChatInputCommand())
        await it.reply({ components: [{ type: 1, components: [{ type: 3, custom_id: "m", options }] }], content: "?" });
      if (it.isStringSelectMenu()) await it.reply(it.values.join());
    });
    await peer.runs(ann, channel, "buy", { pair: "BTC/USDT" }).answered;
    const id = peer.messages(channel)[0]?.id ?? "";
    await peer.selects(ann, channel, id, "m", ["4h"]).answered;
    expect(peer.messages(channel).at(-1)?.content).toBe("4h");
  });

  it("shows a modal and reads what was typed", async () => {
    const { channel, ann } = await stage(async (it) => {
      if (it.isChatInputCommand()) await it.showModal(REASON);
      if (it.isModalSubmit()) await it.reply(it.fields.getTextInputValue("text"));
    });
    await peer.runs(ann, channel, "buy", { pair: "BTC/USDT" }).answered;
    const submitted = peer.submits(ann, "ask:1", { text: "too late" });
    await submitted.answered;
    expect(submitted.reply()?.content).toBe("too late");
    expect(() => peer.submits(ann, "ask:1", {})).toThrow("no modal ask:1");
  });

  it("completes what is being typed", async () => {
    const { channel, ann } = await stage(async (it) => {
      if (it.isAutocomplete()) await it.respond([{ name: `${it.options.getFocused()}c`, value: "BTC/USDT" }]);
    });
    const { data } = await peer.autocompletes(ann, channel, "buy", { pair: "bt" }, "pair").answered;
    expect(data["choices"]).toMatchObject([{ name: "btc", value: "BTC/USDT" }]);
  });

  it("sends a file that an embed shows, and replaces it", async () => {
    const { client, channel } = await stage();
    const room = await sendable(client, channel);
    const file = (text: string): AttachmentBuilder => new AttachmentBuilder(Buffer.from(text), { name: "chart.png" });
    const embeds = [{ title: "Chart", image: { url: "attachment://chart.png" } }];
    const sent = await room.send({ embeds, files: [file("one")] });
    expect(sent.embeds[0]?.image?.url).toMatch(/\/chart\.png$/);
    await sent.edit({ embeds, files: [file("twice")], attachments: [] });
    const [message] = peer.messages(channel);
    expect(message?.attachments).toMatchObject([{ filename: "chart.png", length: 5 }]);
    expect(message?.history[0]?.attachments).toMatchObject([{ filename: "chart.png", length: 3 }]);
  });

  it("sends once, though the first answer was lost", async () => {
    const { client, channel } = await stage();
    const room = await sendable(client, channel);
    peer.fault("POST /channels/:channel/messages", "drop-after");
    await room.send("once");
    expect(peer.messages(channel)).toHaveLength(1);
    expect(peer.calls.filter(({ route }) => route === "POST /channels/:channel/messages")).toHaveLength(2);
  });

  it("resumes after a cut, and gets what it missed", async () => {
    const { channel, ann } = await stage(onBuy(async (it) => it.reply("here")));
    peer.cut();
    const handle = peer.runs(ann, channel, "buy", { pair: "BTC/USDT" });
    await handle.answered;
    expect(peer.stats.gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  it("resumes when asked to reconnect, and when its session is invalid but resumable", async () => {
    await stage();
    peer.reconnect();
    await until("a first resume", () => peer.stats.gateway.resumes === 1 && peer.stats.gateway.lines === 1);
    peer.invalidate(true);
    await until("a second resume", () => peer.stats.gateway.resumes === 2);
    expect(peer.stats.gateway.identifies).toBe(1);
  });

  it("notices a zombie by its silence, and gets what it missed", async () => {
    await peer.stop();
    peer = await startDiscordPeer({ heartbeatMs: 100 });
    const { channel, ann } = await stage(onBuy(async (it) => it.reply("here")));
    peer.zombie();
    expect(await peer.runs(ann, channel, "buy", { pair: "BTC/USDT" }).answered).toMatchObject({ type: 4 });
    expect(peer.stats.gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  it("sees no event that is lost, and one twice that comes twice", async () => {
    const seen: string[] = [];
    const { channel, ann } = await stage(onBuy((it) => seen.push(it.id)));
    peer.dropEvent("INTERACTION_CREATE");
    peer.runs(ann, channel, "buy", { pair: "BTC/USDT" });
    const handle = peer.runs(ann, channel, "buy", { pair: "ETH/USDT" });
    peer.redeliver(handle);
    await until("two events", () => seen.length === 2);
    expect(seen).toEqual([handle.id, handle.id]);
  });

  it("identifies anew when its session is invalid", async () => {
    const { channel, ann } = await stage(onBuy(async (it) => it.reply("here")));
    peer.invalidate(false);
    await until("a second identify", () => peer.stats.gateway.identifies === 2);
    expect(await peer.runs(ann, channel, "buy", { pair: "BTC/USDT" }).answered).toMatchObject({ type: 4 });
  });

  it("comes back after 503 on upgrade and after a closed port", async () => {
    await stage();
    peer.refuse();
    peer.cut();
    await until("no line", () => peer.stats.gateway.lines === 0);
    peer.accept();
    await until("a resume", () => peer.stats.gateway.resumes === 1);
    await peer.down();
    await until("no line once more", () => peer.stats.gateway.lines === 0);
    await peer.up();
    // By a resume, or anew: that depends on whether it found the port closed.
    await until("another hello", () => peer.stats.gateway.identifies + peer.stats.gateway.resumes === 3);
    expect(peer.stats.gateway.lines).toBe(1);
  });

  it("is told of a wrong token, and of intents that it may not have", async () => {
    const login = async (intents: GatewayIntentBits[], token: string): Promise<unknown> => {
      const client = new Client({ intents, rest: { api: peer.url } });
      clients.push(client);
      return client.login(token);
    };
    await expect(login([], `${peer.token}x`)).rejects.toThrow("invalid token");
    await expect(login([GatewayIntentBits.MessageContent], peer.token)).rejects.toThrow("disallowed intents");
  });
});
