import {tactics} from "../../core/attack/techniques.js";
import {findEntityDetector} from "../../core/detectors/entity/registry.js";
import type {CoveredTechnique} from "../../core/schema/rules.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {RulesContext} from "./overlap-section.js";

const query = `SELECT rule, title, techniques, hits FROM rules WHERE state = 'run' ORDER BY rule
-- found by detectors: SELECT detector, count(*) AS pieces FROM evidence GROUP BY ALL
-- labelled: SELECT technique, count(*) AS events FROM events WHERE attack = 1 GROUP BY ALL`;

/** Whether something found a technique in this run, only covers it, or does neither. */
type Cover = "found" | "covered" | "none";

/** Returns what rules and what models do about a technique. */
export function coverOf({rules, firedRules, detectors, firedDetectors}: CoveredTechnique): {
  rules: Cover;
  models: Cover;
} {
  const of = (all: number, fired: number): Cover =>
    fired > 0 ? "found" : all > 0 ? "covered" : "none";
  return {
    rules: of(rules.length, firedRules.length),
    models: of(detectors.length, firedDetectors.length)
  };
}

/** Returns how many techniques are covered by both, by one alone, and by nothing. */
export function countCover(techniques: readonly CoveredTechnique[]) {
  const counts = {both: 0, rules: 0, models: 0, nothing: 0};
  for (const technique of techniques) {
    const {rules, models} = coverOf(technique);
    if (rules !== "none" && models !== "none") counts.both += 1;
    else if (rules !== "none") counts.rules += 1;
    else if (models !== "none") counts.models += 1;
    else counts.nothing += 1;
  }
  return counts;
}

/**
 * Shows the techniques that rules, detectors or labels name by tactic, and what covers each. *onPick* gets a technique, for the
 * rules that name it to be listed.
 */
export function attackMatrix(
  {page, data}: RulesContext,
  onPick: (technique: string) => void
): HTMLElement {
  const {techniques} = page;
  const counts = countCover(techniques);
  const columns = columnsOf(techniques).map(([tactic, cells]) =>
    element(
      "div",
      {class: "tactic"},
      element("h3", {}, tactic === null ? "other" : visible(tactic).replaceAll("-", " ")),
      element("ul", {}, ...cells.map((cell) => element("li", {}, techniqueCell(cell, onPick))))
    )
  );
  return section(
    {
      title: "ATT&CK coverage",
      about: `Of ${formatCount(techniques.length)} ${plural(techniques.length, "technique")} that a rule, a detector or a label names, ${formatCount(counts.both)} are covered by both, ${formatCount(counts.rules)} by rules alone, ${formatCount(counts.models)} by models alone, ${formatCount(counts.nothing)} by nothing. A technique lists its rules.`
    },
    legend(),
    techniques.length > 0 &&
      element("div", {class: "matrix scroll", tabindex: 0, role: "region", "aria-label": "Techniques by tactic"}, ...columns), // prettier-ignore
    provenanceLine(page.provenance, {
      n: techniques.length,
      data,
      query,
      exports: {name: "attack-coverage", rows: () => techniques.map(exportRow)}
    })
  );
}

/** Returns the techniques by tactic, in the order of ATT&CK; those without a known one last. */
export function columnsOf(
  techniques: readonly CoveredTechnique[]
): [string | null, CoveredTechnique[]][] {
  const order: (string | null)[] = [...tactics, null];
  const tacticOf = ({tactic}: CoveredTechnique) => (order.includes(tactic) ? tactic : null);
  return order
    .map((tactic): [string | null, CoveredTechnique[]] => [
      tactic,
      techniques.filter((technique) => tacticOf(technique) === tactic)
    ])
    .filter(([, cells]) => cells.length > 0);
}

const texts: Record<Cover, string> = {
  found: "found in this run",
  covered: "covered, not found",
  none: "not covered"
};

/** Returns the mark of a cover: a filled disc, a ring or a dash, which differ without colour. */
function mark(who: string, cover: Cover): HTMLElement {
  const sign = {found: "●", covered: "○", none: "–"}[cover];
  return element("span", {class: `cover ${cover}`, title: `${who}: ${texts[cover]}`}, element("span", {"aria-hidden": "true"}, `${sign} ${who}`), element("span", {class: "unseen"}, `${who}: ${texts[cover]}`)); // prettier-ignore
}

function legend(): HTMLElement {
  return element(
    "p",
    {class: "matrix-legend"},
    element("span", {}, "● found in this run"),
    element("span", {}, "○ covered, not found"),
    element("span", {}, "– not covered"),
    element("span", {}, element("i", {class: "gap-sample"}), "dashed: neither covers it")
  );
}

function techniqueCell(
  technique: CoveredTechnique,
  onPick: (technique: string) => void
): HTMLElement {
  const {rules, models} = coverOf(technique);
  const state = rules === "none" && models === "none" ? "gap" : rules === "found" || models === "found" ? "found" : "covered"; // prettier-ignore
  const id = visible(technique.technique).slice(0, 20);
  const name: Child =
    technique.rules.length > 0
      ? element("button", {type: "button", class: "mono", title: `rules that name ${id}`}, id)
      : element("span", {class: "mono"}, id);
  if (name instanceof HTMLButtonElement)
    name.addEventListener("click", () => onPick(technique.technique));
  const {labelled} = technique;
  return element(
    "div",
    {class: `technique ${state}`, title: whoCovers(technique)},
    name,
    technique.name !== null && element("span", {class: "name"}, technique.name),
    element("span", {class: "marks"}, mark("rules", rules), mark("models", models)),
    labelled &&
      element("span", {class: "faint"}, `${formatCount(labelled.events)} labelled, ${formatCount(labelled.hits)} hit, ${formatCount(labelled.alerts)} ${plural(labelled.alerts, "alert")}`) // prettier-ignore
  );
}

function whoCovers({rules, firedRules, detectors, firedDetectors}: CoveredTechnique): string {
  const titles = detectors.map((name) => findEntityDetector(name)?.title ?? name);
  return [
    `${formatCount(rules.length)} ${plural(rules.length, "rule")}, ${formatCount(firedRules.length)} with a hit`,
    titles.length > 0
      ? `detectors: ${titles.join(", ")}; ${formatCount(firedDetectors.length)} with evidence`
      : "no detector"
  ].join("\n");
}

function exportRow(technique: CoveredTechnique): ExportRow {
  const {labelled, rules, firedRules, detectors, firedDetectors, ...rest} = technique;
  return {
    ...rest,
    rules: rules.length,
    rules_with_a_hit: firedRules.length,
    detectors: detectors.join("; "),
    detectors_with_evidence: firedDetectors.join("; "),
    labelled: labelled?.events ?? null,
    labelled_hit: labelled?.hits ?? null,
    labelled_alerts: labelled?.alerts ?? null
  };
}
