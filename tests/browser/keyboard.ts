import type {Page} from "playwright-core";

/** The maximum number of stops of the Tab key on a page: long tables of links are not walked to their end. */
const maxSteps = 400;

/** Returns what shows a hand to the mouse and gives nothing to the keyboard: neither it, nor what it is in, nor what it holds. */
export function mouseOnly(page: Page): Promise<string[]> {
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

declare global {
  interface Window {
    /** How each node that can have the focus looks without it. */
    looks: Map<Element, string>;
    lookOf(node: Element): string;
  }
}

/** Keeps how everything looks that can have the focus: the focus is seen if this changes. */
function rememberLooks(): void {
  const names = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "stroke", "strokeWidth", "fill", "opacity", "textDecorationLine", "transform", "clipPath"] as const; // prettier-ignore
  window.lookOf = (node) => {
    const frame = node.closest(".cm-editor") ?? node.parentElement!; // an editor’s frame is further out
    const shown = [frame, node, ...[...node.querySelectorAll("*")].slice(0, 8)];
    return shown.map((part) => names.map((name) => getComputedStyle(part)[name]).join()).join();
  };
  const focusable = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]"
  );
  window.looks = new Map([...focusable].map((node) => [node, window.lookOf(node)]));
}

/**
 * Presses Tab through *page*; returns what was passed over, and what had the focus without showing it. A
 * member of a group that has one stop (a list, a grid, a menu) is reached by its arrow keys, and
 * counts as reached if the group was. With *part*, a selector, it walks from the beginning of that part to its end.
 */
export async function walk(
  page: Page,
  part = "body"
): Promise<{unreached: string[]; unseen: string[]}> {
  await page.evaluate((part) => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
    if (part === "body") return;
    const start = document.querySelector<HTMLElement>(part)!;
    start.tabIndex = -1;
    start.focus({preventScroll: true}); // the next Tab starts there
  }, part);
  await page.evaluate(rememberLooks);
  const unseen: string[] = [];
  for (let i = 0; i < maxSteps; ++i) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(async (part) => {
      const node = document.activeElement;
      if (!(node instanceof Element) || node === document.body || !node.closest(part)) return "end";
      if (node.hasAttribute("data-walked")) return "end";
      node.setAttribute("data-walked", "");
      const before = window.looks.get(node);
      const same = () => before !== undefined && before === window.lookOf(node);
      for (let frame = 0; frame < 30 && same(); ++frame) await new Promise(requestAnimationFrame);
      return same() ? node.outerHTML.slice(0, 160) : null;
    }, part);
    if (stop === "end") break;
    if (stop !== null) unseen.push(stop);
  }
  const unreached = await page.evaluate(
    ([maxSteps, part]) => {
      const all = [
        ...document
          .querySelector(part)!
          .querySelectorAll<HTMLElement>(
            "a[href], button, input, select, textarea, summary, [tabindex='0'], [role=slider]"
          )
      ];
      const shown = all.filter(
        (node) => node.checkVisibility?.({visibilityProperty: true}) && !node.matches(":disabled")
      );
      if (document.querySelectorAll("[data-walked]").length >= maxSteps) return []; // truncated
      const missed = shown.filter((node) => {
        if (node.hasAttribute("data-walked") || node.closest("[data-walked], [inert]"))
          return false;
        if (node instanceof HTMLInputElement && node.type === "radio") return false; // one stop a group
        if (node.matches("input[type=file].unseen[tabindex='-1']")) return false; // a button opens it
        const group = node.closest("[role=listbox], [role=grid], [role=menu], [role=tablist], [role=toolbar], [role=radiogroup], [role=tree]"); // prettier-ignore
        if (node.tabIndex < 0 && group?.querySelector("[data-walked]")) return false;
        const to = node.getAttribute("href"); // numbers of one sentence that lead to one place have one stop
        const others = node.closest("h1, .flow-sentence")?.querySelectorAll("a[data-walked]") ?? [];
        return !(to !== null && [...others].some((other) => other.getAttribute("href") === to));
      });
      return missed.slice(0, 10).map((node) => node.outerHTML.slice(0, 160));
    },
    [maxSteps, part] as const
  );
  return {unreached, unseen};
}
