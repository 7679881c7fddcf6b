/** `outcry token …`: who may open the local chat. A token is printed once, and only its hash is kept. */
import type { Role } from "../chat/command.ts";
import { createClient } from "../chat/local/terminal/client.ts";
import type { TokenAnswer, TokenWish } from "../chat/local/protocol.ts";
import { type Config, loadConfig } from "../config.ts";
import { atDesk } from "./at-desk.ts";
import { publicUrl, saveToken } from "./desk-files.ts";

export async function addToken(name: string, role: Role | undefined): Promise<void> {
  await change({ do: "add", name, role });
}

export async function rotateToken(name: string): Promise<void> {
  await change({ do: "rotate", name });
}

export async function removeToken(name: string): Promise<void> {
  await change({ do: "remove", name });
}

export async function listTokens(): Promise<void> {
  const { tokens } = await atDesk(loadConfig(), (address) => createClient(address).tokens());
  const widest = Math.max(...tokens.map(({ name }) => name.length));
  for (const { name, role, createdAt } of tokens)
    console.log(
      `${name.padEnd(widest)}  ${role.padEnd("approver".length)}  since ${new Date(createdAt).toISOString()}`,
    );
}

async function change(wish: TokenWish): Promise<void> {
  const config = loadConfig();
  const answer = await atDesk(config, (address) => createClient(address).changeToken(wish));
  // The commands of this machine go on with the one in the file.
  if (answer.isOwn && answer.token !== null) saveToken(config, answer.token);
  console.log(told(config, answer));
}

function told(config: Config, { name, role, token }: TokenAnswer): string {
  if (token === null) return `${name} has no token any more: their local chat is closed.`;
  return `The address for ${name} (${role}), shown this once:\n${publicUrl(config)}/#${token}`;
}
