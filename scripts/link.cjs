"use strict";
// After an install: the command `outcry` in the checkout (npm does not link a package's own bin), and the Node that
// the lock file brings where the running one is older and npm (9 and 10) did not link it. Runs on any Node.
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const bin = path.join(root, "node_modules", ".bin");
const onWindows = process.platform === "win32";

function link(name, target) {
  const place = path.join(bin, name);
  fs.rmSync(place, { force: true });
  fs.symlinkSync(path.relative(bin, target), place);
}

function linkOutcry() {
  const target = path.join(root, "outcry.cjs");
  if (!onWindows) return link("outcry", target);
  fs.writeFileSync(path.join(bin, "outcry.cmd"), `@node "%~dp0\\${path.relative(bin, target)}" %*\r\n`);
}

/** `exec` in a script keeps sh from standing between npm and the desk, where it swallows signals. cmd has no such word. */
function linkExec() {
  if (onWindows) fs.writeFileSync(path.join(bin, "exec.cmd"), "@%*\r\n");
}

function linkNode() {
  if (Number(process.versions.node.split(".")[0]) >= 24 || onWindows) return;
  const brought = path.join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (fs.existsSync(brought) && !fs.existsSync(path.join(bin, "node"))) link("node", brought);
}

if (fs.existsSync(bin)) {
  linkOutcry();
  linkExec();
  linkNode();
}
