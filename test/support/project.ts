import { delimiter, join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** PATH as it is outside npm's scripts: `node` is the machine's own. */
export const OUTER_PATH = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);
