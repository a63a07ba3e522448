import type {Page} from "playwright-core";

/** Buttons that are content: runs, values, columns, counts and techniques that can be chosen, filters that apply. */
const saying =
  "li > button:not(.plain, .link), [role=columnheader] button, .chip, .pair, .rules :is(.figure, .sort, .open-rule, .mono)";

/** The defects of a page on paper: each is 0 or empty on a page without any. */
export interface PrintDefects {
  /** How many menus are shown. */
  menus: number;
  /** The HTML of each control that only a screen can use. */
  controls: string[];
  /** How many figures and tables end beyond the edge of the paper. */
  truncated: number;
  /** How many figures may be split between two sheets. */
  split: number;
}

/** Shows *page* as it is printed on a sheet of A4, within its margins. */
export async function showPrinted(page: Page): Promise<void> {
  await page.emulateMedia({media: "print"});
  await page.setViewportSize({width: 690, height: 980});
}

/** Returns the defects of *page* as it is now: figures are drawn anew some frames after the width has changed. */
export function printDefects(page: Page): Promise<PrintDefects> {
  return page.evaluate((saying) => {
    const shown = (selector: string) =>
      [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
    const drawn = shown("main svg, main table, main pre");
    const controls = shown(
      "main form, main select, main textarea, main input:not(.title, .name), main button"
    ).filter((node) => !node.matches(saying));
    return {
      menus: shown("#observablehq-header, .export, .neighbours").length,
      controls: controls.map((node) => node.outerHTML.slice(0, 100)),
      truncated: drawn.filter((node) => node.getBoundingClientRect().right > innerWidth + 1).length,
      split: drawn.filter(
        (node) => node.localName === "svg" && getComputedStyle(node).breakInside !== "avoid"
      ).length
    };
  }, saying);
}
