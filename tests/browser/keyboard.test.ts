import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import {launch, openPage} from "./open.js";
import {paths} from "./paths.js";

const {feed} = inject("sites");
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** The most stops of the Tab key on a page: long tables of links are cut there. */
const most = 400;

it.each(paths)("%s can be worked with the keyboard alone: what can be clicked can be reached, and the focus is seen", async (path) => {
  const viewport = {width: 1440, height: 900};
  const {page, faults, close} = await openPage(browser, feed + path, {viewport});
  expect(await mouseOnly(page)).toEqual([]);
  const {unreached, unseen} = await walk(page);
  expect(unreached).toEqual([]);
  expect(unseen).toEqual([]);
  expect(faults).toEqual([]);
  await close();
}); // prettier-ignore

/** Returns what shows a hand to the mouse and gives nothing to the keyboard: neither it, nor what it is in, nor what it holds. */
function mouseOnly(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const focusable =
      "a[href], button, input, select, textarea, summary, label, [tabindex], [contenteditable]";
    const found = [...document.querySelectorAll<HTMLElement>("body *")].filter((node) => {
      if (getComputedStyle(node).cursor !== "pointer" || !node.checkVisibility?.()) return false;
      return !node.closest(focusable) && !node.querySelector(focusable);
    });
    return found.slice(0, 10).map((node) => node.outerHTML.slice(0, 160));
  });
}

/**
 * Presses Tab through *page*; returns what was passed over, and what had the focus without showing it. A
 * member of a group that has one stop (a list, a grid, a menu) is reached by its arrow keys, and
 * counts as reached if the group was.
 */
async function walk(page: Page): Promise<{unreached: string[]; unseen: string[]}> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  const unseen: string[] = [];
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const node = document.activeElement;
      if (!(node instanceof Element) || node === document.body) return "end";
      if (node.hasAttribute("data-walked")) return "end";
      node.setAttribute("data-walked", "");
      const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(node);
      const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
      const inside = node.closest(".cm-editor.cm-focused") !== null; // its frame shows the focus
      return outlined || boxShadow !== "none" || inside ? null : node.outerHTML.slice(0, 160);
    });
    if (stop === "end") break;
    if (stop !== null) unseen.push(stop);
  }
  const unreached = await page.evaluate((most) => {
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, summary, [tabindex='0'], [role=slider]"
      )
    ];
    const shown = all.filter(
      (node) => node.checkVisibility?.({visibilityProperty: true}) && !node.matches(":disabled")
    );
    if (document.querySelectorAll("[data-walked]").length >= most) return []; // cut: nothing to say
    const missed = shown.filter((node) => {
      if (node.hasAttribute("data-walked") || node.closest("[data-walked], [inert]")) return false;
      if (node instanceof HTMLInputElement && node.type === "radio") return false; // one stop a group
      const group = node.closest("[role=listbox], [role=grid], [role=menu], [role=tablist], [role=toolbar], [role=radiogroup], [role=tree]"); // prettier-ignore
      return !(node.tabIndex < 0 && group?.querySelector("[data-walked]"));
    });
    return missed.slice(0, 10).map((node) => node.outerHTML.slice(0, 160));
  }, most);
  return {unreached, unseen};
}
