/** What runs the desk: Node 24 whatever started npm, and a lock file that installs everywhere. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { OUTER_PATH, ROOT } from "./support/project.ts";

const MANIFEST = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
  scripts: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
interface LockEntry {
  readonly resolved?: string;
  readonly gypfile?: boolean;
  readonly integrity?: string;
}

const LOCK = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, LockEntry>;
};

describe("the platform", () => {
  it("is Node 24 in every script of npm, whatever started it", () => {
    expect(Number(process.versions.node.split(".")[0])).toBeGreaterThanOrEqual(24);
  });

  it("needs no POSIX shell in its scripts, but for a word that the install teaches Windows", () => {
    const link = readFileSync(join(ROOT, "scripts", "link.cjs"), "utf8");
    expect(link).toContain("exec.cmd");
    for (const script of Object.values(MANIFEST.scripts)) expect(script).not.toMatch(/[;|$`]|(?<!&)&(?!&)|^\w+=/);
  });

  it("has one version of the Node it brings", () => {
    expect(new Set(Object.values(MANIFEST.optionalDependencies)).size).toBe(1);
  });
});

describe("the lock file", () => {
  const entries = Object.entries(LOCK.packages).filter(([path]) => path !== "");

  it("names no registry and knows the hash of every package", () => {
    expect(entries.length).toBeGreaterThan(50);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(entries.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });

  it("asks no old npm to compile better-sqlite3 (npm run lock)", () => {
    expect(LOCK.packages["node_modules/better-sqlite3"]?.gypfile).toBe(false);
  });
});

describe("outcry", () => {
  /** A Node that says it is old. */
  const asOldNode = (folder: string): readonly string[] => {
    const shim = join(folder, "old.cjs");
    writeFileSync(
      shim,
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.0" } });`,
    );
    return ["--require", shim];
  };
  const alone = (): string => {
    const folder = mkdtempSync(join(tmpdir(), "outcry-alone-"));
    cpSync(join(ROOT, "outcry.cjs"), join(folder, "outcry.cjs"));
    return folder;
  };

  it("says in a sentence what to install where there is no Node 24, and ends with 78", () => {
    const folder = alone();
    const { status, stderr } = spawnSync(process.execPath, [...asOldNode(folder), "outcry.cjs", "start"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({ status, lines: stderr.trim().split("\n").length }).toEqual({ status: 78, lines: 1 });
    expect(stderr).toMatch(/^Outcry needs Node 24 or newer and this is 18\.20\.0\. Run "npm ci" here/);
    rmSync(folder, { recursive: true });
  });

  it("says so where npm ci has not run", () => {
    const folder = alone();
    const { status, stderr } = spawnSync(process.execPath, ["outcry.cjs"], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 78,
      stderr: `Outcry's packages are not installed yet. Run "npm ci" here first.\n`,
    });
    rmSync(folder, { recursive: true });
  });

  it.skipIf(!existsSync(join(ROOT, "node_modules", `node-${process.platform}-${process.arch}`)))(
    "passes over to the Node that npm brought, with the exit code",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "outcry-old-"));
      const old = [...asOldNode(folder), join(ROOT, "outcry.cjs")];
      const asked = spawnSync(process.execPath, [...old, "--version"], { encoding: "utf8" });
      expect({ status: asked.status, said: asked.stdout.trim() }).toEqual({ status: 0, said: MANIFEST.version });
      expect(spawnSync(process.execPath, [...old, "no-such-command"]).status).not.toBe(0);
      rmSync(folder, { recursive: true });
    },
  );

  it("runs as npx outcry on the machine's own Node", () => {
    const env = { ...process.env, PATH: OUTER_PATH };
    const npx = process.platform === "win32" ? "npx.cmd" : "npx";
    const said = execFileSync(npx, ["--no-install", "outcry", "--version"], { cwd: ROOT, env, encoding: "utf8" });
    expect(said.trim()).toBe(MANIFEST.version);
  });
});
