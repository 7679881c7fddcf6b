/** The page and what it was told: how much of it nobody has read, and what came while nobody looked. */
import { join } from "node:path";

import Database from "better-sqlite3";
import { expect, it, vi } from "vitest";

import { pageHouse, PATIENCE, seriousFindings, sidewaysRoom, told } from "../support/page.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const house = pageHouse();

it("the head counts the loud alerts that nobody has read, leads to them by keyboard, and falls when they are read", async () => {
  await house.start();
  const at = await house.open(house.desk().address(), { bypassCSP: true });
  const { page } = at;
  const badge = page.getByRole("banner").getByRole("button", { name: /unread alert/ });
  await at.type("/halt");
  await badge.waitFor(PATIENCE);
  expect(await badge.getAttribute("aria-label")).toBe("1 unread alert, show");
  expect(await seriousFindings(page)).toEqual([]);
  await badge.focus();
  await page.keyboard.press("Enter");
  await told(at, "1 unread alert");
  await page.getByRole("button", { name: "Mark all read" }).click(PATIENCE);
  await told(at, "Marked 1 alert as read.");
  await badge.waitFor({ state: "detached", ...PATIENCE });
  expect(at.troubles).toEqual([]);
});

it("the count has its place on a phone", async () => {
  await house.start();
  const at = await house.open(house.desk().address(), { viewport: { width: 390, height: 844 } });
  await at.type("/halt");
  await at.page.getByRole("button", { name: "1 unread alert, show" }).waitFor(PATIENCE);
  expect(await sidewaysRoom(at.page)).toBe(0);
});

it("who comes back after an hour reads what came meanwhile, once; who only loads the page anew does not", async () => {
  const bo = await house.withPerson("Bo");
  const first = await house.open();
  await first.page.waitForResponse("**/chat/seen", PATIENCE);
  await first.close();
  const other = await house.open(bo);
  await other.type("/halt exchange looks odd");
  await told(other, "HALTED");
  wasAwayFor(60 * 60_000);
  const at = await house.open();
  await told(at, /While you were away \(\d+ min\): 1 alert since/);
  await at.page.locator("#log").getByText("HALTED by Bo").last().waitFor(PATIENCE);
  await Promise.all([at.page.waitForResponse("**/chat/seen", PATIENCE), at.page.reload()]);
  await told(at, "While you were away");
  expect(await at.page.locator("#log").getByText("While you were away").count()).toBe(1);
  expect(at.troubles).toEqual([]);
});

/** The last time that the owner looked was so much earlier. */
function wasAwayFor(ms: number): void {
  const db = new Database(join(house.dir(), "outcry.db"), { timeout: 10_000 });
  try {
    db.prepare("update chats set seen_at = seen_at - ? where chat_ref = '1'").run(ms);
  } finally {
    db.close();
  }
}
