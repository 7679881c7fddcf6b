/**
 * An expected "no" with the sentence that people read: what is wrong, then what to do. Nothing was changed.
 * `rule` names the guard or check for the audit and for counting (`balance`, `minimum`, `halt` …).
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly rule: string;
  /** Command lines to offer as buttons beside the sentence. */
  readonly suggestions: readonly string[];

  constructor(rule: string, sentence: string, suggestions: readonly string[] = []) {
    super(sentence);
    this.rule = rule;
    this.suggestions = suggestions;
  }
}

/** An expected no as a value, for work of which one part must not keep the others from theirs. */
export async function orRefusal<T>(result: Promise<T>): Promise<T | Refusal> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The same for work that waits for nothing. */
export function refusalOr<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The configuration or the machine is wrong; the process ends with 78 (EX_CONFIG) and prints the sentence. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Another process has taken over this database; the process ends with 75 (EX_TEMPFAIL). Nothing was written. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The database or the data folder is in use by another desk; the process ends with 75. Nothing was written. */
export class LeaseTaken extends Error {
  override readonly name = "LeaseTaken";

  constructor() {
    super(
      "Another Outcry is running on this database or data folder: stop it first, or give this one others (DATABASE_URL, OUTCRY_DATA_DIR).",
    );
  }
}
