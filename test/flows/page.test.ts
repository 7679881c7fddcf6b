/** The page in a real browser, on a real desk. */
import { join } from "node:path";

import fc from "fast-check";
import type { Browser, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { plain } from "../../src/domain/format.ts";
import { openBrowser } from "../support/browser.ts";
import { candleFile } from "../support/candle-file.ts";
import { type OpenPage, openPage, seriousFindings, sidewaysRoom } from "../support/page.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { addPersonTo } from "../support/second-person.ts";
import { until } from "../support/until.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

/** So long may a loaded machine take for what is there at once. */
const PATIENCE = { timeout: 20_000 };

let browser: Browser;
let dataDir: string;
let desk: DeskProcess;
let opened: OpenPage[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(() => {
  dataDir = temporaryDir();
  opened = [];
});
afterEach(async () => {
  for (const { close } of opened) await close();
  await desk.stop();
  removeDir(dataDir);
});

/** A flat market at 46,250; without a speed it stands within a test. */
async function start(env: Readonly<Record<string, string>> = {}): Promise<DeskProcess> {
  const feed = `replay:${candleFile(dataDir, 5_000)}@600`;
  return (desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: feed, ...env } }));
}

async function open(address = desk.address(), options = {}): Promise<OpenPage> {
  const page = await openPage(browser, address, options);
  opened.push(page);
  return page;
}

const press = (at: OpenPage, order: number, label: string): Promise<void> =>
  at.card(order).getByRole("button", { name: label, exact: true }).click(PATIENCE);

async function expectText(at: OpenPage, order: number, text: string | RegExp): Promise<void> {
  await at.card(order).filter({ hasText: text }).waitFor(PATIENCE);
}

const lineOf = ({ page }: OpenPage): Promise<string> => page.getByLabel("Command", { exact: true }).inputValue();

const told = (at: OpenPage, text: string | RegExp): Promise<void> =>
  at.page.locator("#log").getByText(text).last().waitFor(PATIENCE);

describe("a person at the page", () => {
  it("types with the list's help, is told off, takes what is offered, approves, and the card changes in its place", async () => {
    await start();
    const at = await open();
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
    await at.type("/buy BTCUSD 0.1");
    await told(at, "I don't know the pair BTCUSD");
    await page.getByRole("button", { name: "/buy BTC/USDT 0.1" }).click(PATIENCE);
    await expectText(at, 1, "needs 1 approval");
    const place = await at.card(1).getAttribute("data-ref");
    await press(at, 1, "Approve");
    await expectText(at, 1, "BOUGHT 0.1 BTC/USDT");
    expect(await at.card(1).getAttribute("data-ref")).toBe(place);
    expect(await at.card(1).getByRole("button", { name: "Approve" }).count()).toBe(0);
    await page.locator(".positions").getByText("BTC/USDT").waitFor(PATIENCE);
    expect(at.troubles).toEqual([]);
  });

  it("trades by buttons alone: a form for each side, which says what it costs and what it runs", async () => {
    await start();
    const at = await open();
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
    await start();
    const at = await open();
    await at.page.getByRole("navigation", { name: "Often used" }).getByRole("button", { name: "Buy" }).click(PATIENCE);
    const form = at.page.locator("form.form");
    await form.getByLabel("Amount").fill("1,5");
    await form.getByRole("button", { name: "Propose" }).click();
    await form.getByText("comma").waitFor(PATIENCE);
    expect(await form.getByLabel("Amount").inputValue()).toBe("1,5");
    expect(at.troubles).toEqual([]);
  });

  it("does all of it by keyboard", async () => {
    await start();
    const at = await open();
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
    await start();
    const at = await open();
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
    await start();
    const at = await open();
    await at.type("/buy BTC/USDT 0.01");
    await expectText(at, 1, "needs 1 approval");
    await at.context.setOffline(true);
    await at.page.getByRole("region", { name: "Connection" }).getByText("Reconnecting").waitFor(PATIENCE);
    expect(await at.card(1).getByRole("button", { name: "Approve" }).getAttribute("aria-disabled")).toBe("true");
    await desk.ask("/version");
    await desk.ask("/reject 1 not now");
    await at.context.setOffline(false);
    await told(at, "Outcry 0.");
    await expectText(at, 1, '"not now"');
    await at.page.locator(".divider").getByText("New since").waitFor(PATIENCE);
    await at.page.getByRole("region", { name: "Connection" }).waitFor({ state: "detached", ...PATIENCE });
    expect(at.troubles).toEqual([]);
  });

  it("outlives a restart of the desk, and a reload", async () => {
    await start();
    const at = await open();
    await at.type("/buy BTC/USDT 0.01 price=30000");
    await press(at, 1, "Approve");
    await expectText(at, 1, "rests at paper");
    const port = new URL(desk.address().url).port;
    await desk.stop();
    await at.page.getByRole("region", { name: "Connection" }).getByText("Reconnecting").waitFor(PATIENCE);
    await start({ OUTCRY_HTTP_PORT: port });
    await desk.ask("/cancel 1");
    await expectText(at, 1, "CANCELED");
    await at.page.reload();
    await expectText(at, 1, "CANCELED");
    expect(new URL(at.page.url()).hash).toBe("");
    expect(at.troubles).toEqual([]);
  });

  it("a token that the desk does not know gets a calm page, where the right one can be pasted", async () => {
    await start();
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    const { url, token } = desk.address();
    await page.goto(`${url}/#${"x".repeat(43)}`);
    await page.getByText("does not know this token").waitFor(PATIENCE);
    await page.getByLabel("Address or token").fill(`${url}/#${token}`);
    await page.getByRole("button", { name: "Open the desk" }).click();
    await page.getByText("Your desk is open.").waitFor(PATIENCE);
    expect(await page.evaluate("JSON.stringify(document.cookie)")).toBe('""');
    await context.close();
  });
});

describe("two persons", () => {
  /** Ann's desk, made and stopped, so that another can be let in. */
  async function withPerson(name: string): Promise<{ readonly url: string; readonly token: string }> {
    await start();
    await desk.stop();
    const token = addPersonTo(dataDir, name, "approver");
    await start();
    return { url: desk.address().url, token };
  }

  it("see one card; a press says at once what it does, a second one does nothing, and one too late is answered in place", async () => {
    const theirs = await withPerson("Bo");
    const [ann, bo] = [await open(), await open(theirs)];
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
    expect(await ann.card(1).getByRole("alert").count()).toBe(0);
    expect([...ann.troubles, ...bo.troubles]).toEqual([]);
  });

  it("whose names are markup are shown letter by letter, and no element is made (case 12)", async () => {
    const name = `<3 Bo & "Li'l" <img src=x onerror=alert(1)>`;
    const theirs = await withPerson(name);
    const [ann, bo] = [await open(), await open(theirs)];
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

describe("for everybody's eyes", () => {
  it.each([
    ["dark", { colorScheme: "dark" }],
    ["light", { colorScheme: "light" }],
    ["a phone", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
  ] as const)("axe finds nothing serious: %s", async (_name, options) => {
    await start();
    // axe is put in from outside, which the page's policy is there to forbid.
    const at = await open(desk.address(), { ...options, bypassCSP: true });
    expect(await seriousFindings(at.page)).toEqual([]);
    await at.type("/buy BTC/USDT 0.01");
    await expectText(at, 1, "needs 1 approval");
    await at.type("/by BTC/USDT 1");
    await told(at, "I don't know the command");
    await at.page.getByLabel("Command", { exact: true }).fill("/buy BTC/USDT ");
    await at.page.getByRole("option").first().waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
    await at.page.getByRole("navigation", { name: "Often used" }).getByRole("button", { name: "Buy" }).click();
    await at.page.locator("form.form").waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
  });

  it("follows the system's colours until somebody chooses, and then the choice", async () => {
    await start();
    const at = await open(desk.address(), { colorScheme: "light" });
    const shown = (): Promise<string> => at.page.evaluate("document.documentElement.dataset.theme");
    expect(await shown()).toBe("light");
    await at.page.emulateMedia({ colorScheme: "dark" });
    await at.page.locator(':root[data-theme="dark"]').waitFor(PATIENCE);
    const button = at.page.getByRole("button", { name: /^Colours:/ });
    await button.click();
    await button.click();
    expect(await shown()).toBe("light");
    await at.page.reload();
    await at.page.locator('.page[data-link="open"]').waitFor(PATIENCE);
    expect(await shown()).toBe("light");
    expect(at.troubles).toEqual([]);
  });

  it("at 360 px nothing lies outside, and both halves are a press away", async () => {
    await start();
    const at = await open(desk.address(), { viewport: { width: 360, height: 740 } });
    for (const line of ["/buy BTC/USDT 0.01", "/help", "/balance", "/orders all", "/status", "/price BTC/USDT"]) {
      await at.type(line);
      await told(at, line);
    }
    await told(at, "spread");
    expect(await sidewaysRoom(at.page)).toBe(0);
    expect(
      await at.page.evaluate(
        "[...document.querySelectorAll('#log article')].every((each) => each.scrollWidth <= each.clientWidth + 1)",
      ),
    ).toBe(true);
    await at.page.locator(".waits").getByText("#1 waits").waitFor(PATIENCE);
    await at.page.getByRole("button", { name: "Desk 1 waiting" }).click();
    await at.page.locator(".waiting").getByText("0.01 BTC/USDT").waitFor(PATIENCE);
    expect(await sidewaysRoom(at.page)).toBe(0);
    await at.page.locator(".wait").click();
    await at.card(1).getByRole("button", { name: "Approve" }).waitFor(PATIENCE);
    expect(at.troubles).toEqual([]);
  });
});

describe("what is shown is what was meant", () => {
  it("for any text, in every place of a card: letter by letter, and no element of its own", async () => {
    await start();
    const at = await open(desk.address(), { bypassCSP: true });
    const markup = fc.constantFrom(
      "<img src=x onerror=alert(1)>",
      "<!-- ",
      "]]>",
      "${1}",
      "&lt;",
      "\u202E",
      "<script>",
      "</span>",
    );
    const text = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), markup), {
      minLength: 1,
      maxLength: 4,
    });
    const texts = fc.sample(text, 2_000).map((parts) => parts.join(""));
    const drawn: { readonly places: string[]; readonly elements: number }[] = await at.page.evaluate(drawing(texts));
    expect(drawn).toHaveLength(2_000);
    const [usual] = await at.page.evaluate<typeof drawn>(drawing(["x"]));
    for (const [index, { places, elements }] of drawn.entries()) {
      expect(places).toEqual(places.map(() => plain(texts[index] ?? "")));
      expect(elements).toBe(usual?.elements);
    }
    expect(await at.page.evaluate("document.querySelectorAll('img').length")).toBe(0);
    expect(at.troubles).toEqual([]);
  });
});

/** Draws a card with each text in all its places; runs in the page. */
const drawing = (texts: readonly string[]): string => `(${DRAW})(${JSON.stringify(texts)})`;

const DRAW = `async (texts) => {
  const { render } = await import("lit-html");
  const { card } = await import("/app/chat/local/page/views/card.ts");
  const look = { reader: { zone: "UTC", now: 0 }, actions: {}, canAct: true, venues: new Map(), waiting: null, drift: null, theme: "dark" };
  return texts.map((text) => {
    const reply = { outcome: "done", blocks: [
      { kind: "headline", mark: "done", line: [text], aside: [text] },
      { kind: "text", line: [text] },
      { kind: "fields", fields: [{ label: text, lines: [[{ type: "command", line: text }], [{ type: "pair", pair: text }]] }] },
      { kind: "table", columns: [{ title: text, align: "left" }], rows: [[[text]]] },
      { kind: "buttons", buttons: [{ label: text, token: "t" }] },
    ] };
    const place = document.createElement("div");
    render(card({ ref: "r", reply, press: null, note: null, changedAt: 0, seq: 1 }, look), place);
    const parts = ["h3 span", ".aside .id", ".text span", "dt", "dd code", "dd .num", "th", "td", ".buttons button span"];
    return { places: parts.map((part) => place.querySelector(part).textContent), elements: place.querySelectorAll("*").length };
  });
}`;

/** `OUTCRY_PICTURES=docs/images vitest run test/flows/page.test.ts -t pictures` */
const pictures = process.env["OUTCRY_PICTURES"];

describe.runIf(pictures !== undefined)("pictures", () => {
  it.each([
    ["page-dark", { colorScheme: "dark", viewport: { width: 1440, height: 900 } }],
    ["page-light", { colorScheme: "light", viewport: { width: 1440, height: 900 } }],
    ["page-phone", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
  ] as const)("%s", async (name, options) => {
    await start({ OUTCRY_FEED: "synthetic" });
    const at = await open(desk.address(), options);
    for (const line of ["/buy ETH/USDT $1200", "/buy SOL/USDT $450"]) {
      await at.type(line);
      await at.page.getByRole("button", { name: "Approve" }).click(PATIENCE);
      await at.page.getByRole("button", { name: "Approve" }).waitFor({ state: "detached", ...PATIENCE });
    }
    await expectText(at, 2, "BOUGHT");
    await at.type("/buy BTC/USDT $900");
    await expectText(at, 3, "needs 1 approval");
    await at.type("/buy BTCUSD 0.1");
    await told(at, "I don't know the pair");
    await at.page
      .locator(".positions")
      .getByText("SOL/USDT")
      .waitFor({ state: "attached", ...PATIENCE });
    // The charts draw in a frame of their own.
    await at.page.waitForTimeout(1_500);
    await at.page.screenshot({ path: join(pictures ?? ".", `${name}.png`) });
  });
});
