import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createBuckets } from "../../src/runtime/bucket.ts";

describe("a bucket", () => {
  it("lets so many through at once, then one each so often, and says how long to wait", () => {
    let now = 1_000;
    const { take } = createBuckets({ burst: 3, perSecond: 10 }, () => now);
    expect([take("Ann"), take("Ann"), take("Ann"), take("Ann")]).toEqual([0, 0, 0, 100]);
    now += 60;
    expect(take("Ann")).toBe(40);
    now += 40;
    expect([take("Ann"), take("Ann")]).toEqual([0, 100]);
    now += 60_000;
    expect([take("Ann"), take("Ann"), take("Ann"), take("Ann")]).toEqual([0, 0, 0, 100]);
  });

  it("is each one's own", () => {
    const { take } = createBuckets({ burst: 1, perSecond: 1 }, () => 5);
    expect([take("Ann"), take("Bo"), take("Ann"), take("Bo")]).toEqual([0, 0, 1_000, 1_000]);
  });

  it("never lets through more than burst and rate, however somebody comes, and who waits as told is let in", () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.constantFrom(1, 2, 4, 10), pauses, (burst, perSecond, waits) => {
        let now = 0;
        let passed = 0;
        const { take } = createBuckets({ burst, perSecond }, () => now);
        for (const wait of waits) {
          now += wait;
          const early = take("Ann");
          if (early === 0) passed += 1;
          expect(passed).toBeLessThanOrEqual(burst + (now / 1_000) * perSecond);
          if (early === 0) continue;
          now += early;
          expect(take("Ann")).toBe(0);
          passed += 1;
        }
      }),
    );
  });
});
