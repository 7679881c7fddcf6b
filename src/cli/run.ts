/** `outcry run LINE`: by the running desk, or by one that lives as long as the line needs, without feed. */
import { createClient } from "../chat/local/terminal/client.ts";
import { runLine } from "../chat/local/terminal/run.ts";
import { Refusal } from "../domain/errors.ts";
import { loadConfig } from "../config.ts";
import { atDesk } from "./at-desk.ts";

export async function run(line: string, json: boolean): Promise<void> {
  if (line.trim() === "") throw new Refusal("grammar", "Type a command, for example: npx outcry run /help");
  const print = (text: string): void => console.log(text);
  process.exitCode = await atDesk(loadConfig(), (address) => runLine(createClient(address), { line, json, print }));
}
