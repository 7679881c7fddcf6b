/** The page in a real browser, as one person has it open: what is seen is asked of it, and what goes wrong is kept. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";

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

export async function openPage(
  browser: Browser,
  address: { readonly url: string; readonly token: string },
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
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
