import {spawn} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {availableParallelism, tmpdir} from "node:os";
import {join} from "node:path";
import {countOf} from "./run/count.js";
import type {Count} from "./run/count.js";
import {slowestOf} from "./run/slowest.js";

/** The suites to run: those that are named, or else all but the matrix of faults, with the checks. */
const named = process.argv.slice(2);
const checks = named.length > 0 ? [] : ["test:format", "test:types", "test:lint"];
const suites = named.length > 0 ? named : ["test:unit", "test:browser"];

// Tests wait often, for servers or for pages: there are more of them at once than processors. The suites run one
// after the other all the same: side by side, both took longer (26 minutes instead of 25 on two processors).
const workers = Math.min(8, 2 * Math.max(2, availableParallelism()));

/** How many files of a suite are listed with their seconds. */
const slowest = 12;

/** Runs a script of package.json; returns whether it succeeded. *onOutput* gets what it prints; by default, it is shown. */
function run(script: string, args: string[], onOutput?: (chunk: Buffer) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", script, "--", ...args], {
      stdio: onOutput ? ["ignore", "pipe", "pipe"] : "inherit",
      shell: process.platform === "win32"
    });
    if (onOutput) {
      child.stdout?.on("data", onOutput);
      child.stderr?.on("data", onOutput);
    }
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
}

/** Runs a check, prints its output when it is done, and counts it as one test. */
async function runCheck(script: string): Promise<Count> {
  const output: Buffer[] = [];
  const succeeded = await run(script, [], (chunk) => output.push(chunk));
  process.stdout.write(`\n— ${script}\n${Buffer.concat(output).toString()}`);
  return {passed: Number(succeeded), failed: Number(!succeeded), skipped: 0};
}

/** Runs a suite, counts its tests by vitest’s own report, and prints its slowest files. */
async function runSuite(script: string): Promise<Count> {
  const report = join(folder, `${script.replace(":", "-")}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const succeeded = await run(script, [...reporters, `--maxWorkers=${workers}`]);
  let text: string | undefined;
  try {
    text = readFileSync(report, "utf8");
  } catch {
    // No report: the suite never began, which countOf counts as a failure.
  }
  for (const line of slowestOf(text, slowest)) process.stdout.write(`${line}\n`);
  return countOf(text, succeeded);
}

// Every step runs even if one before it fails, so that one look shows all that is wrong.
const folder = mkdtempSync(join(tmpdir(), "atalaya-tests-"));
const counts: {script: string; count: Count}[] = [];
try {
  const checked = checks.map(async (script) => ({script, count: await runCheck(script)}));
  counts.push(...(await Promise.all(checked)));
  for (const script of suites) {
    process.stdout.write(`\n— ${script}\n`);
    counts.push({script, count: await runSuite(script)});
  }
} finally {
  rmSync(folder, {recursive: true, force: true});
}

process.stdout.write("\n");
for (const {script, count} of counts) {
  const {passed, failed, skipped} = count;
  const line = `${script.padEnd(14)} ${passed} passed, ${failed} failed, ${skipped} skipped`;
  process.stdout.write(`${line}\n`);
}
const total = (name: keyof Count) => counts.reduce((sum, {count}) => sum + count[name], 0);
process.stdout.write(`${total("passed")} passed, ${total("failed")} failed\n`);
process.exitCode = total("failed") > 0 || total("passed") === 0 ? 1 : 0;
