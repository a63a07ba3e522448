import {spawn} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {countOf} from "./run/count.js";
import type {Count} from "./run/count.js";

const checks = ["test:format", "test:types", "test:lint"];
const suites = ["test:unit", "test:browser"];

/** Runs a script of package.json, and returns whether it succeeded. */
function run(script: string, args: string[] = []): Promise<boolean> {
  process.stdout.write(`\n— ${script}\n`);
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", script, "--", ...args], {
      stdio: "inherit",
      shell: process.platform === "win32"
    });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
}

/** Runs a check beside others, and keeps what it prints: whether it succeeded, and its output. */
function check(script: string): Promise<{script: string; succeeded: boolean; output: string}> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn("npm", ["run", "--silent", script], {shell: process.platform === "win32"});
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => resolve({script, succeeded: false, output: `${error.message}\n`}));
    child.on("close", (code) => resolve({script, succeeded: code === 0, output}));
  });
}

/** Runs a suite, and counts its tests by vitest’s own report. */
async function runSuite(script: string, folder: string): Promise<Count> {
  const report = join(folder, `${script.replace(":", "-")}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const succeeded = await run(script, reporters);
  let text: string | undefined;
  try {
    text = readFileSync(report, "utf8");
  } catch {
    // No report: the suite never began, which countOf counts as a failure.
  }
  return countOf(text, succeeded);
}

// Every step runs even if one before it fails, so that one look shows all that is wrong.
const folder = mkdtempSync(join(tmpdir(), "atalaya-tests-"));
const counts: {script: string; count: Count}[] = [];
try {
  for (const {script, succeeded, output} of await Promise.all(checks.map(check))) {
    process.stdout.write(`\n— ${script}\n${output}`);
    counts.push({
      script,
      count: {passed: Number(succeeded), failed: Number(!succeeded), skipped: 0}
    });
  }
  for (const script of suites) counts.push({script, count: await runSuite(script, folder)});
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
