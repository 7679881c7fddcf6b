import { randomUUID } from "node:crypto";

import { describe, expect, it } from "vitest";

import { clientOrderId, ownerOf } from "../../src/domain/client-order-id.ts";

describe("a client order id", () => {
  it("is 17 letters and digits that open with x and the database's tag", () => {
    expect(clientOrderId("a2b", randomUUID())).toMatch(/^xa2b[a-z2-7]{13}$/);
  });

  it("is the same for the same order, another for another", () => {
    expect(clientOrderId("abc", "11111111-1111-4111-8111-111111111111")).toBe("xabcxv3gfjpowqlbj");
    const ids = new Set(Array.from({ length: 1_000 }, () => clientOrderId("abc", randomUUID())));
    expect(ids.size).toBe(1_000);
  });

  it.each([
    ["xabcdefghijklmnop", "ours"],
    ["xzzzdefghijklmnop", "other"],
    ["xabcdefghijklmno", "foreign"],
    ["xabcdefghijklmn0p", "foreign"],
    ["web_abcdefghijkl", "foreign"],
    [null, "foreign"],
  ] as const)("%s is %s", (id, owner) => expect(ownerOf(id, "abc")).toBe(owner));
});
