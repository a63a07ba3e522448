import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";
import {chromiumRemedy, findChromium, thisMachine} from "../../pipeline/config/chromium.js";

/**
 * Returns the path of a Chromium, and installs one if the machine has none: from Debian’s packages if
 * it is a Debian and we are root, else as Playwright’s own download. Says on standard error what it
 * does; throws with a remedy if neither works.
 */
export function ensureChromium(): string {
  const machine = thisMachine(chromium.executablePath());
  const found = findChromium(machine);
  if (found) return found;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    const env = {...process.env, DEBIAN_FRONTEND: "noninteractive"};
    attempt("the browser tests need Chromium; installing Debian’s package", "apt-get", ["update"], env); // prettier-ignore
    attempt("apt-get install chromium", "apt-get", ["install", "-y", "--no-install-recommends", "chromium"], env); // prettier-ignore
  }
  if (!findChromium(machine)) {
    const cli = createRequire(import.meta.url).resolve("playwright-core/package.json").replace("package.json", "cli.js"); // prettier-ignore
    attempt("the browser tests need Chromium; downloading Playwright’s", process.execPath, [cli, "install", "chromium"]); // prettier-ignore
  }
  const installed = findChromium(machine);
  if (!installed)
    throw new Error(`missing Chromium, and none could be installed; ${chromiumRemedy}`);
  return installed;
}

function attempt(why: string, command: string, args: string[], env = process.env): void {
  process.stderr.write(`${why}\n`);
  const {status, error} = spawnSync(command, args, {stdio: ["ignore", 2, 2], env});
  if (error ?? status) process.stderr.write(`${command} failed: ${error?.message ?? `exit ${status}`}\n`); // prettier-ignore
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    process.stderr.write(`Chromium: ${ensureChromium()}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
