/** `/positions` with 50 of them open: in this process without a wire, then over HTTP to the row in the stream. */
import type { App } from "../src/app.ts";
import type { Beat, Row } from "../src/chat/local/protocol.ts";
import { createClient } from "../src/chat/local/terminal/client.ts";
import { transact } from "../src/db/transact.ts";
import type { ExchangeName, StrategyId } from "../src/domain/ids.ts";
import { from, ZERO } from "../src/domain/money.ts";
import { gatewayOf } from "../src/market/gateways.ts";
import { Position } from "../src/models/position.ts";
import { Strategy } from "../src/models/strategy.ts";
import { DeskProcess } from "../test/support/process.ts";
import { openBareCommit } from "./bare-commit.ts";
import { inFolder, ownSettings, withDesk } from "./desk.ts";
import { columnOf, figure, type Part, ratio } from "./figures.ts";

const OPEN = 50;
const WARM_UP = 50;
const ASKED = 500;
const LINE = "/positions";

export function positions(): Promise<Part> {
  return inFolder(async (dataDir) => {
    const inProcess = await askInProcess(dataDir);
    const overHttp = await askOverHttp(dataDir);
    const of = columnOf<keyof Asking>(inProcess);
    const whole = of("in process: message in to reply out", "whole");
    const bareCommit = of("one bare FULL commit", "bareCommit");
    return {
      title: `/positions with ${OPEN} open positions`,
      figures: [
        whole,
        of("… until the message is stored (one FULL commit)", "storing"),
        of("… then parse, role, command, reply", "answering"),
        bareCommit,
        ratio("in process : bare commit", whole, bareCommit),
        figure("over HTTP, market running: POST to the row in the stream", "ms", overHttp),
      ],
    };
  });
}

/** All in ms. */
interface Asking {
  readonly whole: number;
  readonly storing: number;
  readonly answering: number;
  readonly bareCommit: number;
}

/** Leaves the positions in the folder. */
function askInProcess(dataDir: string): Promise<Asking[]> {
  return withDesk(dataDir, "synthetic", async ({ app, chat }) => {
    const bareCommit = openBareCommit(dataDir);
    await openPositions(app);
    return often(async () => {
      const { sentAt, storedAt, answeredAt } = await chat.ask(LINE);
      const [storing, answering] = [storedAt - sentAt, answeredAt - storedAt];
      return { whole: storing + answering, storing, answering, bareCommit: bareCommit() };
    });
  });
}

/** A desk in a process of its own, as people meet it. */
async function askOverHttp(dataDir: string): Promise<number[]> {
  const desk = await DeskProcess.start({ dataDir, env: ownSettings(dataDir) });
  const hangUp = new AbortController();
  try {
    const client = createClient(desk.address());
    const stream = client.stream(hangUp.signal);
    await stream.next(); // the first beat: it listens
    return await often(async () => {
      const sentAt = performance.now();
      await Promise.all([client.send({ line: LINE }), nextRow(stream)]);
      return performance.now() - sentAt;
    });
  } finally {
    hangUp.abort();
    await desk.stop();
  }
}

async function nextRow(stream: AsyncGenerator<Row | Beat>): Promise<void> {
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error("the stream has ended");
    if ("seq" in value) return;
  }
}

/** One after the other; the first ones, in which the engine warms up, do not count. */
async function often<T>(ask: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < WARM_UP + ASKED; i++) results.push(await ask());
  return results.slice(WARM_UP);
}

/** A pair is held once by a strategy: as many strategies as it takes. */
async function openPositions(app: App): Promise<void> {
  const pairs = (await gatewayOf(app).markets()).map((market) => market.pair);
  await transact(app, async (tx) => {
    for (let i = 0; i < OPEN; i++) {
      const [pair, strategyId] = [pairs[i % pairs.length], `bench-${Math.floor(i / pairs.length)}` as StrategyId];
      if (pair === undefined) throw new Error("the account lists no pair");
      if (pair === pairs[0]) await Strategy.query(tx).insert(aStrategy(strategyId));
      await Position.query(tx).insert({ ...A_POSITION, tradingPair: pair, strategyId });
    }
  });
}

const A_POSITION = {
  exchange: "paper" as ExchangeName,
  side: "LONG",
  entryPrice: from("100.25"),
  quantity: from("0.01"),
  cost: from("1.0025"),
  realizedPnl: ZERO,
  fees: ZERO,
  openTime: 0,
  lastUpdateTime: 0,
} as const;

function aStrategy(id: StrategyId) {
  return { id, name: id, type: "BENCH", status: "PAUSED", createdAt: 0, updatedAt: 0 } as const;
}
