// The last line of .ci/run, from vitest's reports: `node count-tests.cjs STATUS FOLDER`. Runs on any Node, since it must
// speak where `npm ci` failed. A step that failed without a failed test (types, lint, a file that does not load) counts as one.
"use strict";
const fs = require("fs");
const path = require("path");

const [status, folder] = process.argv.slice(2);
const reports = fs.readdirSync(folder).map((file) => JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")));

const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
const failed = sum((report) => (report.success ? 0 : Math.max(1, report.numFailedTests)));
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);

if (skipped > 0) console.log(`${skipped} skipped`);
const all = status === "0" ? failed : Math.max(1, failed);
console.log(`${passed} passed, ${all} failed`);
process.exitCode = all === 0 ? 0 : 1;
