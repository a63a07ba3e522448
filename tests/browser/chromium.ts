import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {delimiter, join} from "node:path";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe"
];

const remedy = "install Chromium or Chrome, or set CHROMIUM_PATH to one that is installed";

/** What finding a Chromium looks at. */
export interface Machine {
  env: {[name: string]: string | undefined};
  exists: (path: string) => boolean;
  /** Where Playwright would keep its own Chromium. */
  playwright: string;
}

/**
 * Returns the path of a Chromium on this machine: CHROMIUM_PATH if set, else one on the PATH, in the
 * usual places, or Playwright’s own; undefined if there is none. Throws if CHROMIUM_PATH leads nowhere.
 */
export function findChromium({env, exists, playwright}: Machine): string | undefined {
  const asked = env.CHROMIUM_PATH;
  if (asked && !exists(asked)) throw new Error(`invalid CHROMIUM_PATH: ${asked} not found; ${remedy}`); // prettier-ignore
  if (asked) return asked;
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places, playwright].find(exists);
}

/**
 * Returns the path of a Chromium, and installs one if the machine has none: from Debian’s packages if
 * it is a Debian and we are root, else as Playwright’s own download. Says on standard error what it
 * does; throws with a remedy if neither works.
 */
export function ensureChromium(): string {
  const machine = {env: process.env, exists: existsSync, playwright: chromium.executablePath()};
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
  if (!installed) throw new Error(`missing Chromium, and none could be installed; ${remedy}`);
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
