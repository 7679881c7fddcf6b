/** From the address to a page that can be used, on this machine, and what that costs on the wire. */
import type { Browser, Page, Request } from "playwright-core";

import { asVisitor, inBrowser, withOpenDesk } from "./browser.ts";
import { type Figure, figure, type Part } from "./figures.ts";
import { type Arrival, arrivalOf } from "./probe.ts";

const DESKS = 5;
const VISITORS = 6;
const BYTES_PER_KB = 1000;

export function visiting(): Promise<Part> {
  return inBrowser("The page: from its address to a desk that can be used", async (browser) => {
    const visits: Visits = { earliest: [], first: [], again: [] };
    for (let desk = 0; desk < DESKS; desk++) {
      await withOpenDesk(async (address) => {
        visits.earliest.push((await visitTwice(browser, address)).first);
        for (let visitor = 0; visitor < VISITORS; visitor++) {
          const { first, again } = await visitTwice(browser, address);
          visits.first.push(first);
          visits.again.push(again);
        }
      });
    }
    return figuresOf(visits);
  });
}

interface Visits {
  /** The first to a desk that has just started. */
  readonly earliest: Visit[];
  readonly first: Visit[];
  readonly again: Visit[];
}

interface Visit extends Arrival {
  readonly requests: number;
  readonly kB: number;
}

function figuresOf({ earliest, first, again }: Visits): Figure[] {
  const usable = (name: string, visits: readonly Visit[]): Figure =>
    figure(
      `${name}: desk shown, composer ready`,
      "ms",
      visits.map(({ usableAt }) => usableAt),
    );
  const weight = (name: string, visits: readonly Visit[]): Figure[] => [
    figure(
      `${name}: on the wire, chart library and font included`,
      "kB",
      visits.map(({ kB }) => kB),
    ),
    figure(
      `${name}: requests`,
      "requests",
      visits.map(({ requests }) => requests),
    ),
  ];
  return [
    usable("first visit since the desk's start", earliest),
    usable("first visit of a browser", first),
    figure(
      "… until its chart is drawn",
      "ms",
      first.map(({ chartedAt }) => chartedAt),
    ),
    usable("second visit", again),
    ...weight("first visit", first),
    ...weight("second visit", again),
  ];
}

async function visitTwice(browser: Browser, address: string): Promise<{ first: Visit; again: Visit }> {
  return asVisitor(browser, async (newTab) => ({
    first: await visit(await newTab(), address),
    again: await visit(await newTab(), address),
  }));
}

async function visit(page: Page, address: string): Promise<Visit> {
  const asked: Request[] = [];
  page.on("requestfinished", (request) => asked.push(request));
  await page.goto(address);
  const arrival = await arrivalOf(page);
  const sizes = await Promise.all(asked.filter(isFile).map(bytesOf));
  await page.close();
  const sent = sizes.filter((bytes) => bytes > 0); // the others the browser had
  return { ...arrival, requests: sent.length, kB: sent.reduce((sum, bytes) => sum + bytes, 0) / BYTES_PER_KB };
}

/** What the desk says is not the page's weight; neither is an icon that stands in the page itself. */
function isFile(request: Request): boolean {
  const { protocol, pathname } = new URL(request.url());
  return protocol === "http:" && !pathname.startsWith("/chat");
}

async function bytesOf(request: Request): Promise<number> {
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  return responseHeadersSize + responseBodySize;
}
