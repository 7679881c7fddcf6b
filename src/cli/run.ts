/** `outcry run LINE`: by the running desk, or by one that lives as long as the line needs, without feed. */
import { createClient, type DeskAddress, NoDesk } from "../chat/local/client.ts";
import { runLine } from "../chat/local/run.ts";
import { Refusal } from "../domain/errors.ts";
import { type Config, loadConfig } from "../config.ts";
import { deskAddress } from "./desk-files.ts";
import { logOf, openHere } from "./desk.ts";

export async function run(line: string, json: boolean): Promise<void> {
  if (line.trim() === "") throw new Refusal("grammar", "Type a command, for example: npx outcry run /help");
  const config = loadConfig();
  const address = deskAddress(config);
  try {
    if (address === null) throw new NoDesk("no desk has been started here");
    process.exitCode = await runAt(address, line, json);
  } catch (error) {
    if (!(error instanceof NoDesk)) throw error;
    process.exitCode = await runHere(config, line, json);
  }
}

async function runHere(config: Config, line: string, json: boolean): Promise<number> {
  const anyPort = { ...config, http: { host: "127.0.0.1", port: 0 } };
  const { desk, token } = await openHere(anyPort, logOf(config, "warn"));
  try {
    const { url } = await desk.serve();
    return await runAt({ url, token }, line, json);
  } finally {
    await desk.stop();
  }
}

function runAt(address: DeskAddress, line: string, json: boolean): Promise<number> {
  return runLine(createClient(address), { line, json, print: (text) => console.log(text) });
}
