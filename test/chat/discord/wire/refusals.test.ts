import { expect, test } from "vitest";

import { ChatClosed, MessageGone, Unshowable } from "../../../../src/chat/adapter.ts";
import { inPortsWords } from "../../../../src/chat/discord/wire/refusals.ts";
import { Refused } from "../../../../src/chat/discord/wire/rest.ts";

test.each([
  [10_008, 404, MessageGone],
  [50_001, 403, ChatClosed],
  [50_013, 403, ChatClosed],
  [50_008, 400, ChatClosed], // a forum takes no message
  [160_005, 400, Unshowable],
  [50_035, 400, Unshowable],
  [99_999, 403, ChatClosed], // whatever it is: it is refused again
  [99_999, 404, ChatClosed],
  [99_999, 400, Unshowable],
  [50_083, 400, Refused], // an archived thread can be opened
  [0, 401, Refused],
  [0, 405, Refused],
])("what Discord refuses by %i (%i) is %o", async (code, status, kind) => {
  const refused = new Refused("sending a message", { code, status, said: "no" }, false);
  const call = inPortsWords(() => Promise.reject(refused));
  await expect(call({ what: "", method: "POST", route: "/x", isRepeatable: false })).rejects.toBeInstanceOf(kind);
});
