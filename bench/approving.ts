/** From a yes to the exchange: an approved order on its way, each time beside one bare commit to the same disk. */
import { join } from "node:path";

import Database from "better-sqlite3";

import type { OrderId } from "../src/domain/ids.ts";
import { Order } from "../src/models/order.ts";
import { until } from "../test/support/until.ts";
import { type BenchDesk, inFolder, withDesk } from "./desk.ts";
import { figure, type Part, ratio } from "./figures.ts";

const ORDERS = 300;
const WARM_UP = 20;
const LINE = "/buy BTC/USDT 0.001";

export function approving(): Promise<Part> {
  return inFolder((dataDir) =>
    withDesk(dataDir, "synthetic", async (desk) => {
      const bareCommit = openBareCommit(join(dataDir, "bare.db"));
      desk.startFeeds();
      const sendings: Sending[] = [];
      for (let i = 0; i < WARM_UP + ORDERS; i++) sendings.push(await sendOne(desk, bareCommit));
      return partOf(sendings.slice(WARM_UP));
    }),
  );
}

/** ms from … to the call of the venue's place(), but for the bare commit. */
interface Sending {
  readonly fromMessage: number;
  /** When the transaction of the yes asked for its commit. */
  readonly fromCommit: number;
  /** When that commit was durable. */
  readonly fromDurable: number;
  readonly bareCommit: number;
}

function partOf(sendings: readonly Sending[]): Part {
  const of = (name: string, key: keyof Sending) =>
    figure(
      name,
      "ms",
      sendings.map((sending) => sending[key]),
    );
  const fromCommit = of("approve asks for its commit → place() is called (two FULL commits)", "fromCommit");
  const bareCommit = of("one bare FULL commit", "bareCommit");
  return {
    title: "Approve → sent",
    figures: [
      of("the message /approve comes in → place() is called", "fromMessage"),
      fromCommit,
      of("… of it once the yes is durable", "fromDurable"),
      bareCommit,
      ratio("approve → sent : bare commit", fromCommit, bareCommit),
    ],
  };
}

async function sendOne({ app, chat, steps }: BenchDesk, bareCommit: () => number): Promise<Sending> {
  const { reply } = await chat.ask(LINE);
  const id = reply.binds?.order as OrderId;
  let committingAt = 0;
  const note = ({ sql }: { sql: string }): void => void (sql === "COMMIT;" && (committingAt = performance.now()));
  app.db.writer.on("query", note);
  const durable = steps.next("command.done").then((at) => ({ at, committingAt }));
  const placing = steps.next("send.claimed"); // the step right before place()
  const { sentAt } = await chat.ask(`/approve ${id}`);
  const [yes, placedAt] = [await durable, await placing];
  app.db.writer.off("query", note);
  await until(`#${id} filled`, async () => (await Order.query(app.db.reader).findById(id))?.state === "filled");
  return {
    fromMessage: placedAt - sentAt,
    fromCommit: placedAt - yes.committingAt,
    fromDurable: placedAt - yes.at,
    bareCommit: bareCommit(),
  };
}

/** As the ledger's database is set. Gives the ms of one small insert and its commit. */
function openBareCommit(file: string): () => number {
  const db = new Database(file);
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"]) db.pragma(pragma);
  db.exec("create table rows (id integer primary key, content text not null)");
  const insert = db.prepare("insert into rows (content) values (?)");
  const content = "x".repeat(200);
  return () => {
    const begun = performance.now();
    insert.run(content);
    return performance.now() - begun;
  };
}
