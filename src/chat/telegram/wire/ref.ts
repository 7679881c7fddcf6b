/** A message's reference as text: `t12` a text, `p12` a photo, `d12` a file, `p12,t13` one reply in several. */
import { MessageGone, type MessageRef } from "../../adapter.ts";

export interface Sent {
  readonly kind: "text" | "photo" | "file";
  readonly id: number;
}

const LETTERS = { text: "t", photo: "p", file: "d" } as const satisfies Record<Sent["kind"], string>;
const KINDS = new Map<string, Sent["kind"]>(
  Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as Sent["kind"]]),
);

export function refOf(messages: readonly Sent[]): MessageRef {
  return messages.map(({ kind, id }) => `${LETTERS[kind]}${id}`).join(",");
}

/** Throws MessageGone for what no message of ours has. */
export function sentOf(ref: MessageRef): readonly Sent[] {
  return ref.split(",").map((each) => {
    const [, letter = "", id] = /^([tpd])(\d+)$/.exec(each) ?? [];
    const kind = KINDS.get(letter);
    if (kind === undefined) throw new MessageGone(`no message is called ${ref}`);
    return { kind, id: Number(id) };
  });
}
