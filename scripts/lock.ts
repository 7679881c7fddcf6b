// npm forgets better-sqlite3's `gypfile: false` in the lock file and then demands Python and a compiler in `npm ci`
// (npm 9 and 10). Run after every change of the dependencies: `npm run lock`.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, { gypfile?: boolean }> };
const entry = lock.packages["node_modules/better-sqlite3"];
if (entry === undefined) throw new Error("package-lock.json has no better-sqlite3: run npm install first");
entry.gypfile = false;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
