import type {TechniqueCount} from "../../core/evaluation/two-by-two.js";
import {countTechniques, twoByTwo} from "../../core/evaluation/two-by-two.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import type {ExportRow} from "../exports/export-menu.js";
import {formatCount, formatShare, plural, visible} from "../kit/format.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {PageContext} from "../site/page-context.js";
import {labelledMetrics} from "../../core/evaluation/choose-metrics.js";

const crossQuery = `SELECT score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold') AS above,
  attack = 1 AS attack, count(*) AS events
FROM events WHERE attack IS NOT NULL GROUP BY ALL`;

const techniqueQuery = `SELECT technique, coalesce(detailed_label, label) AS attack, count(*) AS events,
  count(*) FILTER (score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold')) AS alerts
FROM events WHERE attack = 1 GROUP BY ALL ORDER BY events DESC`;

/**
 * Shows what two judges, the model and whatever named attacks beside it, see of the same events: a
 * two-by-two table, and each ATT&CK technique. *data* is the address of today.json. In a run without
 * labels there is no second judge; it says so.
 */
export function rulesPage(today: Today, {files}: PageContext): HTMLElement {
  const data = files["today.json"];
  const metrics = labelledMetrics(today);
  const n = metrics?.labelled ?? 0;
  const techniques = metrics ? countTechniques(metrics.byAttack) : [];
  const since = metrics?.window === "test" ? "Events after the training window" : "All events";
  return element(
    "div",
    {class: "rules"},
    element(
      "p",
      {class: "lead"},
      "This run has no detection rules. The second judge here is the log’s own labels; each technique they name stands in its place."
    ),
    part(
      "Both, one, or neither",
      `${since} that have a label, by what the labels and what the model say.`,
      metrics && n > 0 ? crossTable(today) : null,
      "No event has a label, so there is nothing to hold the model’s alerts against.",
      provenanceLine(today.provenance, {
        n,
        data,
        query: crossQuery,
        exports: {name: "labels-and-model", rows: () => crossRows(today)}
      })
    ),
    part(
      "By technique",
      "ATT&CK techniques that the labels name: a bar is as long as its events are many; dark stand above the line, pale the model lets pass.",
      techniques.length ? techniqueTable(techniques) : null,
      "No label names an attack.",
      provenanceLine(today.provenance, {
        n: metrics?.attacks ?? 0,
        data,
        query: techniqueQuery,
        exports: {name: "techniques", rows: () => techniqueRows(techniques)}
      })
    )
  );
}

function part(
  title: string,
  about: string,
  content: HTMLElement | null,
  otherwise: string,
  provenance: HTMLElement
): HTMLElement {
  return element(
    "section",
    {class: "part"},
    element("h2", {}, title),
    element("p", {class: "about"}, content ? about : otherwise),
    content,
    content && provenance
  );
}

/** A table that can be scrolled sideways where it is too wide, with the keyboard as well. */
function region(label: string, table: HTMLElement): HTMLElement {
  return element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label}, table);
}

function crossTable(today: Today): HTMLElement {
  const counts = twoByTwo(labelledMetrics(today)!)!;
  const cell = (n: number, of: number) =>
    element(
      "td",
      {class: "number"},
      formatCount(n),
      element("span", {class: "faint"}, ` ${of ? formatShare(n / of) : "–"}`)
    );
  const attacks = counts.attacksAbove + counts.attacksBelow;
  const benign = counts.benignAbove + counts.benignBelow;
  const line = (name: string, above: number, below: number, of: number) =>
    element("tr", {}, element("th", {scope: "row"}, name), cell(above, of), cell(below, of));
  return region(
    "Labelled events, by what the labels and the model say",
    element(
      "table",
      {class: "cross"},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("td", {}),
          ...["above the line", "below it"].map((name) =>
            element("th", {scope: "col", class: "number"}, name)
          )
        )
      ),
      element(
        "tbody",
        {},
        line("labelled an attack", counts.attacksAbove, counts.attacksBelow, attacks),
        line("labelled benign", counts.benignAbove, counts.benignBelow, benign)
      )
    )
  );
}

function techniqueTable(techniques: readonly TechniqueCount[]): HTMLElement {
  const most = Math.max(...techniques.map(({events}) => events));
  const lines = techniques.map((count) => techniqueLine(count, most));
  return region(
    "Techniques, and how many of their events are alerts",
    element(
      "table",
      {class: "techniques"},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", {scope: "col"}, "technique"),
          element("th", {scope: "col"}, "labelled as"),
          element("th", {scope: "col"}, element("span", {class: "unseen"}, "share above the line")),
          element("th", {scope: "col", class: "number"}, "above"),
          element("th", {scope: "col", class: "number"}, "of")
        )
      ),
      element("tbody", {}, ...lines)
    )
  );
}

function techniqueLine(
  {technique, attacks, events, alerts}: TechniqueCount,
  most: number
): HTMLElement {
  const bar = element("span", {class: "share", "aria-hidden": "true"}, element("i"));
  bar.style.width = `${(100 * events) / most}%`;
  bar.querySelector("i")!.style.width = `${(100 * alerts) / events}%`;
  const names = attacks.slice(0, 4).map((name) => visible(name).slice(0, 60));
  const more = attacks.length - names.length;
  return element(
    "tr",
    {},
    element(
      "th",
      {scope: "row", class: "mono"},
      technique === null ? "none named" : visible(technique).slice(0, 20)
    ),
    element("td", {}, names.join(", "), more > 0 && ` and ${more} ${plural(more, "other")}`),
    element("td", {class: "bars"}, bar),
    element("td", {class: "number"}, formatCount(alerts)),
    element("td", {class: "number"}, formatCount(events))
  );
}

function crossRows(today: Today): ExportRow[] {
  const metrics = labelledMetrics(today);
  const counts = metrics && twoByTwo(metrics);
  if (!counts) return [];
  return [
    {labels: "attack", model: "above", events: counts.attacksAbove},
    {labels: "attack", model: "below", events: counts.attacksBelow},
    {labels: "benign", model: "above", events: counts.benignAbove},
    {labels: "benign", model: "below", events: counts.benignBelow}
  ];
}

function techniqueRows(techniques: readonly TechniqueCount[]): ExportRow[] {
  return techniques.map(({technique, attacks, events, alerts}) => ({
    technique,
    attacks: attacks.join("; "),
    events,
    alerts
  }));
}
