/**
 * What the page is made of: its modules, found by walking the imports from the first one, the libraries they name, one sheet,
 * one font. Nothing else is served: a request's path is looked up here and never joined to a folder.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { findPackageJSON, stripTypeScriptTypes } from "node:module";
import { pathToFileURL } from "node:url";

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Of its content. */
  readonly version: string;
}

export interface Site {
  /** By the path of a request. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** The import map: what a module names, and where it is served. */
  readonly imports: Readonly<Record<string, string>>;
  /** Modules that the first one needs before it runs, so that they can be fetched at once. */
  readonly early: readonly string[];
}

const SOURCE = new URL("../../../", import.meta.url);
const ENTRY = new URL("../page/main.ts", import.meta.url);
/** Served as one. */
const SHEET_NAMES = "tokens controls page phone chat composer card table question form pane";
const SHEETS = SHEET_NAMES.split(" ").map((name) => new URL(`../page/styles/${name}.css`, import.meta.url));
export const FONT_PATH = "/lib/inter.woff2";
export const ENTRY_PATH = pathOf(ENTRY);
export const SHEET_PATH = "/app/chat/local/page/style.css";

/** A package's own name stands for this file; `package/other.js` for the file of that name. The browser's builds, not Node's. */
const LIBRARIES: Readonly<Record<string, string>> = {
  "lit-html": "lit-html.js",
  "lightweight-charts": "dist/lightweight-charts.standalone.production.mjs",
};
const FONT = new URL("files/inter-latin-wght-normal.woff2", folderOf("@fontsource-variable/inter"));

const SCRIPT = "text/javascript; charset=utf-8";

export async function openSite(): Promise<Site> {
  const assets = new Map<string, Asset>();
  const imports: Record<string, string> = {};

  const visit = async (file: URL): Promise<URL[]> => {
    if (assets.has(pathOf(file))) return [];
    const code = scriptOf(file, await readFile(file, "utf8"));
    assets.set(pathOf(file), asset(SCRIPT, Buffer.from(code)));
    const later: URL[] = [];
    for (const { specifier, isLazy } of importsOf(code)) {
      const target = targetOf(file, specifier);
      if (!specifier.startsWith(".")) imports[specifier] = pathOf(target);
      later.push(...(isLazy ? [target] : await visit(target)));
    }
    return later;
  };

  let lazy = await visit(ENTRY);
  const early = [...assets.keys()];
  while (lazy.length > 0) lazy = (await Promise.all(lazy.map(visit))).flat();

  const font = asset("font/woff2", await readFile(FONT));
  assets.set(FONT_PATH, font);
  const sheet = (await joined(SHEETS)).replace(FONT_PATH, pinned(FONT_PATH, font));
  assets.set(SHEET_PATH, asset("text/css; charset=utf-8", Buffer.from(sheet)));
  return { assets, imports, early };
}

/** The address of this content of a file: what stands there never changes, so that a browser need not ask for it again. */
export function pinned(path: string, { version }: Asset): string {
  return `${path}?v=${version}`;
}

async function joined(files: readonly URL[]): Promise<string> {
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("");
}

function asset(type: string, body: Buffer): Asset {
  return { type, body, version: createHash("sha256").update(body).digest("base64url").slice(0, 16) };
}

/** Only what cannot be in a module's code or comments by accident is taken for an import: it begins a statement. */
const STATIC = /(?:^|[;}\n])\s*(?:import|export)\b(?:[\w\s{},*$]*?\bfrom)?\s*["']([^"'\n]+)["']/g;
const LAZY = /\bimport\(\s*["']([^"'\n]+)["']\s*\)/g;

function importsOf(code: string): { readonly specifier: string; readonly isLazy: boolean }[] {
  const found = (shape: RegExp, isLazy: boolean) =>
    [...code.matchAll(shape)].map((match) => ({ specifier: match[1] ?? "", isLazy }));
  return [...found(STATIC, false), ...found(LAZY, true)];
}

function targetOf(importer: URL, specifier: string): URL {
  if (specifier.startsWith(".")) return new URL(specifier, importer);
  const [name = "", ...rest] = specifier.split("/");
  const main = LIBRARIES[name];
  if (main === undefined) throw new Error(`the page cannot import ${specifier} (in ${pathOf(importer)})`);
  return new URL(rest.length === 0 ? main : rest.join("/"), folderOf(name));
}

/** Served paths keep the shape of the folders, so that relative imports hold in the browser too. */
function pathOf(file: URL): string {
  if (file.href.startsWith(SOURCE.href)) return `/app/${file.href.slice(SOURCE.href.length)}`;
  const name = Object.keys(LIBRARIES).find((library) => file.href.startsWith(folderOf(library).href));
  if (name === undefined) throw new Error("the page imports a file from outside");
  return `/lib/${name}/${file.href.slice(folderOf(name).href.length)}`;
}

function folderOf(name: string): URL {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw new Error(`the package ${name} is not installed`);
  return new URL(".", pathToFileURL(manifest));
}

function scriptOf(file: URL, source: string): string {
  // The maps that libraries name are not served: a browser's tools would ask in vain.
  return file.href.endsWith(".ts") ? stripped(source) : source.replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

/** Node warns at its first use that the function is experimental, though each of its own starts strips types that way. */
function stripped(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
