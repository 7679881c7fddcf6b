/** The page as it is seen: in both colours, on a phone, by who listens, and whatever a text holds. */
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { plain } from "../../src/domain/format.ts";
import { expectText, pageHouse, PATIENCE, press, seriousFindings, sidewaysRoom, told } from "../support/page.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const house = pageHouse();

describe("for everybody's eyes", () => {
  it.each([
    ["dark", { colorScheme: "dark" }],
    ["light", { colorScheme: "light" }],
    ["a phone", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
  ] as const)("axe finds nothing serious: %s", async (_name, options) => {
    await house.start();
    // axe is put in from outside, which the page's policy is there to forbid.
    const at = await house.open(house.desk().address(), { ...options, bypassCSP: true });
    expect(await seriousFindings(at.page)).toEqual([]);
    await at.type("/buy BTC/USDT 0.01");
    await expectText(at, 1, "needs 1 approval");
    await at.type("/by BTC/USDT 1");
    await told(at, "I don't know the command");
    await at.page.getByLabel("Command", { exact: true }).fill("/buy BTC/USDT ");
    await at.page.locator("#suggestions").getByRole("option").first().waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
    await at.page.getByRole("navigation", { name: "Often used" }).getByRole("button", { name: "Buy" }).click();
    await at.page.locator("form.form").waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
  });

  it.each([
    ["dark", { colorScheme: "dark" }],
    ["light", { colorScheme: "light" }],
    ["a phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
  ] as const)("nor with charts, a halt, a dialog and the desk's half open: %s", async (_name, options) => {
    await house.start({ OUTCRY_FEED: "synthetic" });
    const at = await house.open(house.desk().address(), { ...options, bypassCSP: true });
    await at.type("/buy BTC/USDT $400");
    await press(at, 1, "Approve");
    await expectText(at, 1, "BOUGHT");
    await at.type("/buy ETH/USDT $300 price=-2%");
    await press(at, 2, "Approve");
    await expectText(at, 2, "rests at paper");
    await at.type("/chart ETH/USDT 1h");
    await at.page.locator("#log candle-chart canvas").first().waitFor(PATIENCE);
    await at.type("/halt");
    await at.page.getByRole("region", { name: "Halted" }).waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
    await at.page.getByRole("button", { name: "Halt" }).click(PATIENCE);
    await at.page.getByRole("dialog").waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
    await at.page.keyboard.press("Escape");
    const half = at.page.getByRole("navigation", { name: "Halves of the page" }).getByRole("button", { name: "Desk" });
    if (await half.isVisible()) await half.click();
    await at.page.locator(".positions tbody").first().waitFor(PATIENCE);
    expect(await seriousFindings(at.page)).toEqual([]);
  });

  it("follows the system's colours until somebody chooses, and then the choice", async () => {
    await house.start();
    const at = await house.open(house.desk().address(), { colorScheme: "light" });
    const shown = (): Promise<string> => at.page.evaluate("document.documentElement.dataset.theme");
    expect(await shown()).toBe("light");
    await at.page.emulateMedia({ colorScheme: "dark" });
    await at.page.locator(':root[data-theme="dark"]').waitFor(PATIENCE);
    const button = at.page.locator(".theme");
    await button.click();
    await button.click();
    expect(await shown()).toBe("light");
    await at.page.reload();
    await at.page.locator('.page[data-link="open"]').waitFor(PATIENCE);
    expect(await shown()).toBe("light");
    expect(at.troubles).toEqual([]);
  });

  it("at 360 px nothing lies outside, and both halves are a press away", async () => {
    await house.start();
    const at = await house.open(house.desk().address(), { viewport: { width: 360, height: 740 } });
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

it("on a phone at the end of the log, what waits above covers no button of the newest card", async () => {
  await house.start();
  const at = await house.open(house.desk().address(), { viewport: { width: 390, height: 844 } });
  await at.type("/buy BTC/USDT 0.01");
  await expectText(at, 1, "needs 1 approval");
  await at.type("/help");
  await told(at, "/help");
  await at.type("/buy BTC/USDT 0.02");
  await expectText(at, 2, "needs 1 approval");
  await at.page.locator(".waits").getByText("#1 waits").waitFor(PATIENCE);
  await at.page.evaluate("log.scrollTop = log.scrollHeight");
  const covered = await at.page.evaluate<string[]>(`[...document.querySelectorAll('[data-order="2"] .question button')]
    .filter((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const hits = [[left + 4, top + 4], [(left + right) / 2, (top + bottom) / 2], [right - 4, bottom - 4]];
      return hits.some(([x, y]) => document.elementFromPoint(x, y)?.closest("button") !== button);
    })
    .map((button) => button.textContent.trim())`);
  expect(covered).toEqual([]);
  expect(await at.card(2).locator(".question button").count()).toBeGreaterThan(2);
  expect(at.troubles).toEqual([]);
});

it("the pane draws the candles of the pair and timeframe that are picked, under the page's own policy", async () => {
  await house.start();
  const at = await house.open();
  const asked: string[] = [];
  await at.page.route("**/chat/candles?*", (route) => {
    const { searchParams } = new URL(route.request().url());
    const [pair, timeframe] = [searchParams.get("pair") ?? "", searchParams.get("timeframe") ?? ""];
    asked.push(`${pair} ${timeframe}`);
    return route.fulfill({ json: chartOf(pair, timeframe) });
  });
  await at.page.getByRole("button", { name: "1h" }).click(PATIENCE);
  await at.page.getByRole("img", { name: "Chart of BTC/USDT, 50 candles of 1h, last close 46250.0" }).waitFor(PATIENCE);
  await at.page.locator("candle-chart canvas").first().waitFor(PATIENCE);
  await at.type("/buy BTC/USDT 0.01");
  await at.page.locator('.pane candle-chart[aria-label*="entry 46254"]').waitFor(PATIENCE);
  expect(asked).toContain("BTC/USDT 1h");
  expect(at.troubles).toEqual([]);
});

function chartOf(pair: string, timeframe: string): unknown {
  const candles = Array.from({ length: 50 }, (_, index) => [index * 3_600_000, 46_250, 46_300, 46_200, 46_250, 5]);
  return { kind: "candles", exchange: "paper", pair, timeframe, places: 1, candles, levels: [], lines: [], marks: [] };
}

describe("what is shown is what was meant", () => {
  it("for any text, in every place of a card: letter by letter, and no element of its own", async () => {
    await house.start();
    const at = await house.open(house.desk().address(), { bypassCSP: true });
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

it("a new quote stands beside the old one, which is struck through", async () => {
  await house.start();
  const at = await house.open(house.desk().address(), { bypassCSP: true });
  const shown: string = await at.page.evaluate(`(${DRAW_REQUOTED})()`);
  expect(shown).toBe("≈ 584.60 USDT at [46,392.0] 46,768.0 (market)");
});

const DRAW_REQUOTED = `async () => {
  const { render } = await import("lit-html");
  const { card } = await import("/app/chat/local/page/views/card.ts");
  const look = { reader: { zone: "UTC", now: 0 }, actions: {}, canAct: true, commands: [], venues: new Map(), waiting: null, drift: null, theme: "dark" };
  const price = (price) => ({ type: "price", price, places: 1 });
  const reply = { outcome: "asks", blocks: [
    { kind: "headline", mark: "requoted", line: ["The price moved. New quote: ", price("46768")] },
    { kind: "text", line: ["≈ 584.60 USDT at ", price("46768"), " (market)"] },
  ] };
  const place = document.createElement("div");
  render(card({ ref: "r", reply, press: null, note: null, oldPrice: price("46392"), changedAt: 0, seq: 1 }, look), place);
  for (const struck of place.querySelectorAll("s")) struck.textContent = "[" + struck.textContent + "]";
  return place.querySelector(".text").textContent.trim();
}`;

/** Draws a card with each text in all its places; runs in the page. */
const drawing = (texts: readonly string[]): string => `(${DRAW})(${JSON.stringify(texts)})`;

const DRAW = `async (texts) => {
  const { render } = await import("lit-html");
  const { card } = await import("/app/chat/local/page/views/card.ts");
  const look = { reader: { zone: "UTC", now: 0 }, actions: {}, canAct: true, commands: [], venues: new Map(), waiting: null, drift: null, theme: "dark" };
  return texts.map((text) => {
    const reply = { outcome: "done", blocks: [
      { kind: "headline", mark: "done", line: [text], aside: [text] },
      { kind: "text", line: [text] },
      { kind: "fields", fields: [{ label: text, lines: [[{ type: "command", line: text }], [{ type: "pair", pair: text }]] }] },
      { kind: "table", columns: [{ title: text, align: "left" }], rows: [[[text]]] },
      { kind: "buttons", buttons: [{ label: text, token: "t" }] },
    ] };
    const place = document.createElement("div");
    render(card({ ref: "r", reply, press: null, note: null, oldPrice: null, changedAt: 0, seq: 1 }, look), place);
    const parts = ["h3 span", ".aside .id", ".text span", "dt", "dd code", "dd .num", "th", "td span", ".buttons button span"];
    return { places: parts.map((part) => place.querySelector(part).textContent), elements: place.querySelectorAll("*").length };
  });
}`;

/** `OUTCRY_PICTURES=docs/images npm run proof -- page-looks -t pictures` */
const pictures = process.env["OUTCRY_PICTURES"];

describe.runIf(pictures !== undefined)("pictures", () => {
  it.each([
    ["page-dark", { colorScheme: "dark", viewport: { width: 1440, height: 900 } }],
    ["page-light", { colorScheme: "light", viewport: { width: 1440, height: 900 } }],
    ["page-phone", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
  ] as const)("%s", async (name, options) => {
    const address = await house.withPerson("Ann", { OUTCRY_FEED: "synthetic" }, true);
    const at = await house.open(address, options);
    for (const [order, line] of [
      [1, "/buy ETH/USDT $480"],
      [2, "/buy SOL/USDT $350 sl=-4%"],
    ] as const) {
      await at.type(line);
      await press(at, order, "Approve");
      await expectText(at, order, "BOUGHT");
    }
    await at.page.locator(".positions tfoot :is(.gain, .loss)").waitFor({ state: "attached", ...PATIENCE });
    await at.type("/buy BTCUSD 0.1");
    await told(at, "I don't know the pair");
    // What README promises within a minute; it comes by itself.
    await told(at, "EMA 12 crossed above EMA 26");
    await at.page.evaluate("document.activeElement.blur()");
    await at.page.mouse.move(0, 0);
    // The charts draw in a frame of their own.
    await at.page.waitForTimeout(1_500);
    await at.page.screenshot({ path: join(pictures ?? ".", `${name}.png`) });
    expect(at.troubles).toEqual([]);
  });
});
