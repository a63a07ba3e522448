import {slug} from "../../core/published/slug.js";
import type {Provenance} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import type {ExportSource} from "../exports/export-menu.js";
import {exportMenu} from "../exports/export-menu.js";
import {formatCount, formatDigest, plural} from "../kit/format.js";
import {reproduceCommand} from "./reproduce-command.js";
import {pageHref} from "../site/url-state.js";
import {workbenchLink} from "../site/workbench-link.js";

/** What stands under a figure. */
export interface ProvenanceLineOptions {
  /** The number of things the figure counts; shown as `n = …`. Of a table, of its rows: as many as the export holds. */
  n: number;

  /** The command that prints the numbers once they are reproduced, with `RUN` for the evaluation; none by default. */
  command?: string;

  /** The number of rows that a figure of counts exports; none by default. */
  rows?: number;

  /** The address of the figure’s data, or null if it has none of its own. */
  data?: string | null;

  /** The query or command that gives the same numbers; opens in place. */
  query?: string;

  /** What the query is called on the line; defaults to `SQL`. */
  queryName?: string;

  /** The name of the artifact behind the figure: a phase; defaults to `evaluation`. */
  phase?: keyof Provenance["artifacts"];

  /** What its export menu offers; none by default. */
  exports?: ExportSource;

  /**
   * What Lineage calls the figure, `page.heading`; defaults to the page and the slug of the last
   * heading before it.
   */
  figure?: string;
}

/**
 * Returns the line under a figure: n, data, query, digest of the artifact and the command that
 * reproduces it. The query opens in place, so that nothing moves until the reader asks.
 */
export function provenanceLine(
  provenance: Provenance,
  {
    n,
    rows,
    command,
    data = null,
    query,
    queryName = "SQL",
    phase = "evaluation",
    exports,
    figure
  }: ProvenanceLineOptions
): HTMLElement {
  const digest = provenance.artifacts[phase];
  const line = element("div", {class: "provenance"}, element("span", {}, countText(n, rows)));
  if (data) line.append(element("a", {href: data}, "data"));
  if (query) line.append(unfold(queryName, query));
  if (query && queryName === "SQL") line.lastElementChild?.append(workbenchLink(query));
  if (exports) {
    const sql = queryName === "SQL" ? query : undefined;
    line.append(exportMenu(exports, {provenance, phase, query: sql}));
  }
  const file = data ? publishedFile(data) : null;
  const lineage = element(
    "a",
    {
      href: pageHref("lineage", {figure, file, phase}),
      title: `which bytes made it: ${phase} artifact, sha256 ${digest}`
    },
    `${phase} ${formatDigest(digest)}`
  );
  if (!figure) nameFigure(lineage, {file, phase});
  line.append(lineage, unfold("reproduce", reproduceCommand(provenance, command)));
  if (provenance.synthetic) line.append(element("strong", {}, "synthetic data"));
  return line;
}

function countText(n: number, rows: number | undefined): string {
  return `n = ${formatCount(n)}${rows === undefined ? "" : ` in ${formatCount(rows)} ${plural(rows, "row")}`}`;
}

/** Returns the name under which the data at *href* was published; e.g., `today.json`. */
function publishedFile(href: string): string {
  const name = href.split(/[?#]/)[0].split("/").at(-1)!;
  return name.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, "");
}

/** Puts the name of the figure above *link* into its address, once the page has both. */
function nameFigure(link: HTMLAnchorElement, state: {file: string | null; phase: string}): void {
  const name = () => {
    const heading =
      link.closest("section, .part, figure")?.querySelector("h2, h3") ?? headingBefore(link);
    const figure = `${pageOf(location.pathname)}.${heading ? slug(heading.firstChild?.textContent ?? "") : "headline"}`;
    const [path] = link.getAttribute("href")!.split("?"); // a notebook has made it climb
    const [, query] = pageHref("lineage", {figure, ...state}).split("?");
    link.setAttribute("href", `${path}?${query}`);
  };
  requestAnimationFrame(name);
  for (const event of ["focus", "pointerenter"]) link.addEventListener(event, name);
}

/** Returns the last heading of a part before *node*; null if there is none. */
function headingBefore(node: Node): Element | null {
  const headings = [...document.querySelectorAll("main h2")];
  const before = (heading: Element) =>
    heading.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  return headings.filter(before).at(-1) ?? null;
}

/** Returns the page that *pathname* is the address of, as its figures are named. */
function pageOf(pathname: string): string {
  const notebook = /notebooks\/[^/]+?(?=\.html$|\/?$)/.exec(pathname)?.[0];
  return (
    notebook ??
    (pathname
      .split("/")
      .at(-1)!
      .replace(/\.html$/, "") ||
      "index")
  );
}

/** Returns *text* under a *name* that opens it in place, with a button that copies it. */
export function unfold(name: string, text: string): HTMLDetailsElement {
  const copy = element("button", {type: "button", class: "copy"}, "copy");
  copy.addEventListener("click", () => void copyText(text, copy));
  return element(
    "details",
    {},
    element("summary", {}, name),
    element("pre", {}, text),
    element("span", {class: "copying"}, copy)
  );
}

async function copyText(text: string, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "copied";
  } catch {
    button.textContent = "not copied: select the text"; // no permission, or no secure context
  }
}
