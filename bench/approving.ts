/** From a yes to the exchange: an approved order on its way, each time beside one bare commit to the same disk. */
import type { App } from "../src/app.ts";
import type { OrderId } from "../src/domain/ids.ts";
import { Order } from "../src/models/order.ts";
import { until } from "../test/support/until.ts";
import { openBareCommit } from "./bare-commit.ts";
import { type BenchDesk, inFolder, withDesk } from "./desk.ts";
import { columnOf, type Part, ratio } from "./figures.ts";

const ORDERS = 300;
const WARM_UP = 20;
const LINE = "/buy BTC/USDT 0.001";

export function approving(): Promise<Part> {
  return inFolder((dataDir) =>
    withDesk(dataDir, "synthetic", async (desk) => {
      const bareCommit = openBareCommit(dataDir);
      desk.startFeeds();
      // All rules are asked, and none of them refuses: twenty of these a minute would be too many.
      for (const line of ["/limits orders off", "/limits duplicate off"]) await desk.chat.ask(line);
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
  const of = columnOf<keyof Sending>(sendings);
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
  const commits = noteCommits(app);
  const durable = steps.next("command.done").then((at) => ({ at, committingAt: commits.lastAt() }));
  const placing = steps.next("send.claimed"); // the step right before place()
  const { sentAt } = await chat.ask(`/approve ${id}`);
  const [yes, placedAt] = [await durable, await placing];
  commits.stop();
  await until(`#${id} filled`, async () => (await Order.query(app.db.reader).findById(id))?.state === "filled");
  return {
    fromMessage: placedAt - sentAt,
    fromCommit: placedAt - yes.committingAt,
    fromDurable: placedAt - yes.at,
    bareCommit: bareCommit(),
  };
}

/** When a transaction last asked the database for its commit. */
function noteCommits({ db }: App): { lastAt(): number; stop(): void } {
  let at = Number.NaN;
  const note = ({ sql }: { sql: string }): void => {
    if (sql === "COMMIT;") at = performance.now();
  };
  db.writer.on("query", note);
  return { lastAt: () => at, stop: () => db.writer.off("query", note) };
}
