/**
 * Counts the work of a piece of code in steps that no machine's speed changes: each character that a regular expression
 * looks at, backtracking included, and each that a string method copies or searches. The expressions are run by a plain
 * backtracking matcher beside the engine's own, and have to find the same.
 */
type Go = (at: number) => boolean;
/** Tries to match at a place; goes on with `next`. */
type Matcher = (at: number, next: Go) => boolean;

let steps = 0;
let input = "";

const native = RegExp.prototype.exec;
const compiled = new Map<string, Matcher>();

/** What `work` takes. Nothing else may run meanwhile. */
export function stepsOf(work: () => void): number {
  steps = 0;
  const undo = watch();
  try {
    work();
  } finally {
    undo();
  }
  return steps;
}

/** Methods that walk over their text, as far as their result goes or to its end. */
const WALKS = [
  "trim",
  "toLowerCase",
  "toUpperCase",
  "normalize",
  "toWellFormed",
  "includes",
  "indexOf",
  "lastIndexOf",
  "split",
  "replaceAll",
  "padStart",
] as const;

function watch(): () => void {
  const own = Object.fromEntries(["slice", ...WALKS].map((name) => [name, String.prototype[name as "trim"]]));
  const wrap = (name: string, count: (text: string, result: string) => number): void => {
    const method = own[name] as (...all: unknown[]) => string;
    Object.defineProperty(String.prototype, name, {
      configurable: true,
      writable: true,
      value(this: string, ...all: unknown[]) {
        const result = method.apply(this, all);
        steps += count(this, result);
        return result;
      },
    });
  };
  wrap("slice", (_text, result) => result.length);
  for (const name of WALKS) wrap(name, (text) => text.length);
  RegExp.prototype.exec = counted;
  return () => {
    RegExp.prototype.exec = native;
    for (const [name, method] of Object.entries(own))
      Object.defineProperty(String.prototype, name, { configurable: true, writable: true, value: method });
  };
}

function counted(this: RegExp, text: string): RegExpExecArray | null {
  const from = this.global || this.sticky ? this.lastIndex : 0;
  const found = native.call(this, text);
  const ours = find(this, text, from);
  if (ours?.[0] !== found?.index || (found !== null && ours?.[1] !== found.index + found[0].length))
    throw new Error(`${String(this)} counts wrongly on ${JSON.stringify(text)}: ${String(ours)}, not ${found?.index}`);
  return found;
}

function find(expression: RegExp, text: string, from: number): readonly [begin: number, end: number] | null {
  const match = matcherOf(expression);
  input = text;
  let end = -1;
  const ends: Go = (at) => {
    end = at;
    return true;
  };
  for (let begin = from; begin <= text.length; begin += Math.max(1, oneAt(begin, expression.unicode).length)) {
    steps += 1;
    if (match(begin, ends)) return [begin, end];
    if (expression.sticky) return null;
  }
  return null;
}

function matcherOf({ source, flags }: RegExp): Matcher {
  const key = `${flags}/${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  // Reading an expression takes expressions of its own, which are not to be counted.
  RegExp.prototype.exec = native;
  const made = new Reader(source, flags).read();
  RegExp.prototype.exec = counted;
  compiled.set(key, made);
  return made;
}

/** One atom, as long as it is: an escape, a class, a character. */
const ATOM =
  /^(?:\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\[^kBb1-9]|\[(?:\\.|[^\]\\])*\]|[^\\[\]()*+?{}|^$])/su;
const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/;
const OPENING = /^\((?:\?(<?[=!]|:|<[a-zA-Z]\w*>))?/;

/** Reads the source of an expression; what it does not know (back references, multi-line) it refuses. */
class Reader {
  readonly #flags: string;
  #rest: string;
  #isBehind = false;

  constructor(source: string, flags: string) {
    if (/[mv]/.test(flags)) throw new Error(`flags ${flags} cannot be counted`);
    this.#rest = source;
    this.#flags = flags.replace(/[gyd]/g, "");
  }

  read(): Matcher {
    const whole = this.#alternatives();
    if (this.#rest !== "") throw new Error(`cannot count ${this.#rest}`);
    return whole;
  }

  #take(shape: RegExp): RegExpExecArray | null {
    const found = native.call(shape, this.#rest);
    if (found !== null) this.#rest = this.#rest.substring(found[0].length);
    return found;
  }

  #alternatives(): Matcher {
    const all = [this.#sequence()];
    while (this.#take(/^\|/) !== null) all.push(this.#sequence());
    return all.length === 1 && all[0] !== undefined ? all[0] : (at, next) => all.some((each) => each(at, next));
  }

  #sequence(): Matcher {
    const parts: Matcher[] = [];
    while (this.#rest !== "" && !/^[|)]/.test(this.#rest)) parts.push(this.#quantified());
    if (this.#isBehind) parts.reverse();
    return parts.reduceRight<Matcher>(
      (after, part) => (at, next) => part(at, (then) => after(then, next)),
      (at, next) => next(at),
    );
  }

  #quantified(): Matcher {
    const atom = this.#atom();
    const [, sign, least, comma, most, lazy] = this.#take(QUANTIFIER) ?? [];
    if (sign === undefined && least === undefined) return atom;
    if (lazy === "?") throw new Error("lazy quantifiers cannot be counted");
    const from = sign === undefined ? Number(least) : sign === "+" ? 1 : 0;
    const to =
      sign === undefined ? (comma === "" ? from : most === "" ? Infinity : Number(most)) : sign === "?" ? 1 : Infinity;
    return greedy(atom, from, to);
  }

  #atom(): Matcher {
    const edge = this.#take(/^(?:\^|\$|\\[bB])/)?.[0];
    if (edge !== undefined) return (at, next) => ((steps += 1), isEdge(edge, at) && next(at));
    const opening = this.#take(OPENING);
    if (opening !== null) return this.#group(opening[1] ?? ":");
    const source = this.#take(ATOM)?.[0];
    if (source === undefined) throw new Error(`cannot count ${this.#rest}`);
    return character(source, this.#flags, this.#isBehind);
  }

  #group(kind: string): Matcher {
    const outside = this.#isBehind;
    const looks = /^<?[=!]$/.test(kind);
    if (looks) this.#isBehind = kind.length === 2;
    const inside = this.#alternatives();
    this.#isBehind = outside;
    if (this.#take(/^\)/) === null) throw new Error("a group does not end");
    if (!looks) return inside;
    const wanted = kind.endsWith("=");
    return (at, next) => inside(at, () => true) === wanted && next(at);
  }
}

function greedy(atom: Matcher, from: number, to: number): Matcher {
  const more = (at: number, count: number, next: Go): boolean =>
    (count < to && atom(at, (then) => (then !== at || count < from) && more(then, count + 1, next))) ||
    (count >= from && next(at));
  return (at, next) => more(at, 0, next);
}

function character(source: string, flags: string, isBehind: boolean): Matcher {
  const shape = new RegExp(`^(?:${source})$`, flags);
  const isUnicode = flags.includes("u");
  const known = new Map<string, boolean>();
  const fits = (one: string): boolean => {
    const told = known.get(one) ?? native.call(shape, one) !== null;
    if (known.size < 4_096) known.set(one, told);
    return told;
  };
  return (at, next) => {
    steps += 1;
    const one = oneAt(isBehind ? at - 1 : at, isUnicode);
    return one !== "" && fits(one) && next(isBehind ? at - one.length : at + one.length);
  };
}

function oneAt(at: number, isUnicode: boolean): string {
  if (at < 0 || at >= input.length) return "";
  return isUnicode ? String.fromCodePoint(input.codePointAt(at) ?? 0) : input.charAt(at);
}

function isEdge(edge: string, at: number): boolean {
  if (edge === "^") return at === 0;
  if (edge === "$") return at === input.length;
  const isWord = (one: string): boolean => native.call(/^\w$/, one) !== null;
  return (isWord(input.charAt(at - 1)) !== isWord(input.charAt(at))) === (edge === "\\b");
}
