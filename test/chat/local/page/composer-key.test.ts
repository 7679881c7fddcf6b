/** Keys in the composer, also one that comes before what was typed is drawn: a quick typist, a loaded machine. */
import { describe, expect, it, vi } from "vitest";

import type { Actions } from "../../../../src/chat/local/page/actions.ts";
import { firstState } from "../../../../src/chat/local/page/state.ts";
import { suggest } from "../../../../src/chat/local/page/typing/completion.ts";
import { composerKey } from "../../../../src/chat/local/page/typing/composer-key.ts";
import { AT, buy, help } from "../../../support/page-rows.ts";

/** A key with `value` in the field, while `drawn` is what was drawn last and its list's `picked` line is marked. */
function keyed(key: string, value: string, drawn: string, picked: number | null = null) {
  const state = firstState({ theme: "dark", history: [] }, AT);
  const complete = vi.fn<Actions["complete"]>();
  const preventDefault = vi.fn<() => void>();
  const field = { value };
  composerKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, preventDefault }, field, {
    state: { ...state, composer: { ...state.composer, text: drawn, picked } },
    drawn,
    offered: (line) => suggest(line, [help, buy], null, () => ""),
    actions: { complete } as Partial<Actions> as Actions,
  });
  return { field: field.value, completed: complete.mock.calls.flat(), isTaken: preventDefault.mock.calls.length > 0 };
}

describe("a key in the composer", () => {
  it.each([
    ["the first of the list", "/b", "/b", null, "/buy "],
    ["what is marked", "/", "/", 1, "/buy "],
    ["what the field says, where the drawing is a key behind", "/b", "/", null, "/buy "],
    ["nothing of the list before, where its mark is still drawn", "/h", "/", 1, "/help "],
  ])("Tab completes %s", (_, value, drawn, picked, line) => {
    expect(keyed("Tab", value, drawn, picked)).toEqual({ field: line, completed: [line], isTaken: true });
  });

  it("Tab goes on to the next control where nothing is offered", () => {
    expect(keyed("Tab", "/zzz", "/zzz")).toEqual({ field: "/zzz", completed: [], isTaken: false });
  });

  it("Enter takes what is marked, and only in the list that is drawn", () => {
    expect(keyed("Enter", "/", "/", 1).completed).toEqual(["/buy "]);
    expect(keyed("Enter", "/h", "/", 1)).toEqual({ field: "/h", completed: [], isTaken: false });
  });
});
