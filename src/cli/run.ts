/** `outcry run LINE`: by the running desk, or by one that lives as long as the line needs, without feed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { createClient } from "../chat/local/terminal/client.ts";
import { runLine } from "../chat/local/terminal/run.ts";
import { Refusal } from "../domain/errors.ts";
import { loadConfig } from "../config.ts";
import { atDesk } from "./at-desk.ts";

export interface RunCommandOptions {
  readonly json?: true;
  /** A folder for the picture and the file of the answer. */
  readonly files?: string;
}

export async function run(line: string, { json, files }: RunCommandOptions): Promise<void> {
  if (line.trim() === "") throw new Refusal("grammar", "Type a command, for example: npx outcry run /help");
  const print = (text: string): void => console.log(text);
  const save = files === undefined ? null : savingIn(files);
  process.exitCode = await atDesk(loadConfig(), (address) =>
    runLine(createClient(address), { line, json: json === true, print, save }),
  );
}

/** What has the same name there is written over. */
function savingIn(folder: string): (name: string, data: Uint8Array) => string {
  mkdirSync(folder, { recursive: true });
  return (name, data) => {
    const place = join(folder, basename(name));
    writeFileSync(place, data);
    return place;
  };
}
