/** What the two databases say in their own words, in ours. */

const UNIQUE = new Set(["23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"]);
/** PostgreSQL's serialisation failure and deadlock. */
const REPEATABLE = new Set(["40001", "40P01"]);

export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE.has(codeOf(error));
}

/** The transaction lost to another one and would succeed alone. */
export function isWorthRepeating(error: unknown): boolean {
  return REPEATABLE.has(codeOf(error));
}

/** objection wraps the driver's error in one of its own. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("nativeError" in error) return codeOf(error.nativeError);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
