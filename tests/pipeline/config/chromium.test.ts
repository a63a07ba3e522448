import {expect, it} from "vitest";
import {findChromium} from "../../../pipeline/config/chromium.js";

const machine = (env: {[name: string]: string}, ...files: string[]) => ({
  env,
  exists: (path: string) => files.includes(path),
  playwright: "/cache/playwright/chrome"
});

it("findChromium(machine) prefers CHROMIUM_PATH, then the PATH, then the usual places", () => {
  const all = ["/mine/chrome", "/opt/bin/chromium", "/usr/bin/google-chrome"];
  const env = {CHROMIUM_PATH: "/mine/chrome", PATH: "/bin:/opt/bin"};
  expect(findChromium(machine(env, ...all))).toBe("/mine/chrome");
  expect(findChromium(machine({PATH: "/bin:/opt/bin"}, ...all))).toBe("/opt/bin/chromium");
  expect(findChromium(machine({}, ...all))).toBe("/usr/bin/google-chrome");
});

it("findChromium(machine) falls back on Playwright’s own, or on nothing", () => {
  expect(findChromium(machine({}, "/cache/playwright/chrome"))).toBe("/cache/playwright/chrome");
  expect(findChromium(machine({}))).toBeUndefined();
});

it("findChromium(machine) refuses a CHROMIUM_PATH that leads nowhere, and says what to do", () => {
  const env = {CHROMIUM_PATH: "/nowhere"};
  expect(() => findChromium(machine(env, "/usr/bin/chromium"))).toThrow(
    "invalid CHROMIUM_PATH: /nowhere not found; install Chromium or Chrome, or set"
  );
});
