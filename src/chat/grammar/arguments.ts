/** What the arguments of commands can be. Reading them is pure and strict; each refusal is one sentence with what to type. */
import { type Timeframe, TIMEFRAMES } from "../../domain/candle.ts";
import { Refusal } from "../../domain/errors.ts";
import type { OrderId, Pair } from "../../domain/ids.ts";
import { nearest } from "../../domain/nearest.ts";
import type { ArgType } from "../command.ts";
import { knownPairs, meantPair, orderLabels, recentOrders } from "./known.ts";
import { type Amount, type Price, readAmount, readPrice, readTrail, type Trail } from "./numbers.ts";
import { Misspelt, short } from "./spelling.ts";

export type { Amount, Price, Trail };

export const amountArg: ArgType<Amount> = {
  placeholder: "AMOUNT",
  question: "how much?",
  complete: async () => ["$100", "$250", "$500", "10%"],
  parse: readAmount,
};

/** Of what is held. */
export const shareArg: ArgType<Amount> = { ...amountArg, complete: async () => ["25%", "50%", "100%"] };

/** In the coin alone, which no word can be proposed for. */
export const quantityArg: ArgType<Amount> = { ...amountArg, complete: async () => [] };

export const priceArg: ArgType<Price> = {
  placeholder: "PRICE",
  question: "at which price?",
  complete: async () => ["-0.5%", "-1%", "+0.5%", "+1%"],
  parse: readPrice,
};

export const trailArg: ArgType<Trail> = {
  placeholder: "DISTANCE",
  question: "how far behind?",
  complete: async () => ["1%", "2%", "5%"],
  parse: readTrail,
};

const PAIR = /^[!-<>-~]{1,40}$/;
const PERPETUAL = /^([A-Z0-9]+)-PERP$/;

/** Upper case, `BTC-PERP` in full as BTC/USDT:USDT. That the pair exists is for the command to say. */
export const pairArg: ArgType<Pair> = {
  placeholder: "PAIR",
  complete: knownPairs,
  mend: meantPair,
  parse(word) {
    if (!PAIR.test(word) || !/[a-z]/i.test(word)) {
      throw new Refusal("grammar", `"${short(word)}" is not a pair: type it like BTC/USDT.`);
    }
    const upper = word.toUpperCase();
    const base = PERPETUAL.exec(upper)?.[1];
    return (base === undefined ? upper : `${base}/USDT:USDT`) as Pair;
  },
};

/** `42` or `#42`, as the cards show it. */
export const orderArg: ArgType<OrderId> = {
  placeholder: "ID",
  question: "which order?",
  complete: recentOrders,
  labels: orderLabels,
  fits: (word) => /^#?\d/.test(word),
  parse(word) {
    const digits = /^#?([1-9]\d{0,14})$/.exec(word)?.[1];
    if (digits === undefined) {
      throw new Refusal("grammar", `"${short(word)}" is not an order's number: type it like 42 (/orders shows them).`, [
        "/orders",
      ]);
    }
    return Number(digits) as OrderId;
  },
};

export type Choice<T extends string> = ArgType<T> & Required<Pick<ArgType<T>, "fits" | "choices">>;

/** One of a few words. */
export function choice<const T extends string>(...words: readonly [T, ...T[]]): Choice<T> {
  const find = (word: string): T | undefined => words.find((each) => each === word.toLowerCase());
  return {
    placeholder: words.join("|"),
    question: "which one?",
    choices: words,
    complete: async () => words,
    fits: (word) => find(word) !== undefined,
    parse(word) {
      const found = find(word);
      if (found !== undefined) return found;
      const guess = /[a-z]/i.test(word) ? nearest(word, words) : null;
      throw new Misspelt(word, "is not taken here", guess, words.join(" or "));
    },
  };
}

/** How long a candle lasts. */
export const timeframeArg: Choice<Timeframe> = { ...choice(...TIMEFRAMES), placeholder: "TIMEFRAME" };

/** One of a few words where the word is one of them, else the second. */
export function either<const T extends string, B>(first: Choice<T>, second: ArgType<B>): ArgType<T | B> {
  return {
    ...second,
    placeholder: `${second.placeholder}|${first.placeholder}`,
    complete: async (desk, typed) => [...((await second.complete?.(desk, typed)) ?? []), ...first.choices],
    async labels(desk, words) {
      const others = words.filter((word) => !first.fits(word));
      const labels = new Map((await second.labels?.(desk, others))?.map((label, index) => [others[index], label]));
      return words.map((word) => labels.get(word) ?? word);
    },
    mend: async (desk, word) => (first.fits(word) ? null : ((await second.mend?.(desk, word)) ?? null)),
    parse: (word) => (first.fits(word) ? first.parse(word) : orMisspelt(first, second, word)),
  };
}

function orMisspelt<B>(first: Choice<string>, second: ArgType<B>, word: string): B {
  try {
    return second.parse(word);
  } catch (error) {
    const guess = /[a-z]/i.test(word) ? nearest(word, first.choices) : null;
    if (guess === null) throw error;
    throw new Misspelt(word, "is not taken here", guess, guess);
  }
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** The name of something that the desk keeps (an exchange, a strategy, a command), in lower case. */
export const wordArg: ArgType<string> = {
  placeholder: "NAME",
  parse(word) {
    const lower = word.toLowerCase();
    if (NAME.test(lower)) return lower;
    throw new Refusal("grammar", `"${short(word)}" is not a name: it has letters, digits, - and _ only.`);
  },
};

/** A count or a number of something: 1, 2, 3 … */
export const countArg: ArgType<number> = {
  placeholder: "NUMBER",
  fits: (word) => /^\d/.test(word),
  parse(word) {
    if (/^[1-9]\d{0,8}$/.test(word)) return Number(word);
    throw new Refusal("grammar", `"${short(word)}" is not a whole number: type it like 2.`);
  },
};

const LONGEST_TEXT = 400;

/** Free text, as it was typed. */
export const textArg: ArgType<string> = {
  placeholder: "TEXT",
  parse(words) {
    if (words.length > LONGEST_TEXT)
      throw new Refusal("grammar", `That text is too long: ${LONGEST_TEXT} characters at most.`);
    return words;
  },
};
