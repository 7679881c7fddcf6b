/** From a person's command to its answer as the platform shows it: the whole desk, beside a bare bot on the same library. */
import type { BareDuties } from "./chatting/bare.ts";
import { startChild } from "./chatting/child.ts";
import type { DeskDuties, DeskSeen } from "./chatting/desk.ts";
import { type Load, LOADS, WARM_UP_SECONDS } from "./chatting/loads.ts";
import type { Doors, PlatformName } from "./chatting/stage.ts";
import type { Outcome, WorldDuties } from "./chatting/world.ts";
import { type Figure, figure, type Part, single } from "./figures.ts";

const PLATFORMS = [
  { platform: "telegram", title: "Telegram", library: "telegraf" },
  { platform: "discord", title: "Discord", library: "discord.js" },
] as const;

export async function chatting(): Promise<Part> {
  const figures: Figure[] = [];
  for (const { platform, title, library } of PLATFORMS) {
    for (const load of LOADS) {
      const bare = await measureBare(platform, load);
      figures.push(...figuresOf(`${title}, ${load.name}: a bare bot on ${library}`, bare));
      const { outcome, seen } = await measureDesk(platform, load);
      figures.push(...figuresOf(`${title}, the same: the desk`, outcome), ...deskFigures({ bare, outcome, seen }));
    }
  }
  return { title: "A command in a chat → its answer is shown", figures };
}

function figuresOf(name: string, { latencies, lost, doubled, mistaken }: Outcome): Figure[] {
  return [
    figure(name, "ms", latencies),
    single("… lost", "commands", lost),
    single("… answered twice", "commands", doubled),
    single("… answered with something else", "commands", mistaken),
  ];
}

interface Measured {
  readonly bare: Outcome;
  readonly outcome: Outcome;
  readonly seen: DeskSeen;
}

function deskFigures({ bare, outcome, seen }: Measured): Figure[] {
  const [ours, theirs] = [outcome, bare].map(({ latencies }) => figure("", "ms", latencies).p95 ?? Number.NaN);
  const right = seen.states.filter((state, user) => state === outcome.states[user]);
  return [
    single("… the desk − the bare bot, at p95", "ms", (ours ?? Number.NaN) - (theirs ?? Number.NaN)),
    { name: "… how late the event loop was", unit: "ms", ...seen.delay },
    figure("… one bare FULL commit in its folder", "ms", seen.bareCommits),
    single(`… of ${seen.states.length}, those whose last change is in the database`, "chats", right.length),
  ];
}

async function measureBare(platform: PlatformName, load: Load): Promise<Outcome> {
  return inWorld(platform, load, async (doors, run) => {
    const bare = startChild<BareDuties>("bare.ts");
    try {
      await bare.ask("open", platform, doors);
      await run(warmingUp(load));
      return await run(load);
    } finally {
      await bare.end();
    }
  });
}

async function measureDesk(platform: PlatformName, load: Load): Promise<Omit<Measured, "bare">> {
  return inWorld(platform, load, async (doors, run) => {
    const desk = startChild<DeskDuties>("desk.ts");
    try {
      await desk.ask("open", platform, doors, load.pace);
      await run(warmingUp(load));
      await desk.ask("watch");
      const outcome = await run(load);
      const seen = await desk.ask("seen");
      await desk.ask("close");
      return { outcome, seen };
    } finally {
      await desk.end();
    }
  });
}

function warmingUp(load: Load): Load {
  return { ...load, seconds: WARM_UP_SECONDS };
}

type Run = (load: Load) => Promise<Outcome>;

/** A world of its own: what one bot left open there is not the next one's. */
async function inWorld<T>(
  platform: PlatformName,
  { users, pace }: Load,
  work: (doors: Doors, run: Run) => Promise<T>,
): Promise<T> {
  const world = startChild<WorldDuties>("world.ts");
  try {
    const doors = await world.ask("open", platform, { users, pace });
    return await work(doors, (load) => world.ask("run", load));
  } finally {
    await world.end();
  }
}
