import {existsSync} from "node:fs";
import {delimiter, join} from "node:path";

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

/** The remedy where there is no Chromium; the end of an error. */
export const chromiumRemedy =
  "install Chromium or Chrome, or set CHROMIUM_PATH to one that is installed";

/** The places where a Chromium is looked for. */
export interface Machine {
  env: {[name: string]: string | undefined};
  exists: (path: string) => boolean;
  /** The path of Playwright’s own Chromium. */
  playwright: string;
}

/** Returns this machine as finding a Chromium looks at it. */
export function thisMachine(playwright: string): Machine {
  return {env: process.env, exists: existsSync, playwright};
}

/**
 * Returns the path of a Chromium on *machine*: CHROMIUM_PATH if set, else one on the PATH, in the usual
 * places, or Playwright’s own; undefined if there is none. Throws if CHROMIUM_PATH leads nowhere.
 */
export function findChromium({env, exists, playwright}: Machine): string | undefined {
  const asked = env.CHROMIUM_PATH;
  if (asked && !exists(asked)) throw new Error(`invalid CHROMIUM_PATH: ${asked} not found; ${chromiumRemedy}`); // prettier-ignore
  if (asked) return asked;
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places, playwright].find(exists);
}
