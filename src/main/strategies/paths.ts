/** What a file says, with no path of the machine: people know its files as strategies.local/channel.ts. */
import { dirname, sep } from "node:path";
import { pathToFileURL } from "node:url";

import { FOLDER } from "../../strategies/folder.ts";

/** `folder`: the absolute path of strategies.local; the folder above it is the desk's. */
export function withoutPaths(sentence: string, folder: string): string {
  const desk = dirname(folder);
  return sentence
    .replaceAll(pathToFileURL(folder).href, FOLDER)
    .replaceAll(folder, FOLDER)
    .replaceAll(`${pathToFileURL(desk).href}/`, "")
    .replaceAll(`${desk}${sep}`, "")
    .replaceAll(`'${desk}'`, "the desk's folder"); // as Node quotes it
}
