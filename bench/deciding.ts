/** From the close of a candle to the rows of what strategies propose on it, each time beside one bare commit to the same disk. */
import { openBareCommit } from "./bare-commit.ts";
import { inFolder, withDesk } from "./desk.ts";
import { figure, type Part, ratio } from "./figures.ts";
import { type Minute, minuteOf, type Minutes, openMinutes } from "./minutes.ts";
import { timedColumn } from "./timed.ts";

const PAIRS = 50;
const WARM_UP = 20;
const SINGLE = 200;
const TOGETHER = 10;
/** So long a pair falls until its averages can cross again. */
const APART = 12;

export function deciding(): Promise<Part> {
  return inFolder((dataDir) =>
    withDesk(dataDir, "synthetic", async (desk) => {
      const minutes = await openMinutes(desk, PAIRS, openBareCommit(dataDir));
      const measured = await measure(minutes);
      await minutes.ticking.stop();
      return partOf(measured);
    }),
  );
}

interface Measured {
  readonly none: readonly Minute[];
  readonly one: readonly Minute[];
  readonly all: readonly Minute[];
}

function partOf({ none, one, all }: Measured): Part {
  const ofOne = figure("one proposes: the candle closes → its row is committed", "ms", one.flatMap(proposalsOf));
  const ofAll = figure(`${PAIRS} propose: the candle closes → each row is committed`, "ms", all.flatMap(proposalsOf));
  const last = figure(
    "… the last of them",
    "ms",
    all.map(({ proposed }) => Math.max(...proposed)),
  );
  const each = figure(
    "… of it for each",
    "ms",
    all.map(({ proposed }) => Math.max(...proposed) / PAIRS),
  );
  const bareCommit = figure(
    "one bare FULL commit",
    "ms",
    [...one, ...all].map((minute) => minute.bareCommit),
  );
  return {
    title: `Strategies: ${PAIRS} pairs at the close of a candle`,
    figures: [
      timedColumn("none proposes: the candle closes → all are looked at", none),
      timedColumn("… at work", none, "workedMs"),
      timedColumn("… longest block of the event loop", none, "blockedMs"),
      ofOne,
      timedColumn("… until all are looked at", one),
      timedColumn("… at work", one, "workedMs"),
      timedColumn("… longest block of the event loop", one, "blockedMs"),
      ofAll,
      last,
      each,
      timedColumn("… at work for all of them", all, "workedMs"),
      timedColumn("… longest block of the event loop", all, "blockedMs"),
      bareCommit,
      ratio("one proposes : bare commit", ofOne, bareCommit),
      ratio(`each of ${PAIRS} : bare commit`, each, bareCommit),
    ],
  };
}

const proposalsOf = ({ proposed }: Minute): readonly number[] => proposed;

async function measure(minutes: Minutes): Promise<Measured> {
  const { pairs } = minutes.market;
  const [none, one, all]: [Minute[], Minute[], Minute[]] = [[], [], []];
  for (let i = 0; i < WARM_UP + SINGLE; i++) one.push(await minuteOf(minutes, pairs.slice(i % PAIRS).slice(0, 1)));
  for (let i = 0; i < TOGETHER; i++) {
    for (let quiet = 0; quiet < APART; quiet++) none.push(await minuteOf(minutes, []));
    all.push(await minuteOf(minutes, pairs));
  }
  return { none, one: one.slice(WARM_UP), all };
}
