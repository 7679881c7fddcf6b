/** How much is asked of a chat, and in which words. */
export interface Load {
  readonly name: string;
  readonly users: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Of the desk, and of the platform. */
  readonly pace: "platform" | "off";
  /**
   * poisson: whenever, and whoever. each-second: each of them once in a second, at any moment of it, for a platform that lets
   * a chat have one message a second.
   */
  readonly arrivals: "poisson" | "each-second";
}

export const WARM_UP_SECONDS = 5;
const SHORTER = process.env["BENCH_SECONDS"];

export const LOADS: readonly Load[] = [
  {
    ...{ name: "20 users, 20 commands/s, paced as in production", users: 20, perSecond: 20 },
    ...{ seconds: secondsOf(30), pace: "platform", arrivals: "each-second" },
  },
  {
    ...{ name: "50 users, 200 commands/s, pace lifted", users: 50, perSecond: 200 },
    ...{ seconds: secondsOf(60), pace: "off", arrivals: "poisson" },
  },
];

function secondsOf(usual: number): number {
  return SHORTER === undefined ? usual : Number(SHORTER);
}

export interface Command {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** What its answer has, and that of a bot that says it back. */
  readonly answer: RegExp;
}

const READINGS: readonly Command[] = [
  { name: "status", options: {}, answer: /status|Holding/ },
  { name: "price", options: { pair: "BTC/USDT" }, answer: /BTC\/USDT/ },
  { name: "positions", options: {}, answer: /position/i },
  { name: "balance", options: {}, answer: /balance|equity/i },
];

/** A person's nth, from 0 on: every other one changes what their chat is told of, to and fro. */
export function commandOf(nth: number): Command {
  if (nth % 2 === 1) return READINGS[((nth - 1) / 2) % READINGS.length] as Command;
  const state = stateAfter(nth + 1);
  return { name: "notify", options: { topic: "fills", state }, answer: new RegExp(`fills ${state}`, "i") };
}

/** Of the topic, when a person's first `count` commands are done. */
export function stateAfter(count: number): "on" | "off" {
  return Math.ceil(count / 2) % 2 === 1 ? "on" : "off";
}

/** As it is typed. */
export function lineOf({ name, options }: Command): string {
  return [`/${name}`, ...Object.values(options)].join(" ");
}

export interface Arrival {
  /** ms since the beginning. */
  readonly at: number;
  /** From 0 on. */
  readonly user: number;
}

/** The same each time. */
export function arrivalsOf({ arrivals, ...load }: Load): readonly Arrival[] {
  return (arrivals === "poisson" ? poisson(load) : eachSecond(load)).toSorted((one, two) => one.at - two.at);
}

type Crowd = Pick<Load, "users" | "perSecond" | "seconds">;

function poisson({ users, perSecond, seconds }: Crowd): Arrival[] {
  const random = chance();
  const all: Arrival[] = [];
  for (let at = 0; at < seconds * 1000; at -= (Math.log(1 - random()) / perSecond) * 1000)
    all.push({ at, user: Math.floor(random() * users) });
  return all;
}

function eachSecond({ users, seconds }: Crowd): Arrival[] {
  const random = chance();
  return Array.from({ length: seconds * users }, (_, i) => ({
    at: (Math.floor(i / users) + random()) * 1000,
    user: i % users,
  }));
}

function chance(): () => number {
  let state = 1;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
