/** The history of candles that a configuration names: of the desk, and of the commands that work on it beside one. */
import { join } from "node:path";

import type { Config } from "../config.ts";
import type { Log } from "../runtime/log.ts";
import { openSqliteSeries } from "../series/sqlite/store.ts";
import type { SeriesStore } from "../series/store.ts";

/** Its data folder must be there. Throws a ConfigError where the history cannot be used. */
export function openSeries({ dataDir }: Config, log: Log): Promise<SeriesStore> {
  return openSqliteSeries({ file: join(dataDir, "series.db"), log });
}
