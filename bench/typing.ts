/** What somebody waits for at the composer: the list that follows a key, the card that answers a line. */
import type { Page } from "playwright-core";

import { asVisitor, inBrowser, withOpenDesk } from "./browser.ts";
import { type Figure, figure, type Part } from "./figures.ts";
import { arrivalOf, frame, type Times, timesOf } from "./probe.ts";

const ROUNDS = 50;
const FRAMES = 100;
const WARM_UP = 20;
const LINES = 220;

const LIST = `[...document.querySelectorAll('#suggestions [role="option"] code')].map((word) => word.textContent).join(" ")`;
const ANSWER = `document.querySelector("#log .entries > li:last-child article")?.dataset.ref ?? ""`;

export function typing(): Promise<Part> {
  return inBrowser("The page: from a key to what it shows", (browser) =>
    withOpenDesk((address) =>
      asVisitor(browser, async (newTab) => {
        const page = await newTab();
        await page.goto(address);
        await arrivalOf(page);
        return measure(page);
      }),
    ),
  );
}

async function measure(page: Page): Promise<Figure[]> {
  const frames: number[] = [];
  for (let i = 0; i < FRAMES; i++) frames.push(await frame(page));
  const names = await typeAndTakeBack(page, "/", ["b", "p", "s"]);
  const pairs = await typeAndTakeBack(page, "/buy ", ["b", "e", "s"]);
  const amounts = await spaceAfter(page, ["/buy btc/usdt", "/buy eth/usdt", "/buy sol/usdt"]);
  const prices = await send(page, "/price BTC/USDT");
  const states = await send(page, "/status");
  return [
    figure("one frame of this browser", "ms", frames),
    span("key → list of commands, which the page knows", names, "keyAt", "shownAt"),
    span("key → list of pairs, narrowed by the page", pairs, "keyAt", "shownAt"),
    span("space → list of amounts, which the desk is asked for after a pause", amounts, "keyAt", "shownAt"),
    span("… of it from the question on", amounts, "askedAt", "shownAt"),
    span("Enter → card of /price", prices, "keyAt", "shownAt"),
    span("… of it until the line is durable at the desk", prices, "keyAt", "answeredAt"),
    span("Enter → card of /status", states, "keyAt", "shownAt"),
  ];
}

/** Each key and each Backspace leads to another list. */
async function typeAndTakeBack(page: Page, line: string, keys: readonly string[]): Promise<Times[]> {
  await timesOf(page, LIST, () => page.locator("#line").fill(line));
  const all: Times[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of keys)
      for (const pressed of [key, "Backspace"]) all.push(await timesOf(page, LIST, () => page.keyboard.press(pressed)));
  }
  return all.slice(WARM_UP);
}

/** Each begins a word of which the page knows nothing yet: the line before it is another one each time. */
async function spaceAfter(page: Page, lines: readonly string[]): Promise<Times[]> {
  const all: Times[] = [];
  for (let i = 0; i < LINES; i++) {
    const line = lines[i % lines.length] ?? "";
    await timesOf(page, LIST, () => page.locator("#line").fill(line));
    all.push(await timesOf(page, LIST, () => page.keyboard.press("Space")));
  }
  return all.slice(WARM_UP);
}

async function send(page: Page, line: string): Promise<Times[]> {
  const all: Times[] = [];
  for (let i = 0; i < LINES; i++) {
    await page.locator("#line").fill(line);
    all.push(await timesOf(page, ANSWER, () => page.keyboard.press("Enter")));
  }
  return all.slice(WARM_UP);
}

function span(name: string, all: readonly Times[], from: keyof Times, to: keyof Times): Figure {
  return figure(
    name,
    "ms",
    all.map((times) => (times[to] ?? Number.NaN) - (times[from] ?? Number.NaN)),
  );
}
