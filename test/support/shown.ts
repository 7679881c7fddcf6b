import type { Reply, Shown } from "../../src/domain/reply.ts";

/** As a chat gets it: its buttons have the tokens t1, t2, … */
export function shownOf(reply: Reply): Shown {
  let tokens = 0;
  const blocks = reply.blocks.map((block) => {
    if (block.kind !== "buttons") return block;
    const buttons = block.buttons.map(({ label, tone, asks }) => ({
      ...{ label, token: `t${(tokens += 1)}` },
      ...(tone === undefined ? {} : { tone }),
      ...(asks === undefined ? {} : { asks }),
    }));
    return { ...block, buttons };
  });
  return { ...reply, blocks };
}
