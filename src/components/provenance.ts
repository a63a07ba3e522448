import type {Provenance} from "../core/schema/published.js";
import {element} from "./element.js";
import type {ExportSource} from "./export-menu.js";
import {exportMenu} from "./export-menu.js";
import {formatCount, formatDigest} from "./format.js";

/** What stands under a figure. */
export interface ProvenanceLineOptions {
  /** The number of things the figure counts; shown as `n = …`. */
  n: number;

  /** The address of the figure’s data, or null if it has none of its own. */
  data?: string | null;

  /** The query or command that gives the same numbers; opens below the line. */
  query?: string;

  /** What the query is called on the line; defaults to `SQL`. */
  queryName?: string;

  /** The name of the artifact behind the figure: a phase; defaults to `evaluation`. */
  phase?: keyof Provenance["artifacts"];

  /** What can be taken away of it; nothing by default. */
  exports?: ExportSource;
}

/**
 * Returns the line under a figure: n, data, query, digest of the artifact and the command that makes
 * it again. The query opens in place, so that nothing moves until the reader asks.
 */
export function provenanceLine(
  provenance: Provenance,
  {n, data = null, query, queryName = "SQL", phase = "evaluation", exports}: ProvenanceLineOptions
): HTMLElement {
  const digest = provenance.artifacts[phase];
  const line = element("div", {class: "provenance"}, element("span", {}, `n = ${formatCount(n)}`));
  if (data) line.append(element("a", {href: data}, "data"));
  if (query) line.append(unfold(queryName, query));
  if (exports) {
    const sql = queryName === "SQL" ? query : undefined;
    line.append(exportMenu(exports, {provenance, phase, query: sql}));
  }
  line.append(
    element(
      "a",
      {href: "./runs.html", title: `${phase} artifact, sha256 ${digest}`},
      `${phase} ${formatDigest(digest)}`
    ),
    unfold("again", provenance.command)
  );
  if (provenance.synthetic) line.append(element("strong", {}, "synthetic data"));
  return line;
}

function unfold(name: string, text: string): HTMLDetailsElement {
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
