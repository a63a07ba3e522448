import {figureName, figures, figureTitle} from "../../core/pages/figures.js";
import type {LineagePage} from "../../core/schema/lineage.js";
import {originFragment} from "../provenance/origin.js";
import {noscript, table, text} from "../site/noscript.js";
import {escape} from "../site/shell.js";
import {lineageRows} from "./lineage-sentence.js";
import {lineageSteps} from "./lineage-steps.js";

/** Returns the phases with their digests, for readers of Lineage without JavaScript. */
export function lineageHtml(page: LineagePage): string {
  return noscript(
    table(["layer", "phase", "rows", "files", "sha256"], lineageRows(page)),
    "<p>Of each figure, the published file that it is drawn from; those of a run are in its EVAL artifact, above.</p>",
    originsTable(page),
    `<p>Reproduce: <code>atalaya reproduce ${text(page.run)}</code>, or <code>${text(page.provenance.command)}</code>. The audit has a row for each phase in <code>ingestion_events</code>, <code>transformation_events</code>, <code>training_events</code> and <code>evaluation_events</code>; <code>data/proof.json</code> lists all files.</p>`
  );
}

/** Returns where the numbers of each figure come from; each row has a fragment of its own. */
function originsTable(page: LineagePage): string {
  const rows = figures.map((figure) => {
    const [, {title, sha256, reproduce}] = lineageSteps(page, {figure: figureName(figure), file: null, phase: null}); // prettier-ignore
    const cells = [figureTitle(figure), figure.how, title, sha256 ?? "–", reproduce];
    const id = escape(`${originFragment}${figureName(figure)}`);
    return `<tr id="${id}">${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
  });
  const heads = ["figure", "how", "file", "sha256", "reproduce"].map((head) => `<th>${head}</th>`);
  return `<div class="scroll"><table><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
