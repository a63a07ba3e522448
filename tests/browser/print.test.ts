import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {launch, openPage, settle} from "./open.js";
import {paths} from "./paths.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** Buttons that say something themselves: runs, values and columns that can be chosen, filters that apply. */
const saying = "li > button:not(.plain, .link), [role=columnheader] button, .chip, .pair";

it.each([...paths.filter((path) => !path.startsWith("/notebooks")), "/notebooks/how-many-trees"])(
  "%s is printed without what only a screen can use, and nothing of it is cut at the edge of the paper",
  async (path) => {
    const {page, close} = await openPage(browser, feed + path);
    await page.emulateMedia({media: "print"});
    await page.setViewportSize({width: 690, height: 980}); // an A4 sheet within its margins
    await settle(page);
    const found = await page.evaluate((saying) => {
      const shown = (selector: string) =>
        [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
      const drawn = shown("main svg, main table, main pre");
      const controls = shown(
        "main form, main select, main textarea, main input:not(.title, .name), main button"
      ).filter((node) => !node.matches(saying));
      return {
        menus: shown("#observablehq-header, .export, .neighbours").length,
        controls: controls.map((node) => node.outerHTML.slice(0, 100)),
        cut: drawn.filter((node) => node.getBoundingClientRect().right > innerWidth + 1).length,
        split: drawn.filter(
          (node) => node.localName === "svg" && getComputedStyle(node).breakInside !== "avoid"
        ).length
      };
    }, saying);
    expect(found).toEqual({menus: 0, controls: [], cut: 0, split: 0});
    await close();
  }
);
