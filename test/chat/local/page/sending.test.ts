/** What is sent twice without an answer between is one message. */
import { describe, expect, it, vi } from "vitest";

import { type Api, Unwanted } from "../../../../src/chat/local/page/api.ts";
import { onCaughtUp, onHeard, onRow } from "../../../../src/chat/local/page/events.ts";
import { openForm } from "../../../../src/chat/local/page/form.ts";
import { createSender } from "../../../../src/chat/local/page/send.ts";
import { firstState, type State, type Store } from "../../../../src/chat/local/page/state.ts";
import type { Sent } from "../../../../src/chat/local/protocol.ts";
import { apiWith } from "../../../support/page-api.ts";
import { AT, proposal, reject, row, said } from "../../../support/page-rows.ts";

function pageWith(send: Api["send"]) {
  let state: State = onCaughtUp(onHeard(firstState({ theme: "system", history: [] }, AT)), true);
  const store: Store = { state: () => state, update: (change) => void (state = change(state)) };
  const sent: Sent[] = [];
  const api = apiWith({
    send: async (message) => {
      sent.push(message);
      await send(message);
    },
  });
  return { ...store, sent, ids: () => sent.map(({ id }) => id), sender: createSender(api, store) };
}

const broken: Api["send"] = async () => {
  throw new TypeError("the connection broke");
};

describe("a press", () => {
  const pressed = async (send: Api["send"]) => {
    const page = pageWith(send);
    page.update((old) => onRow(old, row(1, { reply: proposal(42) }), true));
    page.sender.press("ref-1", "token-Approve");
    await vi.waitFor(() => expect(page.state().log.entries).toMatchObject([{ press: null }]));
    return page;
  };

  it("whose fate is unknown is the same message when it is pressed again; another button is another", async () => {
    const page = await pressed(broken);
    page.sender.press("ref-1", "token-Approve");
    await vi.waitFor(() => expect(page.state().log.entries).toMatchObject([{ press: null }]));
    page.sender.press("ref-1", "token-Reject");
    const [first, second, third] = page.ids();
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("that the desk has answered is a new message when it is pressed again", async () => {
    const page = await pressed(broken);
    const [id = ""] = page.ids();
    page.update((old) => onRow(old, row(2, { inReplyTo: id, reply: said("not now", "refused") }), true));
    page.sender.press("ref-1", "token-Approve");
    expect(new Set(page.ids()).size).toBe(2);
  });

  it("that was not answered in time is the same message when it is pressed again", async () => {
    vi.useFakeTimers();
    try {
      const page = pageWith(async () => undefined);
      page.update((old) => onRow(old, row(1, { reply: proposal(42) }), true));
      page.sender.press("ref-1", "token-Approve");
      await vi.advanceTimersByTimeAsync(16_000);
      page.sender.press("ref-1", "token-Approve");
      expect(page.sent).toHaveLength(2);
      expect(new Set(page.ids()).size).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a form", () => {
  const filled = (id: string) => (old: State) => ({
    ...old,
    form: { ...(old.form ?? openForm(reject)), values: { id } },
  });
  const sentTwice = async (send: Api["send"], second: string) => {
    const page = pageWith(send);
    page.update(filled("42"));
    page.sender.form();
    await vi.waitFor(() => expect(page.state().form).toMatchObject({ isSending: false }));
    page.update(filled(second));
    page.sender.form();
    expect(page.sent).toHaveLength(2);
    return new Set(page.ids()).size;
  };

  it("whose fate is unknown is the same message when it is sent again", async () => {
    expect(await sentTwice(broken, "42")).toBe(1);
    const tooFast: Api["send"] = () => Promise.reject(new Unwanted(429, "too fast"));
    expect(await sentTwice(tooFast, "42")).toBe(1);
  });

  it("that says something else is another message", async () => {
    expect(await sentTwice(broken, "43")).toBe(2);
  });
});
