/** A process: what the platform's library takes by itself, a bot that says back what it was told. */
import { Client, Events, GatewayIntentBits } from "discord.js";
import { Telegraf } from "telegraf";

import { serveParent } from "./child.ts";
import type { Doors, PlatformName } from "./stage.ts";

export type BareDuties = {
  open(platform: PlatformName, doors: Doors): Promise<void>;
};

serveParent({
  open: (platform, doors) => (platform === "telegram" ? openTelegram(doors) : openDiscord(doors)),
} satisfies BareDuties);

async function openTelegram({ url, token }: Doors): Promise<void> {
  const bot = new Telegraf(token, { telegram: { apiRoot: url } });
  bot.catch((error) => console.error("the bare bot:", String(error)));
  bot.on("text", (context) => context.reply(context.message.text));
  const launched = Promise.withResolvers<void>();
  bot.launch(() => launched.resolve()).catch(launched.reject); // it lasts as long as the bot
  return launched.promise;
}

const text = (name: string) => ({ type: 3, name, description: name, required: true });
const COMMANDS = [
  { name: "notify", description: "notify", options: [text("topic"), text("state")] },
  { name: "price", description: "price", options: [text("pair")] },
  ...["status", "positions", "balance"].map((name) => ({ name, description: name })),
];

async function openDiscord({ url, token }: Doors): Promise<void> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: url } });
  client.on(Events.Error, (error) => console.error("the bare bot:", String(error)));
  client.on(Events.InteractionCreate, (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const words = interaction.options.data.map(({ value }) => String(value));
    const said = interaction.reply([`/${interaction.commandName}`, ...words].join(" "));
    said.catch((error: unknown) => console.error("the bare bot:", String(error)));
  });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  await (await ready).application.commands.set(COMMANDS);
}
