import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {launch, openPage, settle} from "./open.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

it.each(["/", "/alert", "/threshold", "/models", "/lineage"])(
  "%s is printed without its menus, and nothing of it is cut at the edge of the paper",
  async (path) => {
    const {page, close} = await openPage(browser, feed + path);
    await page.emulateMedia({media: "print"});
    await page.setViewportSize({width: 690, height: 980}); // an A4 sheet within its margins
    await settle(page);
    const found = await page.evaluate(() => {
      const shown = (selector: string) =>
        [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
      const drawn = shown("main svg, main table, main pre");
      return {
        menus: shown("#observablehq-header, .export, .neighbours").length,
        drawn: drawn.length > 0,
        cut: drawn.filter((node) => node.getBoundingClientRect().right > innerWidth + 1).length,
        split: drawn.filter(
          (node) => node.localName === "svg" && getComputedStyle(node).breakInside !== "avoid"
        ).length
      };
    });
    expect(found).toEqual({menus: 0, drawn: true, cut: 0, split: 0});
    await close();
  }
);
