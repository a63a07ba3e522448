import type {Page} from "playwright-core";

/** What may stand without a menu: parts of a table’s cell, the legend of a form, what is drawn from prose. */
const exempt = "td svg, th svg, [aria-hidden=true], .picture svg, .example table";

/**
 * Returns the figures and tables of a page that have no menu of their own: in the order of the page, each
 * is followed, before the next heading or the next figure or table, by an export menu, or stands in the
 * same frame as one. Tables within one `data-export` are exported together.
 */
export function withoutExports(page: Page): Promise<string[]> {
  return page.evaluate((exempt) => {
    const drawn = "main svg, main table";
    const marks = [...document.querySelectorAll(`${drawn}, main .export, main h2, main h3`)];
    const all = marks.filter((node) => {
      if (!node.matches(drawn)) return true;
      return !node.matches(exempt) && !node.closest("[aria-hidden=true]") && node.parentElement?.closest("svg") === null; // prettier-ignore
    });
    return all.flatMap((node, i) => {
      if (!node.matches(drawn)) return [];
      const next = all.slice(i + 1).find((other) => !sameTable(node, other));
      const framed = node.closest("figure, fieldset, .dimension")?.querySelector(".export");
      if (framed || next?.matches(".export")) return [];
      const name = node.getAttribute("aria-label") ?? node.querySelector("caption")?.textContent;
      return [
        `${node.localName} “${name ?? node.className}” before ${next?.outerHTML.slice(0, 80)}`
      ];
    });

    function sameTable(node: Element, other: Element): boolean {
      const [a, b] = [node, other].map((one) => one.closest("[data-export]"));
      return a !== null && a === b && other.matches("svg, table");
    }
  }, exempt);
}
