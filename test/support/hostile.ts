/** Texts that want to be something else: markup, mentions, formulas, turned or hidden letters, control sequences. For every renderer. */
import { type Random, randomFrom } from "../../src/exchange/random.ts";

const ESC = String.fromCodePoint(27);

/** By kind; each text takes from several. */
// prettier-ignore
export const PIECES: Readonly<Record<string, readonly string[]>> = {
  words:     ["Ann", "Bo", "too early", "BTC/USDT", "A_B*/USDT", "a_b*c", "0.0125", "−1,234.5", "%", "#42", "🟢 BUY", "LIVE"],
  html:      ["<b>", "</b>", "<3 Bo & \"Li'l\"", "<img src=x onerror=alert(1)>", "<script>", "</pre>", "&lt;", "&#60;", "&", "\"", "'", "<!--", "]]>", "javascript:alert(1)"],
  markdown:  ["*_~", "**x**", "__x__", "||x||", "`", "```", "~~", "[x](http://x.invalid)", "> ", "- ", "\\", "![x](y)", "-# ", "<t:0>"],
  mentions:  ["@everyone", "@here", "<@1001>", "<@&2002>", "<#3003>", "@ann", "/panic", "/halt", "tg://user?id=1001"],
  formulas:  ["=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(\"http://x.invalid\")", "=cmd|' /C calc'!A0", "\t=1", ";", ",", "\"\"", "|"],
  lines:     ["\n", "\r", "\r\n", "\t", "\v", "\f", "\u0085", "\u2028", "\u2029", "\0", "\b", "\u007F", "\u009B"],
  escapes:   [`${ESC}[31m`, `${ESC}[2J`, `${ESC}]8;;http://x.invalid${ESC}\\`, `${ESC}]0;x\u0007`, "\u009B31m", `${ESC}c`, ESC],
  direction: ["\u200E", "\u200F", "\u061C", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "שלום", "مرحبا"],
  invisible: ["\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF", "\u00AD", "\u034F", "\u180E", "\u3164", "\u115F", "\uFFA0", "\u17B4", "\u{E0001}", "\u{E0061}", "\u{E0100}", "\u206A"],
  combining: ["e\u0301", "\u0301", "\u0336", "Z\u0351\u0343\u0320", "\u20E3", "\u0489", "\uFE0F", "\uFE0E", "\u0E33", "\u1160"],
  wide:      ["東京", "한국", "ｶﾅ", "０．１", "👩‍👩‍👧", "❤️", "🇩🇪", "👍🏽", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "𝟘", "ﷺ", "𒐫"],
  spaces:    [" ", "  ", "\u00A0", "\u2007", "\u202F", "\u3000", "\u1680", "\u2003"],
  broken:    ["\uD83D", "\uDC00", "\uDC00\uD83D", "\uFFFD", "\uFFFE", "\uFFFF", "\u{10FFFF}", "\u{1FFFE}"],
  template:  ["${x}", "{{x}}", "%s", "%n", "$&", "$1", "$$", "{0}", "\\u0041", "%00", "../", "'; drop table persons; --"],
};

const KINDS = Object.values(PIECES);

export type { Random };
export { randomFrom };

export function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random.uniform() * from.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

export function below(random: Random, limit: number): number {
  return Math.floor(random.uniform() * limit);
}

/** A few pieces, single characters of any plane between them. */
export function hostileText(random: Random, most = 8): string {
  const count = 1 + below(random, most);
  return Array.from({ length: count }, () =>
    random.uniform() < 0.8 ? pick(random, pick(random, KINDS)) : anyCharacter(random),
  ).join("");
}

/** A code unit of any kind, halves of surrogate pairs too. */
export function anyCharacter(random: Random): string {
  const limit = pick(random, [0x80, 0x80, 0x250, 0x3000, 0x10000, 0x110000]);
  return String.fromCodePoint(below(random, limit));
}
