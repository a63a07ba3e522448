import type {Locator, Page} from "playwright-core";

/** How long a brush takes to show, in ms from the pointer event to the frame after the other views changed. */
export interface BrushTimes {
  /** From the pointer reaching the figure to the columns being there, with all that was read for it. */
  columns_ms: number;

  /** The first change of the first drag on each figure. */
  first: number[];

  /** Every change of the later drags. */
  warm: number[];
}

declare global {
  interface Window {
    brushTimes: number[];
  }
}

const dimensions = ["time", "score", "bytes out", "bytes in", "duration"];
const maxMoves = 40;

/**
 * Times each move that changes the other views: from the event, which the browser may hold back until a frame,
 * to the frame after the bars of the others were drawn. A move within a bin draws nothing: none is made.
 */
function watchBrush(): void {
  window.brushTimes = [];
  let movedAt: number | null = null;
  addEventListener("mousemove", (event) => event.buttons && (movedAt ??= event.timeStamp), true);
  const seen = new MutationObserver(() => {
    if (movedAt === null) return;
    const from = movedAt;
    movedAt = null;
    requestAnimationFrame(() => window.brushTimes.push(performance.now() - from));
  });
  seen.observe(document.querySelector(".explore")!, {subtree: true, attributeFilter: ["d"]});
}

/** Drags over every histogram of an open Explore, *repeats* times each. */
export async function measureBrush(page: Page, repeats: number): Promise<BrushTimes> {
  const figure = (name: string) => page.locator(".dimension", {hasText: name}).first().locator("svg").first(); // prettier-ignore
  const startedAt = performance.now();
  await figure("time").hover();
  await page.waitForFunction(() => performance.getEntriesByName("columns ready").length > 0, null, {timeout: 120_000}); // prettier-ignore
  const columns_ms = Math.round(performance.now() - startedAt);
  await page.mouse.move(1, 1);
  await page.evaluate(watchBrush);
  const times: BrushTimes = {columns_ms, first: [], warm: []};
  for (let repeat = 0; repeat < repeats; ++repeat) {
    for (const name of dimensions) {
      const drag = await measureDrag(page, figure(name));
      if (repeat > 0) times.warm.push(...drag);
      else {
        times.first.push(...drag.slice(0, 1));
        times.warm.push(...drag.slice(1));
      }
    }
  }
  return times;
}

/** Drags from a tenth of the axis to its 0.85, by whole bins. */
async function measureDrag(page: Page, figure: Locator): Promise<number[]> {
  const box = (await figure.boundingBox())!;
  const y = box.y + 24;
  const slider = figure.locator("[role=slider]");
  const bins = Number(await slider.getAttribute("aria-valuemax")) + 1;
  const step = Math.ceil((0.75 * bins) / maxMoves);
  const first = Math.floor(0.1 * bins);
  const x = (bin: number) => box.x + (bin / bins) * box.width;
  await page.mouse.move(x(first), y);
  await page.waitForTimeout(200); // nobody presses within the frame in which the pointer arrives
  await page.mouse.down();
  await page.evaluate(() => void (window.brushTimes.length = 0));
  for (let bin = first + step; bin <= 0.85 * bins; bin += step) {
    await page.mouse.move(x(bin), y);
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))); // prettier-ignore
  }
  await page.mouse.up();
  const times = await page.evaluate(() => window.brushTimes.splice(0));
  await page.keyboard.press("Escape");
  await page.locator(".chips .link").or(page.locator(".chip").last()).first().click({timeout: 2000}).catch(() => {}); // prettier-ignore
  await page.waitForTimeout(300);
  await page.mouse.move(1, 1);
  return times;
}
