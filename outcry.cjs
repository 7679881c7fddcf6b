#!/usr/bin/env node
// The command `outcry`, runnable by any Node: the desk itself needs 24, which `npm ci` brings for most machines.
"use strict";
const childProcess = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const url = require("url");

const NEEDED = 24;
const EX_CONFIG = 78;

if (majorOf(process.versions.node) >= NEEDED) runHere();
else if (broughtNode() !== null) runOn(broughtNode());
else giveUp(`Outcry needs Node ${NEEDED} or newer and this is ${process.versions.node}. ${advice()}`);

function runHere() {
  if (!fs.existsSync(path.join(__dirname, "node_modules")))
    return giveUp('Outcry\'s packages are not installed yet. Run "npm ci" here first.');
  // In the checkout, not in the shared temporary folder, where another user could plant code.
  const cache = process.env.NODE_COMPILE_CACHE || path.join(__dirname, "node_modules", ".cache", "outcry");
  require("module").enableCompileCache(cache);
  // A worker takes it from here alone: the one that draws charts starts a fifth faster.
  process.env.NODE_COMPILE_CACHE = cache;
  // Not a static import: that would be loaded before the cache is on.
  import(url.pathToFileURL(path.join(__dirname, "src", "cli.ts")).href).catch(function (error) {
    console.error(error);
    process.exitCode = 1;
  });
}

/** The Node that came with `npm ci`, or null. */
function broughtNode() {
  const home = path.join(
    __dirname,
    "node_modules",
    `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`,
  );
  const binary = path.join(home, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!fs.existsSync(binary)) return null;
  return majorOf(require(path.join(home, "package.json")).version) >= NEEDED ? binary : null;
}

function runOn(node) {
  const child = childProcess.spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  if (process.env.npm_lifecycle_event !== undefined) stopWithNpm(child);
  child.on("error", function (error) {
    giveUp(`The Node in ${node} does not start (${error.message}). ${advice()}`);
  });
  child.on("exit", function (code, signal) {
    process.exitCode = signal === null ? code : 128 + os.constants.signals[signal];
  });
}

/** A killed npm says nothing (see src/runtime/parent.ts): then the desk would live on and keep its port. */
function stopWithNpm(child) {
  const parent = process.ppid;
  const timer = setInterval(function () {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 1000);
  timer.unref();
}

function giveUp(sentence) {
  console.error(sentence);
  process.exitCode = EX_CONFIG;
}

function advice() {
  return `Run "npm ci" here, which brings it on Linux and Windows, or install Node ${NEEDED} from https://nodejs.org.`;
}

function majorOf(version) {
  return Number(version.split(".")[0]);
}
