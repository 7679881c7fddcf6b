/** A real desk in a process of its own, and people who open it in a real Chromium. */
import type { Browser, Page } from "playwright-core";

import { openBrowser } from "../test/support/browser.ts";
import { DeskProcess } from "../test/support/process.ts";
import { inFolder, ownSettings } from "./desk.ts";
import type { Figure, Part } from "./figures.ts";
import { PROBE } from "./probe.ts";

/** Left out where no browser can be had, for a reason that the title tells. */
export async function inBrowser(title: string, measure: (browser: Browser) => Promise<Figure[]>): Promise<Part> {
  const browser = await openBrowser().catch((error: unknown) => String(error).split("\n")[0] ?? "");
  if (typeof browser === "string") {
    return { title: `${title}: left out, since no browser can be had here (${browser})`, figures: [] };
  }
  try {
    return { title, figures: await measure(browser) };
  } finally {
    await browser.close();
  }
}

/** `address` opens the page for the owner. Its market goes at the pace of the clock, and nobody trades. */
export function withOpenDesk<T>(work: (address: string) => Promise<T>): Promise<T> {
  return inFolder(async (dataDir) => {
    const desk = await DeskProcess.start({ dataDir, env: ownSettings(dataDir, "synthetic@1") });
    const { url, token } = desk.address();
    try {
      return await work(`${url}/#${token}`);
    } finally {
      await desk.stop();
    }
  });
}

/** Somebody whose browser has never been here. */
export async function asVisitor<T>(browser: Browser, work: (newTab: () => Promise<Page>) => Promise<T>): Promise<T> {
  // Without a locale the browser has a language that no formatter knows.
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  await context.addInitScript(PROBE);
  const done = await work(() => context.newPage());
  await context.close(); // after a failure the browser's end closes it, and hides nothing
  return done;
}
