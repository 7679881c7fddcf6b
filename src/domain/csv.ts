/** Rows as a CSV (RFC 4180) that a spreadsheet can be given without harm: no cell of it is a formula. */

const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection); before a figure a minus is none. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** A semicolon divides cells where the comma divides decimals. */
const QUOTED = /[",;\r\n]/;

export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(text: string): string {
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
