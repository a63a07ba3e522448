import type {TechniqueCount, TwoByTwo} from "../../core/evaluation/two-by-two.js";
import {countTechniques, twoByTwo} from "../../core/evaluation/two-by-two.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {formatCount, formatShare, plural, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
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
 * Shows where the labels and the model agree on the same events: a two-by-two table, and each ATT&CK
 * technique. A run without labels has nothing to compare the model with, which the page states.
 */
export function rulesPage(today: Today, {files}: PageContext): HTMLElement {
  const metrics = labelledMetrics(today);
  const counts = metrics && twoByTwo(metrics);
  const techniques = metrics ? countTechniques(metrics.byAttack) : [];
  const since = metrics?.window === "test" ? "Events after the training window" : "All events";
  const source = (n: number, query: string, exports: ExportSource) =>
    provenanceLine(today.provenance, {n, data: files["today.json"], query, exports});
  return element(
    "div",
    {class: "rules"},
    element(
      "p",
      {class: "lead"},
      "This run has no detection rules. The model is compared with the log’s own labels; each technique that they name stands in place of a rule."
    ),
    section(
      {
        title: "Both, one, or neither",
        about: counts
          ? `${since} that have a label, by label and by whether the model alerts.`
          : "No event has a label, so there is nothing to compare the model’s alerts with."
      },
      counts && crossTable(counts),
      counts &&
        source(metrics.labelled, crossQuery, {
          name: "labels-and-model",
          rows: () => crossRows(counts)
        })
    ),
    section(
      {
        title: "By technique",
        about: techniques.length
          ? "ATT&CK techniques that the labels name. Length of a bar: events. Dark: alerts. Pale: events below the threshold."
          : "No label names an attack."
      },
      techniques.length > 0 && techniqueTable(techniques),
      techniques.length > 0 &&
        source(metrics?.attacks ?? 0, techniqueQuery, {
          name: "techniques",
          rows: () => techniqueRows(techniques)
        })
    )
  );
}

/** A row of the two-by-two table: events with one label, by the model. */
interface CrossRow {
  name: string;
  above: number;
  below: number;
}

function crossTable(counts: TwoByTwo): HTMLElement {
  const cell = (n: number, {above, below}: CrossRow) => {
    const share = above + below > 0 ? formatShare(n / (above + below)) : "–";
    return [formatCount(n), element("span", {class: "faint"}, ` ${share}`)];
  };
  const rows = [
    {name: "labelled an attack", above: counts.attacksAbove, below: counts.attacksBelow},
    {name: "labelled benign", above: counts.benignAbove, below: counts.benignBelow}
  ];
  return table(rows, {
    class: "cross",
    label: "Labelled events, by label and by whether the model alerts",
    columns: [
      {name: element("span", {class: "unseen"}, "label"), header: true, cell: ({name}) => name},
      {name: "alerts", number: true, cell: (row) => cell(row.above, row)},
      {name: "below the threshold", number: true, cell: (row) => cell(row.below, row)}
    ]
  });
}

function techniqueTable(techniques: readonly TechniqueCount[]): HTMLElement {
  const max = Math.max(...techniques.map(({events}) => events));
  return table(techniques, {
    class: "techniques",
    label: "Techniques, and how many of their events are alerts",
    columns: [
      {
        name: "technique",
        header: true,
        class: () => "mono",
        cell: ({technique}) => (technique === null ? "none named" : visible(technique).slice(0, 20))
      },
      {name: "labelled as", cell: attackNames},
      {
        name: element("span", {class: "unseen"}, "share of alerts"),
        class: () => "bars",
        cell: (count) => shareBar(count, max)
      },
      {name: "alerts", number: true, cell: ({alerts}) => formatCount(alerts)},
      {name: "of", number: true, cell: ({events}) => formatCount(events)}
    ]
  });
}

function attackNames({attacks}: TechniqueCount): string {
  const names = attacks.slice(0, 4).map((name) => visible(name).slice(0, 60));
  const more = attacks.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} ${plural(more, "other")}` : ""}`;
}

function shareBar({events, alerts}: TechniqueCount, max: number): HTMLElement {
  const bar = element("span", {class: "share", "aria-hidden": "true"}, element("i"));
  bar.style.width = `${(100 * events) / max}%`;
  bar.querySelector("i")!.style.width = `${(100 * alerts) / events}%`;
  return bar;
}

function crossRows(counts: TwoByTwo): ExportRow[] {
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
