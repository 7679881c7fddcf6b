/** The page in a real browser, as one person has it open: what is seen is asked of it, and what goes wrong is kept. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { openBrowser } from "./browser.ts";
import { candleFile } from "./candle-file.ts";
import type { Address } from "./chat.ts";
import { DeskProcess, removeDir, temporaryDir } from "./process.ts";
import { addPersonTo } from "./second-person.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, errors of scripts, reports of the policy. */
  readonly troubles: readonly string[];
  /** The card of an order. */
  card(order: number): Locator;
  type(line: string): Promise<void>;
  close(): Promise<void>;
}

/** A desk that is away on purpose is a failed request, and no fault of the page. */
const AWAY = /^Failed to load resource: net::ERR_/;

async function openPage(browser: Browser, address: Address, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    // Without one the browser has a language that no formatter knows.
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    colorScheme: "dark",
    ...options,
  });
  const troubles: string[] = [];
  await context.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))',
  );
  const page = await context.newPage();
  page.on("console", (message) => {
    const isTrouble = message.type() === "error" || message.type() === "warning";
    if (isTrouble && !AWAY.test(message.text())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  await page.goto(`${address.url}/#${address.token}`);
  await page.locator('.page[data-link="open"]').waitFor();
  return {
    page,
    context,
    troubles,
    card: (order) => page.locator(`article[data-order="${order}"]`).last(),
    async type(line) {
      await page.getByLabel("Command", { exact: true }).fill(line);
      await page.keyboard.press("Enter");
    },
    close: () => context.close(),
  };
}

/** What axe finds serious or critical, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 160) + " " + failureSummary)))`);
}

/** How far the page could be moved sideways: it should not. */
export function sidewaysRoom(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

/** So long may a loaded machine take for what is there at once. */
export const PATIENCE = { timeout: 60_000 };

export const lineOf = ({ page }: OpenPage): Promise<string> => page.getByLabel("Command", { exact: true }).inputValue();

export const press = (at: OpenPage, order: number, label: string): Promise<void> =>
  at.card(order).getByRole("button", { name: label, exact: true }).click(PATIENCE);

export async function expectText(at: OpenPage, order: number, text: string | RegExp): Promise<void> {
  await at.card(order).filter({ hasText: text }).waitFor(PATIENCE);
}

export const told = ({ page }: OpenPage, text: string | RegExp): Promise<void> =>
  page.locator("#log").getByText(text).last().waitFor(PATIENCE);

type Env = Readonly<Record<string, string>>;

export interface PageHouse {
  browser(): Browser;
  /** The one that was started last. */
  desk(): DeskProcess;
  /** Its data folder. */
  dir(): string;
  /** A flat market at 46,250, unless the environment names another. Its strategies rest, unless they are wanted. */
  start(env?: Env, hasStrategies?: boolean): Promise<DeskProcess>;
  /** Starts a desk with another person in it; gives where they open it. */
  withPerson(name: string, env?: Env, hasStrategies?: boolean): Promise<Address>;
  /** By default as the owner. */
  open(address?: Address, options?: BrowserContextOptions): Promise<OpenPage>;
}

/** A browser for a file of tests, and for each test a data folder; what was opened is closed after it. */
export function pageHouse(): PageHouse {
  let browser: Browser;
  let dataDir: string;
  let desk: DeskProcess | null = null;
  let opened: OpenPage[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(() => {
    dataDir = temporaryDir();
  });
  afterEach(async () => {
    for (const { close } of opened) await close();
    await desk?.stop();
    [opened, desk] = [[], null];
    removeDir(dataDir);
  });

  const start = async (env: Env = {}, hasStrategies = false): Promise<DeskProcess> => {
    const feed = `replay:${candleFile(dataDir, 5_000)}@600`;
    return (desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: feed, ...env }, hasStrategies }));
  };
  const running = (): DeskProcess => {
    if (desk === null) throw new Error("no desk was started");
    return desk;
  };

  return {
    browser: () => browser,
    desk: running,
    dir: () => dataDir,
    start,
    async withPerson(name, env, hasStrategies) {
      await (await start(env, true)).stop();
      const token = addPersonTo(dataDir, name, "approver");
      return { url: (await start(env, hasStrategies)).address().url, token };
    },
    async open(address = running().address(), options = {}) {
      const page = await openPage(browser, address, options);
      opened.push(page);
      return page;
    },
  };
}
