/** The page in a real browser, on a real desk: a person trades, the connection breaks, another person answers. */
import type { Route } from "playwright-core";
import { describe, expect, it, vi } from "vitest";

import { expectText, lineOf, type OpenPage, pageHouse, PATIENCE, press, told } from "../support/page.ts";
import { until } from "../support/until.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const house = pageHouse();

describe("a person at the page", () => {
  it("types with the list's help, is told off, takes what is offered, approves, and the card changes in its place", async () => {
    await house.start();
    const at = await house.open();
    const { page } = at;
    await page.getByText("Your desk is open.").waitFor(PATIENCE);
    await page.keyboard.press("/");
    await page.keyboard.type("bu");
    await page.getByRole("option", { name: "propose to buy" }).waitFor(PATIENCE);
    await page.keyboard.press("Tab");
    await page.keyboard.type("bt");
    await page.getByRole("option", { name: "BTC/USDT 46,2" }).waitFor(PATIENCE);
    await page.keyboard.press("Tab");
    expect(await lineOf(at)).toBe("/buy BTC/USDT ");
    await at.type("/buy BTCUSD 0.01");
    await told(at, "I don't know the pair BTCUSD");
    await page.getByRole("button", { name: "/buy BTC/USDT 0.01" }).click(PATIENCE);
    await expectText(at, 1, "needs 1 approval");
    const place = await at.card(1).getAttribute("data-ref");
    await press(at, 1, "Approve");
    await expectText(at, 1, "BOUGHT 0.01 BTC/USDT");
    expect(await at.card(1).getAttribute("data-ref")).toBe(place);
    expect(await at.card(1).getByRole("button", { name: "Approve" }).count()).toBe(0);
    await page.locator(".positions").getByText("BTC/USDT").waitFor(PATIENCE);
    expect(at.troubles).toEqual([]);
  });

  it("trades by buttons alone: a form for each side, which says what it costs and what it runs", async () => {
    await house.start();
    const at = await house.open();
    const { page } = at;
    const quick = page.getByRole("navigation", { name: "Often used" });
    await quick.getByRole("button", { name: "Buy" }).click(PATIENCE);
    const form = page.locator("form.form");
    await form.getByRole("button", { name: "Propose" }).click(PATIENCE);
    await form.getByText("Amount is missing").waitFor(PATIENCE);
    await form.getByLabel("Pair").selectOption("BTC/USDT");
    await form.getByLabel("Amount").fill("500");
    await form.getByRole("button", { name: "USDT" }).click();
    await form.getByText("5.0 % of equity").waitFor(PATIENCE);
    await form.getByText("/buy BTC/USDT $500").waitFor(PATIENCE);
    await form.getByRole("button", { name: "Propose" }).click();
    await expectText(at, 1, "needs 1 approval");
    expect(await form.count()).toBe(0);
    await press(at, 1, "Approve");
    await expectText(at, 1, "BOUGHT 0.0108 BTC/USDT");
    await quick.getByRole("button", { name: "Sell" }).click();
    await form.getByLabel("Amount").fill("100");
    await form.getByRole("button", { name: "%" }).click();
    await form.getByRole("button", { name: "Propose" }).click();
    await expectText(at, 2, /SOLD 0.0108 BTC\/USDT/);
    expect(at.troubles).toEqual([]);
  });

  it("keeps what was typed into a form when the answer is no", async () => {
    await house.start();
    const at = await house.open();
    await at.page.getByRole("navigation", { name: "Often used" }).getByRole("button", { name: "Buy" }).click(PATIENCE);
    const form = at.page.locator("form.form");
    await form.getByLabel("Amount").fill("1,5");
    await form.getByText("comma").waitFor(PATIENCE);
    expect(await form.getByRole("button", { name: "Propose" }).getAttribute("aria-disabled")).toBe("true");
    await form.getByLabel("Amount").fill("9999");
    await form.getByRole("button", { name: "Propose" }).click();
    await form.getByRole("alert").waitFor(PATIENCE);
    expect(await form.getByLabel("Amount").inputValue()).toBe("9999");
    expect(at.troubles).toEqual([]);
  });

  it("leaves the keys where they are when the list of a field comes late", async () => {
    await house.start();
    const at = await house.open();
    const { page } = at;
    const held: Route[] = [];
    await page.route("**/chat/complete*", (route) => void held.push(route));
    await page.getByRole("navigation", { name: "Often used" }).getByRole("button", { name: "Buy" }).click(PATIENCE);
    const hasKeys = (): Promise<string> =>
      page.evaluate("document.activeElement.localName + '#' + document.activeElement.id");
    await until("the field has the keys", async () => (await hasKeys()) === "input#field-pair");
    await until("its list is asked for", () => held.length > 0);
    for (const route of held.splice(0)) await route.continue();
    await until("the list stands in its place and has them", async () => (await hasKeys()) === "select#field-pair");
    expect(at.troubles).toEqual([]);
  });

  it("does all of it by keyboard", async () => {
    await house.start();
    const at = await house.open();
    const { page } = at;
    await page.getByText("Your desk is open.").waitFor(PATIENCE);
    await page.keyboard.press("/");
    await page.keyboard.type("buy BTC/USDT 0.01");
    await page.keyboard.press("Enter");
    await expectText(at, 1, "needs 1 approval");
    await focusBack(at, "Approve");
    await page.keyboard.press("Enter");
    await expectText(at, 1, "BOUGHT 0.01 BTC/USDT");
    expect(await page.evaluate("document.activeElement.dataset.order")).toBe("1");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("ArrowUp");
    await until("the line of before", async () => (await lineOf(at)) === "/buy BTC/USDT 0.01");
    await page.keyboard.type("5");
    await page.keyboard.press("Enter");
    await expectText(at, 2, "needs 1 approval");
    await at.card(2).focus();
    await page.keyboard.press("r");
    await expectText(at, 2, "Rejected by owner");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor(PATIENCE);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached", ...PATIENCE });
    expect(at.troubles).toEqual([]);
  });

  it("halts with a reason, sees it over everything, and resumes", async () => {
    await house.start();
    const at = await house.open();
    await at.page.getByRole("button", { name: "Halt" }).click(PATIENCE);
    await at.page.getByLabel("Reason").fill("looks odd");
    await at.page.getByRole("button", { name: "Halt everything" }).click();
    const banner = at.page.getByRole("region", { name: "Halted" });
    await banner.getByText("looks odd").waitFor(PATIENCE);
    await banner.getByRole("button", { name: "Resume" }).click();
    await told(at, "Resume?");
    await at.page.locator("#log").getByRole("button", { name: "Resume", exact: true }).last().click(PATIENCE);
    await banner.waitFor({ state: "detached", ...PATIENCE });
    expect(at.troubles).toEqual([]);
  });
});

/** Backwards from the line to the button of this name. */
async function focusBack({ page }: OpenPage, name: string): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await page.keyboard.press("Shift+Tab");
    if ((await page.evaluate("document.activeElement.textContent.trim()")) === name) return;
  }
  throw new Error(`${name} is not reached`);
}

describe("the connection", () => {
  it("lost and found again: what acts rests meanwhile, and what was missed is there, below a line", async () => {
    await house.start();
    const at = await house.open();
    await at.type("/buy BTC/USDT 0.01");
    await expectText(at, 1, "needs 1 approval");
    await at.context.setOffline(true);
    await at.page.getByRole("region", { name: "Connection" }).getByText("Reconnecting").waitFor(PATIENCE);
    expect(await at.card(1).getByRole("button", { name: "Approve" }).getAttribute("aria-disabled")).toBe("true");
    await at.type("/reject 1 mine");
    await at.page.locator(".composer").getByText("Not sent: the desk is not reached.").waitFor(PATIENCE);
    expect(await lineOf(at)).toBe("/reject 1 mine");
    await house.desk().ask("/version");
    await house.desk().ask("/reject 1 not now");
    await at.context.setOffline(false);
    await told(at, "Outcry 0.");
    await expectText(at, 1, '"not now"');
    await at.page.locator(".divider").getByText("New since").waitFor(PATIENCE);
    await at.page.getByRole("region", { name: "Connection" }).waitFor({ state: "detached", ...PATIENCE });
    expect(at.troubles).toEqual([]);
  });

  it("outlives a restart of the desk, and a reload", async () => {
    await house.start();
    const at = await house.open();
    await at.type("/buy BTC/USDT 0.01 price=30000");
    await press(at, 1, "Approve");
    await expectText(at, 1, "rests at paper");
    const port = new URL(house.desk().address().url).port;
    await house.desk().stop();
    await at.page.getByRole("region", { name: "Connection" }).getByText("Reconnecting").waitFor(PATIENCE);
    await house.start({ OUTCRY_HTTP_PORT: port });
    await house.desk().ask("/cancel 1");
    await expectText(at, 1, "CANCELED");
    await at.page.reload();
    await expectText(at, 1, "CANCELED");
    expect(new URL(at.page.url()).hash).toBe("");
    expect(at.troubles).toEqual([]);
  });

  it("a token that the desk does not know gets a calm page, where the right one can be pasted", async () => {
    await house.start();
    const context = await house.browser().newContext({ locale: "en-GB" });
    const page = await context.newPage();
    const { url, token } = house.desk().address();
    await page.goto(`${url}/#${"x".repeat(43)}`);
    await page.getByText("does not know this token").waitFor(PATIENCE);
    await page.getByLabel("Address or token").fill(`${url}/#${token}`);
    await page.getByRole("button", { name: "Open the desk" }).click();
    await page.getByText("Your desk is open.").waitFor(PATIENCE);
    expect(await page.evaluate("JSON.stringify(document.cookie)")).toBe('""');
    await context.close();
  });
});

/** Presses the button in the same moment in which the card says this: faster than anybody could have read it. */
const pressAtOnce = ({ page }: OpenPage, order: number, text: string, label: string): Promise<void> =>
  page.evaluate(`{
    const card = document.querySelector('article[data-order="${order}"]');
    new MutationObserver((_, observer) => {
      if (!card.textContent.includes("${text}")) return;
      observer.disconnect();
      [...card.querySelectorAll("button")].find((each) => each.textContent.trim() === "${label}").click();
      card.focus();
      card.dispatchEvent(new KeyboardEvent("keydown", { key: "${label.charAt(0).toLowerCase()}" }));
    }).observe(card, { subtree: true, childList: true, characterData: true });
  }`);

describe("a new quote", () => {
  it("is not approved by a press that was aimed at the old one: its buttons rest a moment, and say why", async () => {
    await house.start({ OUTCRY_FEED: "synthetic@1" });
    await house.desk().ask("/buy BTC/USDT 0.01");
    await house.desk().stop();
    // The market is another one when the desk comes back.
    await house.start();
    const at = await house.open();
    await expectText(at, 1, "needs 1 approval");
    const presses: string[] = [];
    at.page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/chat")) presses.push(request.postData() ?? "");
    });
    await pressAtOnce(at, 1, "New quote", "Approve");
    await press(at, 1, "Approve");
    await at.card(1).getByText("Quote changed").waitFor(PATIENCE);
    await at
      .card(1)
      .getByText("Quote changed")
      .waitFor({ state: "detached", ...PATIENCE });
    expect(presses).toHaveLength(1);
    await expectText(at, 1, "needs 1 approval");
    await press(at, 1, "Approve");
    await expectText(at, 1, "BOUGHT 0.01 BTC/USDT");
    expect(presses).toHaveLength(2);
    expect(at.troubles).toEqual([]);
  });
});

describe("two persons", () => {
  it("see one card; a press says at once what it does, a second one does nothing, and one too late is answered in place", async () => {
    const theirs = await house.withPerson("Bo");
    const [ann, bo] = [await house.open(), await house.open(theirs)];
    await ann.type("/buy BTC/USDT 0.01");
    await expectText(bo, 1, "needs 1 approval");
    const held: Route[] = [];
    await ann.page.route("**/chat", (route) => void held.push(route));
    await press(ann, 1, "Approve");
    await ann.card(1).getByRole("button", { name: "Approving…" }).waitFor(PATIENCE);
    await ann.card(1).getByRole("button", { name: "Reject" }).click({ force: true });
    await press(bo, 1, "Approve");
    await expectText(ann, 1, "approved by Bo in the local chat");
    await expectText(ann, 1, "BOUGHT 0.01");
    expect(await ann.card(1).getByRole("button", { name: "Approve" }).count()).toBe(0);
    expect(held).toHaveLength(1);
    await held[0]?.continue();
    await ann.card(1).getByRole("alert").filter({ hasText: "#1" }).waitFor(PATIENCE);
    await ann.card(1).getByRole("button", { name: "Dismiss" }).click(PATIENCE);
    await ann
      .card(1)
      .getByRole("alert")
      .waitFor({ state: "detached", ...PATIENCE });
    expect([...ann.troubles, ...bo.troubles]).toEqual([]);
  });

  it("whose names are markup are shown letter by letter, and no element is made (case 12)", async () => {
    const name = `<3 Bo & "Li'l" <img src=x onerror=alert(1)>`;
    const theirs = await house.withPerson(name);
    const [ann, bo] = [await house.open(), await house.open(theirs)];
    await ann.type("/buy BTC/USDT 0.01");
    await expectText(bo, 1, "needs 1 approval");
    await bo.type("/reject 1 *_~@everyone <b>no</b>");
    await expectText(ann, 1, `Rejected by ${name} in the local chat`);
    await expectText(ann, 1, '"*_~@everyone <b>no</b>"');
    expect(await ann.page.locator("img, #log b:not(.said b), script[src='x']").count()).toBe(0);
    expect(await bo.page.getByRole("button", { name: name }).count()).toBe(1);
    expect([...ann.troubles, ...bo.troubles]).toEqual([]);
  });
});
