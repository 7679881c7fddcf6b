/**
 * What a person may be called. A name stands in approvals and in the audit, so that two that look the same are one name, and
 * what cannot be seen is refused. Everything else is shown letter by letter, markup and all.
 */
import { Refusal } from "./errors.ts";

const LONGEST = 60;
/** Controls, halves of pairs, separators, private and unassigned signs; what is drawn as nothing; what could not be stored. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\uFFFD]/u;
/** Only the one space of the keyboard, between words. */
const ODD_SPACE = /^ | $| {2}|(?! )\p{Z}/u;
/** Marks piled on a letter run over the lines around it. */
const PILED = /\p{M}{3}/u;
/** Alphabets whose letters are drawn like Latin ones. */
const LIKE_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const LATIN = /\p{Script=Latin}/u;
/** Who acts in the audit where no person does. */
const OURS: ReadonlySet<string> = new Set(["desk", "stranger", "nobody"]);
/** `telegram:1001`: an account, where a name is asked for. */
export const ACCOUNT = /^(local|telegram|discord):([1-9]\d{0,19})$/;

/** Throws a Refusal with the reason. */
export function checkPersonName(name: string): void {
  const reason = reasonAgainst(name);
  if (reason !== null) throw new Refusal("name", `A name ${reason}: type one like Ann.`);
}

function reasonAgainst(name: string): string | null {
  if (name.trim() === "") return "cannot be empty";
  if ([...name].length > LONGEST) return `has ${LONGEST} characters at most`;
  const [unseen] = UNSEEN.exec(name) ?? [];
  if (unseen !== undefined) return `cannot hold a sign that is not seen (${codeOf(unseen)})`;
  if (ODD_SPACE.test(name)) return "has single spaces, between words only";
  if (PILED.test(name.normalize("NFD"))) return "has two marks on a letter at most";
  if (name !== name.normalize("NFC")) return "is typed with its accents in one piece";
  if (LATIN.test(name) && LIKE_LATIN.test(name)) return "has letters of one alphabet, not lookalikes of another one";
  if (ACCOUNT.test(name.toLowerCase())) return "cannot look like an account of a platform";
  if (OURS.has(shapeOf(name))) return "cannot be one of the desk's own words";
  return null;
}

function codeOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Letters of other alphabets, and digits, by the Latin letter that they are drawn like. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: "аα",
    b: "вβ",
    c: "сϲ",
    d: "ԁ",
    e: "еε",
    h: "нһ",
    i: "іι1lj|!ӏјյ",
    k: "кκ",
    m: "м",
    n: "ηոп",
    o: "оο0օ",
    p: "рρ",
    q: "ԛգ",
    s: "ѕ5տ",
    t: "тτ",
    u: "υս",
    v: "νѵ",
    w: "ѡԝω",
    x: "хχ",
    y: "уγү",
    z: "ζ2",
  }).flatMap(([latin, drawnAlike]) => [...drawnAlike].map((letter) => [letter, latin] as const)),
);

/** Names of one shape are told apart by nobody at a glance: only one of them may be taken. */
export function shapeOf(name: string): string {
  const folded = [...name.normalize("NFKC").toLowerCase()].map((letter) => LOOKALIKES.get(letter) ?? letter).join("");
  return folded
    .replace(/rn/g, "m")
    .replace(/vv/g, "w")
    .replaceAll(/[ ._-]/g, "");
}
