/** What people see of Discord's markdown: escapes are gone, code is its text. Throws at a sign that would be markup. */
import type { APIEmbed } from "discord.js";

/** Blanks and what is not to be seen are left out: where a line is broken is not what is compared. */
export function seenIn(markdown: string): string {
  let seen = "";
  let rest = markdown;
  while (rest !== "") {
    const block = /^```\n([^]*?)\n```/.exec(rest) ?? /^`([^`]+)`(?!`)/.exec(rest);
    const escape = /^\\([^0-9A-Za-z\s])/.exec(rest);
    const found = block ?? escape;
    if (found === null && /^[\\*_~`|<>[\]@]/.test(rest)) throw new Error(`markup at ${rest.slice(0, 20)}`);
    if (found === null && /^(?:\w+:\/\/|:[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:|:\d{3,}:)/i.test(rest))
      throw new Error(`a link or an emoji at ${rest.slice(0, 20)}`);
    seen += found?.[1] ?? rest.slice(0, 1);
    rest = rest.slice(found?.[0].length ?? 1);
  }
  return bare(seen);
}

export function bare(text: string): string {
  return text.replace(/[\s\u200B]/g, "");
}

export function textsOf(embed: APIEmbed): readonly string[] {
  const fields = (embed.fields ?? []).flatMap(({ name, value }) => [name, value]);
  return [embed.title ?? "", embed.description ?? "", ...fields];
}
