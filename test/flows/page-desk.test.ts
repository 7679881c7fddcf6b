/** The page as a desk: the first minute, a limit order by form, charts, another person's yes, a panic, and no connection. */
import { describe, expect, it, vi } from "vitest";

import { expectText, pageHouse, PATIENCE, press, seriousFindings, told } from "../support/page.ts";
import { until } from "../support/until.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const house = pageHouse();
/** It has a past that charts can show. */
const SYNTHETIC = { OUTCRY_FEED: "synthetic" };

it("the first minute: what is so is said, an offered line is a press away, and the market slows while it waits", async () => {
  await house.start(SYNTHETIC);
  const at = await house.open(house.desk().address(), { bypassCSP: true });
  const { page } = at;
  await page.getByText("Your desk is open.").waitFor(PATIENCE);
  await page.getByText("60 times faster than the clock on the wall").waitFor(PATIENCE);
  expect(await seriousFindings(page)).toEqual([]);
  const pace = page.locator(".speed");
  await pace.getByText("×60", { exact: true }).waitFor(PATIENCE);
  await page.getByRole("button", { name: "/buy BTC/USDT $100" }).click(PATIENCE);
  await expectText(at, 1, "needs 1 approval");
  await pace.getByText("×1", { exact: true }).waitFor(PATIENCE);
  await press(at, 1, "Reject");
  await pace.getByText("×60", { exact: true }).waitFor(PATIENCE);
  expect(await page.getByText("Your desk is open.").count()).toBe(0);
  expect(at.troubles).toEqual([]);
});

it("a limit order by the form rests with its steps, and is canceled in its place", async () => {
  await house.start();
  const at = await house.open();
  const { page } = at;
  await page.getByRole("navigation", { name: "Often used" }).getByRole("button", { name: "Buy" }).click(PATIENCE);
  const form = page.locator("form.form");
  await form.getByLabel("Amount").fill("0.01");
  await form.getByText("More: price").click();
  await form.getByLabel("Price").fill("46000");
  await form.getByText("/buy BTC/USDT 0.01 price=46000").waitFor(PATIENCE);
  await form.getByText("≈ 460.00 USDT · 4.6 % of equity · limit 1,000.00 USDT").waitFor(PATIENCE);
  await form.getByRole("button", { name: "Propose" }).click();
  await expectText(at, 1, "460.00 USDT at 46,000.0 (limit)");
  await press(at, 1, "Approve");
  await expectText(at, 1, "rests at paper");
  const steps = at.card(1).getByRole("list", { name: "Steps" }).getByRole("listitem");
  expect((await steps.allInnerTexts()).map((text) => text.trim())).toEqual(["approved", "sent", "filled"]);
  expect(await steps.nth(2).getAttribute("aria-current")).toBe("step");
  await press(at, 1, "Cancel");
  await expectText(at, 1, "CANCELED");
  expect(await steps.count()).toBe(0);
  expect(at.troubles).toEqual([]);
});

it("/chart draws candles in the log; behind Picture is the same as a PNG", async () => {
  await house.start(SYNTHETIC);
  const at = await house.open();
  await at.type("/chart ETH/USDT 1h");
  await at.page.locator('#log candle-chart[aria-label*="candles of 1h"] canvas').first().waitFor(PATIENCE);
  const answer = at.page.waitForResponse("**/chat/picture?*", PATIENCE);
  await at.page.locator("#log").getByRole("button", { name: "Picture" }).click(PATIENCE);
  expect((await answer).headers()["content-type"]).toBe("image/png");
  const dialog = at.page.getByRole("dialog", { name: "ETH/USDT 1h" });
  await dialog.getByRole("img").waitFor(PATIENCE);
  const drawn: number = await at.page.evaluate(
    "document.querySelector('dialog img').decode().then(() => document.querySelector('dialog img').naturalWidth)",
  );
  expect(drawn).toBeGreaterThan(400);
  await at.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached", ...PATIENCE });
  expect(at.troubles).toEqual([]);
});

it("above the four-eyes limit the own yes is told off and changes nothing; another person's sends it", async () => {
  const theirs = await house.withPerson("Bo");
  const [ann, bo] = [await house.open(), await house.open(theirs)];
  await ann.type("/buy BTC/USDT 0.015");
  for (const each of [ann, bo]) await expectText(each, 1, "Above 5 % of equity, another person must approve.");
  const places = await Promise.all([ann, bo].map((each) => each.card(1).getAttribute("data-ref")));
  await press(ann, 1, "Approve");
  await ann.card(1).getByRole("alert").filter({ hasText: "another person must approve it (Bo)" }).waitFor(PATIENCE);
  for (const each of [ann, bo]) {
    await expectText(each, 1, "needs 1 approval by another person");
    expect(await each.card(1).getByRole("button", { name: "Approve", exact: true }).isEnabled()).toBe(true);
  }
  await house.desk().ask("/positions");
  expect(await ann.page.locator(".positions tbody").count()).toBe(0);
  await press(bo, 1, "Approve");
  for (const each of [ann, bo]) await expectText(each, 1, /BOUGHT 0.015 BTC\/USDT.*approved by Bo/s);
  expect(await Promise.all([ann, bo].map((each) => each.card(1).getAttribute("data-ref")))).toEqual(places);
  expect(await ann.card(1).getByRole("alert").count()).toBe(0);
  expect([...ann.troubles, ...bo.troubles]).toEqual([]);
});

describe("a panic", () => {
  it("shows first what it would sell; one deliberate press sells it, no letter does", async () => {
    await house.start();
    const at = await house.open();
    const { page } = at;
    await at.type("/buy BTC/USDT 0.01");
    await press(at, 1, "Approve");
    await expectText(at, 1, "BOUGHT");
    await page.getByRole("button", { name: "Halt" }).click(PATIENCE);
    await page.getByRole("button", { name: "Halt everything" }).click();
    await page.locator("#log").getByRole("button", { name: "Panic" }).click(PATIENCE);
    const card = page.locator("article").filter({ hasText: "nothing closed yet" });
    await card.getByText("Flatten closes 1 position at market").waitFor(PATIENCE);
    const flatten = card.getByRole("button", { name: "Flatten it" });
    const [ground, danger]: string[] = await page.evaluate(`(() => {
      const style = (element) => getComputedStyle(element);
      const probe = document.createElement("i");
      probe.style.color = "var(--danger-solid)";
      document.body.append(probe);
      return [style(document.querySelector("article .danger.solid")).backgroundColor, style(probe).color];
    })()`);
    expect(ground).toBe(danger);
    // A card that has just changed rests; after that it is the letter that does nothing.
    const isAwake = async (): Promise<boolean> => (await flatten.getAttribute("aria-disabled")) === "false";
    await until("the button", isAwake);
    await card.focus();
    await page.keyboard.press("f");
    await told(at, "Flatten closes 1 position at market");
    // Each revision of the card, as what was halted is counted, lets it rest once more.
    await until("the button again", isAwake);
    await flatten.click();
    await told(at, "1 of 1 closed");
    await page.locator(".positions").getByText("No positions.").waitFor(PATIENCE);
    expect(at.troubles).toEqual([]);
  });
});

it("without a connection count-downs, prices and buttons stand as they were last heard, and that is said", async () => {
  await house.start();
  const at = await house.open();
  const { page } = at;
  await at.type("/buy BTC/USDT 0.01");
  await at.card(1).locator(".gauge").waitFor(PATIENCE);
  await at.context.setOffline(true);
  const banner = page.getByRole("region", { name: "Connection" });
  await banner.getByText(/last heard \d\d:\d\d:\d\d, \d+ s ago/).waitFor(PATIENCE);
  const shown = (): Promise<string[]> => page.locator(".time-left, .gauge, .clock, .last").allInnerTexts();
  const agoNow = async (): Promise<number> => Number(/(\d+) s ago/.exec(await banner.innerText())?.[1]);
  const [before, ago] = [await shown(), await agoNow()];
  expect(before.length).toBeGreaterThan(3);
  await until("time to pass", async () => (await agoNow()) >= ago + 3);
  expect(await shown()).toEqual(before);
  for (const name of ["Approve", "Half", "Reject"])
    expect(await at.card(1).getByRole("button", { name, exact: true }).getAttribute("aria-disabled")).toBe("true");
  expect(await page.getByRole("button", { name: "Halt" }).getAttribute("aria-disabled")).toBe("true");
  await at.context.setOffline(false);
  await banner.waitFor({ state: "detached", ...PATIENCE });
  await until("the count-down to run", async () => String(await shown()) !== String(before));
  expect(at.troubles).toEqual([]);
});
