/** What is wrong with the audit; rows go by their seq. */
export type Fault =
  /** It says something else than what was hashed. */
  | { readonly kind: "changed"; readonly seq: number }
  /** It is whole, but not the row that the next one follows. */
  | { readonly kind: "rewritten"; readonly seq: number }
  | { readonly kind: "inserted"; readonly seq: number }
  /** Between these two; null: from the first row on. */
  | { readonly kind: "removed"; readonly after: number | null; readonly before: number }
  /** The head names a newer row than there is. */
  | { readonly kind: "newest removed"; readonly after: number | null; readonly upTo: number }
  /** This row was written when the head was gone or false: rows before it may be missing. */
  | { readonly kind: "no head"; readonly seq: number }
  /** The head as it is now. */
  | { readonly kind: "head missing" }
  | { readonly kind: "head false" };
