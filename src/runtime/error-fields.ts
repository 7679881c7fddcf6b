/**
 * An error as the log shows it. Libraries hang requests, keys and bound values on their errors (ccxt: signed addresses,
 * knex: the statement with its values, telegraf: the token), so only named fields are taken, and those are cut.
 */
export interface ErrorFields {
  readonly class: string;
  readonly message: string;
  readonly code?: string | number;
  readonly status?: number;
  /** Frames alone: the text above them repeats the uncut message. */
  readonly stack?: readonly string[];
  readonly cause?: ErrorFields;
  /** The errors that an AggregateError stands for. */
  readonly errors?: readonly ErrorFields[];
}

const LONGEST_MESSAGE = 500;
const MOST_FRAMES = 12;
const DEEPEST_CAUSE = 3;
const MOST_ERRORS = 5;

export function projected(error: Error, depth = 0): ErrorFields {
  const code = field(error, "code");
  const status = field(error, "status") ?? field(error, "statusCode");
  const frames = framesOf(error);
  const cause = error.cause instanceof Error && depth < DEEPEST_CAUSE ? projected(error.cause, depth + 1) : null;
  return {
    class: error.constructor.name || error.name,
    message: withoutValues(error.message).slice(0, LONGEST_MESSAGE),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(typeof status === "number" ? { status } : {}),
    ...(frames.length > 0 ? { stack: frames } : {}),
    ...(cause === null ? {} : { cause }),
    ...(error instanceof AggregateError && depth < DEEPEST_CAUSE ? { errors: partsOf(error, depth) } : {}),
  };
}

function partsOf({ errors }: AggregateError, depth: number): readonly ErrorFields[] {
  return errors
    .filter((each): each is Error => each instanceof Error)
    .slice(0, MOST_ERRORS)
    .map((each) => projected(each, depth + 1));
}

/** knex writes `insert … values ('what was bound') - what the database said`; PostgreSQL quotes a bad value at the end. */
function withoutValues(message: string): string {
  const isStatement = /^\s*(?:insert|update|delete|select|with|create|alter|drop|begin|commit|pragma)\b/i.test(message);
  const said = isStatement ? message.slice(message.lastIndexOf(" - ") + 1).replace(/^- /, "(statement cut) ") : message;
  const whole = isStatement && !message.includes(" - ") ? "(statement cut)" : said;
  return whole.replace(/(invalid input (?:syntax|value)[^"]*): ".*"/s, "$1: (value cut)");
}

function framesOf(error: Error): readonly string[] {
  const lines = error.stack?.split("\n") ?? [];
  return lines
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim());
}

function field(error: Error, name: string): unknown {
  return Reflect.get(error, name);
}
