/** A message's reference as text: `t12` a text, `p12` a photo, `p12,t13` one reply in several. */
import { MessageGone, type MessageRef } from "../../adapter.ts";

export interface Sent {
  readonly kind: "text" | "photo";
  readonly id: number;
}

export function refOf(messages: readonly Sent[]): MessageRef {
  return messages.map(({ kind, id }) => `${kind === "photo" ? "p" : "t"}${id}`).join(",");
}

/** Throws MessageGone for what no message of ours has. */
export function sentOf(ref: MessageRef): readonly Sent[] {
  return ref.split(",").map((each) => {
    const [, kind, id] = /^([tp])(\d+)$/.exec(each) ?? [];
    if (kind === undefined) throw new MessageGone(`no message is called ${ref}`);
    return { kind: kind === "p" ? "photo" : "text", id: Number(id) };
  });
}
