/** Where a command of `outcry` is carried out: at the running desk, or at one that lives as long as the command, without feed. */
import { type DeskAddress, NoDesk } from "../chat/local/terminal/client.ts";
import type { Config } from "../config.ts";
import { deskAddress } from "./desk-files.ts";
import { openHere } from "./desk.ts";
import { logOf } from "./log.ts";

export async function atDesk<T>(config: Config, work: (address: DeskAddress) => Promise<T>): Promise<T> {
  const address = deskAddress(config);
  try {
    if (address === null) throw new NoDesk("no desk has been started here");
    return await work(address);
  } catch (error) {
    if (!(error instanceof NoDesk)) throw error;
    return atOwnDesk(config, work);
  }
}

async function atOwnDesk<T>(config: Config, work: (address: DeskAddress) => Promise<T>): Promise<T> {
  const anyPort = { ...config, http: { host: "127.0.0.1", port: 0 } };
  const { desk, token } = await openHere(anyPort, logOf(config, "warn"));
  try {
    const { url } = await desk.serve();
    return await work({ url, token });
  } finally {
    await desk.stop();
  }
}
