/** The page as a browser gets it: what its policy allows, and that exactly its own files are served. */
import { readdirSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openSite, SHEET_PATH, type Site } from "../../../../src/chat/local/http/site.ts";
import { staticRoutes } from "../../../../src/chat/local/http/static.ts";
import { type HttpServer, serve } from "../../../../src/runtime/http.ts";
import { silentLog } from "../../../support/database.ts";
import { ask } from "../../../support/wire.ts";

/** Of all that a first visit fetches, packed. */
const MOST_KILOBYTES = 250;
const FOR_EVER = "max-age=31536000, immutable";

let server: HttpServer;
let site: Site;
beforeAll(async () => {
  server = await serve({ host: "127.0.0.1", port: 0, routes: staticRoutes(), log: silentLog });
  site = await openSite();
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

describe("the shell", () => {
  test("may do what its policy says and nothing else, with a nonce of its own each time", async () => {
    const [one, other] = await Promise.all([get("/"), get("/")]);
    const policy = one.headers.get("content-security-policy") ?? "";
    const [, nonce = ""] = /'nonce-([\w-]{22})'/.exec(policy) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; font-src 'self'; img-src blob: data:; ` +
        "connect-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html; frame-ancestors 'none'; " +
        "base-uri 'none'; form-action 'none'",
    );
    expect(other.headers.get("content-security-policy")).not.toContain(nonce);
    const html = await one.text();
    for (const [tag] of html.matchAll(/<(?:script|link rel="(?:stylesheet|modulepreload)")[^>]*>/g))
      expect(tag).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/\son\w+=|style="|<style|javascript:/);
  });

  test("sets no cookie, is kept nowhere, and says what it is", async () => {
    const shell = await get("/");
    const html = await shell.text();
    expect(shell.headers.get("set-cookie")).toBeNull();
    expect(shell.headers.get("cache-control")).toBe("no-store");
    expect(shell.headers.get("content-type")).toBe("text/html; charset=utf-8");
    for (const part of ['<html lang="en">', "<title>Outcry</title>", 'name="viewport"', "theme-color", "<noscript>"])
      expect(html).toContain(part);
  });

  test.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])("opens under %s (case 9)", async (name) => {
    for (const port of [server.port, 9_000]) {
      const host = `${name}:${port}`;
      expect((await ask(server.url, "/", { headers: { host, origin: `http://${host}` } })).status).toBe(200);
    }
  });
});

describe("the files", () => {
  test("are all that the modules import, and each is served as what it is", async () => {
    for (const [path, { type }] of site.assets) {
      const file = await get(path);
      expect([path, file.status, file.headers.get("content-type")]).toEqual([path, 200, type]);
      if (!type.startsWith("text/javascript")) continue;
      for (const specifier of importsIn(await file.text())) {
        const target = specifier.startsWith(".")
          ? new URL(specifier, `${server.url}${path}`).pathname
          : site.imports[specifier];
        expect([path, specifier, site.assets.has(target ?? "")]).toEqual([path, specifier, true]);
      }
    }
    for (const path of Object.values(site.imports)) expect(site.assets.has(path)).toBe(true);
  });

  test("were seen: the first module, a library, the sheet, the font", () => {
    const paths = [...site.assets.keys()];
    for (const path of ["/app/chat/local/page/main.ts", "/lib/lit-html/lit-html.js", "/lib/inter.woff2"])
      expect(paths).toContain(path);
    expect(site.early).toContain("/app/chat/local/page/main.ts");
  });

  test("are code of the page and of what it shares, none of the desk's other parts", () => {
    const own = [...site.assets.keys()].filter((path) => path.startsWith("/app/"));
    const shared =
      /^\/app\/(?:chat\/local\/page\/|chat\/grammar\/(?:numbers|spelling)\.ts$|domain\/|runtime\/clock\.ts$)/;
    expect(own.filter((path) => !shared.test(path))).toEqual([]);
  });

  test("have lost their types, and nothing else", async () => {
    const module = await (await get("/app/chat/local/page/main.ts")).text();
    expect(module).not.toMatch(/\bimport type\b|\binterface\b/);
    for (const { type, body } of site.assets.values()) {
      if (type.startsWith("text/javascript")) expect(body.toString()).not.toContain("sourceMappingURL");
    }
  });

  test.each([
    "/app/config.ts",
    "/app/main.ts",
    "/app/chat/local/routes.ts",
    "/app/chat/local/page/",
    "/app/chat/local/page/tsconfig.json",
    "/app/",
    "/app",
    "/lib/",
    "/lib/lit-html/package.json",
    "/lib/zod/index.js",
    "/app/../package.json",
    "/app/../../package.json",
    "/app/chat/local/page/../routes.ts",
    "/app/%2e%2e/package.json",
    "/app/..%2fpackage.json",
    "/app/chat/local/page/%2e%2e%2froutes.ts",
    "/app/chat/local/page/..%5croutes.ts",
    "/app//etc/passwd",
    "/app/chat/local/page/main.ts%00.js",
    "/app/chat/local/page/main.ts/",
    "/app/CHAT/local/page/main.ts",
    "/lib/file:///etc/passwd",
    "/lib/inter.woff2/..",
    "//app/chat/local/page/main.ts/../../../config.ts",
    "/.env",
    "/data/outcry.db",
    "/__proto__",
    "/app/__proto__",
    "/lib/constructor",
  ])("do not include %s", async (path) => {
    const { status, body } = await ask(server.url, path);
    expect(status).toBe(404);
    expect(body).toBe('{"error":"There is nothing at this address."}');
  });

  test("of src alone the listed ones: each other module is not there", async () => {
    const root = new URL("../../../../src/", import.meta.url);
    const others = readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((file) => `/app/${file.replaceAll("\\", "/")}`)
      .filter((path) => path.endsWith(".ts") && !site.assets.has(path));
    expect(others.length).toBeGreaterThan(100);
    for (const path of others) expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
});

describe("what a visit costs", () => {
  test("a file that is known is not sent again", async () => {
    const path = "/lib/lit-html/lit-html.js";
    const first = await get(path);
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const etag = first.headers.get("etag") ?? "";
    expect((await get(path, { "if-none-match": etag })).status).toBe(304);
    expect((await get(path, { "if-none-match": 'W/"other"' })).status).toBe(200);
  });

  test("and at the address of its content it is not even asked for", async () => {
    const html = await (await get("/")).text();
    const addresses = new Set(html.match(/\/(?:app|lib)\/[^"]+\?v=[\w-]+/g));
    expect(addresses.size).toBe(site.assets.size);
    for (const address of addresses)
      expect([address, (await get(address)).headers.get("cache-control")]).toEqual([address, FOR_EVER]);
    const sheet = await (await get(SHEET_PATH)).text();
    const [font = ""] = /\/lib\/[^"]+/.exec(sheet) ?? [];
    expect(addresses).toContain(font);
  });

  test("of a content that is no more, a browser keeps nothing", async () => {
    for (const version of ["", "?v=", "?v=AAAAAAAAAAAAAAAA"]) {
      const file = await get(`/lib/lit-html/lit-html.js${version}`);
      expect([version, file.status, file.headers.get("cache-control")]).toEqual([version, 200, "no-cache"]);
    }
  });

  test.each([
    ["br", "br"],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip", "gzip"],
    ["identity", null],
  ])("who accepts %s gets it packed as %s, with the same content", async (accepted, encoding) => {
    const path = "/lib/lit-html/lit-html.js";
    const file = await get(path, { "accept-encoding": accepted });
    expect(file.headers.get("content-encoding")).toBe(encoding);
    expect(file.headers.get("vary")).toBe("accept-encoding");
    expect(await file.text()).toBe(site.assets.get(path)?.body.toString());
  });

  test(`is ${MOST_KILOBYTES} kB at most`, async () => {
    let bytes = 0;
    for (const path of ["/", ...site.assets.keys()]) {
      const { headers } = await ask(server.url, path, { headers: { "accept-encoding": "br" } });
      bytes += Number(headers["content-length"]);
    }
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes / 1_000).toBeLessThan(MOST_KILOBYTES);
  });
});

/** Looser than the page's own walk, so that a hole in it shows. */
function importsIn(code: string): string[] {
  const shapes = [/\bfrom\s*["']([^"']+)["']/g, /\bimport\s*\(?\s*["']([^"']+)["']/g];
  return shapes.flatMap((shape) => [...code.matchAll(shape)].map((match) => match[1] ?? ""));
}
