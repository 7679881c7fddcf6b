/** `/positions` with 50 of them open: in this process without a wire, then over HTTP to the row in the stream. */
import type { App } from "../src/app.ts";
import { createClient } from "../src/chat/local/client.ts";
import { transact } from "../src/db/transact.ts";
import type { StrategyId } from "../src/domain/ids.ts";
import { from, ZERO } from "../src/domain/money.ts";
import { Position } from "../src/models/position.ts";
import { Strategy } from "../src/models/strategy.ts";
import { activePairs } from "../src/market/rules.ts";
import { type BenchDesk, withDesk } from "./desk.ts";
import { figure, type Part } from "./figures.ts";
import type { Asked } from "./memory-chat.ts";

const OPEN = 50;
const WARM_UP = 50;
const ASKED = 500;
const LINE = "/positions";

export function positions(): Promise<Part> {
  return withDesk(
    () => "synthetic",
    async (desk) => {
      await openPositions(desk.app);
      const inProcess = await askInProcess(desk);
      const overHttp = await askOverHttp(desk);
      return {
        title: `/positions with ${OPEN} open positions`,
        figures: [
          figure("router and database: message in to reply out", "ms", inProcess.map(lengthOf)),
          figure("… of it until the message is stored (one FULL commit)", "ms", inProcess.map(storing)),
          figure("… of it parse, role, command, reply", "ms", inProcess.map(answering)),
          figure("over HTTP: POST to the row in the stream", "ms", overHttp),
        ],
      };
    },
  );
}

const lengthOf = ({ sentAt, answeredAt }: Asked): number => answeredAt - sentAt;
const storing = ({ sentAt, storedAt }: Asked): number => storedAt - sentAt;
const answering = ({ storedAt, answeredAt }: Asked): number => answeredAt - storedAt;

async function askInProcess({ chat }: BenchDesk): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let i = 0; i < WARM_UP + ASKED; i++) asked.push(await chat.ask(LINE));
  return asked.slice(WARM_UP);
}

async function askOverHttp({ serve, token }: BenchDesk): Promise<number[]> {
  const { url } = await serve();
  const client = createClient({ url, token });
  const hangUp = new AbortController();
  const rows = client.stream(hangUp.signal);
  await rows.next(); // the beat that says it listens
  const asked: number[] = [];
  for (let i = 0; i < WARM_UP + ASKED; i++) {
    const sentAt = performance.now();
    await Promise.all([client.send({ line: LINE }), nextRow(rows)]);
    asked.push(performance.now() - sentAt);
  }
  hangUp.abort();
  return asked.slice(WARM_UP);
}
