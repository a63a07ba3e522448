import type {Ablation, DetectionMeasures, DetectionPage} from "../../core/schema/detection.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatPrecision, formatScore, formatShare, plural} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";

/** A row of the table: an attack’s name with what each detector finds, or a figure without each detector. */
interface Row {
  name: string;
  technique: string | null;
  found: string;
  cells: {[detector: string]: string | undefined};
}

/** Shows how many attacks the incidents of hosts find, by attack and detector, and what is lost without each detector. */
export function detectionSection(
  {measures, detectors, provenance}: DetectionPage,
  data: string
): HTMLElement {
  const title = "Attacks found by the incidents";
  if (!measures) {
    const about =
      "Not measured: no event after the training window is labelled as an attack. Incidents need no label; their rates say how often the like happens here.";
    return section({title, about}, provenanceLine(provenance, {n: 0, data}));
  }
  const shown = detectors.filter(({name}) => speaks(measures, name));
  const columns = shown.map(({name, title: heading}) => ({
    name: heading,
    number: true,
    cell: (row: Row) => row.cells[name] ?? "–"
  }));
  return section(
    {title, about: aboutMeasures(measures)},
    table([...scenarioRows(measures), ...ablationRows(measures)], {
      label: title,
      columns: [
        {name: "attack", header: true, cell: ({name}) => nameElement(name, 40, "plain")},
        {
          name: "technique",
          cell: ({technique}) => (technique === null ? "–" : nameElement(technique, 12, "plain"))
        },
        {name: "found", number: true, cell: ({found}) => element("b", {}, found)},
        ...columns
      ]
    }),
    provenanceLine(provenance, {n: measures.attacks, data, exports: measuresExport(measures)})
  );
}

/** Returns whether a detector has a column: it has evidence or, if nothing says so, what it finds. */
function speaks({ablations, scenarios}: DetectionMeasures, name: string): boolean {
  return ablations
    ? ablations.some(({without}) => without === name)
    : scenarios.some(({byDetector}) => Object.hasOwn(byDetector, name));
}

function aboutMeasures(measures: DetectionMeasures): string {
  const {attacks, found, budgetPerDay, days, shown, trueShown, incidents, trueIncidents} = measures;
  const precision = formatPrecision(trueShown / shown, trueIncidents / incidents);
  return `Within ${formatCount(budgetPerDay)} incidents a day, ${formatCount(found)} of the ${formatCount(attacks)} ${plural(attacks, "attack")} of the ${formatCount(Math.max(1, Math.round(days)))} days after training are found: incidents that are true cover at least a tenth of their flows. Of ${formatCount(shown)} such incidents ${formatCount(trueShown)} are true: precision ${precision}. Average precision: ${formatScore(measures.incidentAp)} over incidents, ${formatScore(measures.flowAp)} over flows (base rate ${formatShare(measures.flowBaseRate)}). In each column: the attacks that the evidence of one detector covers alone${measures.ablations ? "; below, what is left without it." : `. ${omitted("What is left without each")}`}`;
}

function scenarioRows({scenarios}: DetectionMeasures): Row[] {
  return scenarios.map(({name, technique, attacks, found, byDetector}) => ({
    name,
    technique,
    found: `${formatCount(found)} of ${formatCount(attacks)}`,
    cells: Object.fromEntries(Object.entries(byDetector).map(([d, n]) => [d, formatCount(n)]))
  }));
}

function ablationRows({ablations}: DetectionMeasures): Row[] {
  if (!ablations) return [];
  const [all, ...without] = ablations;
  const row = (name: string, read: (ablation: Ablation) => string): Row => ({
    name,
    technique: null,
    found: read(all),
    cells: Object.fromEntries(without.map((ablation) => [ablation.without!, read(ablation)]))
  });
  return [
    row("attacks found, without it", ({found}) => formatCount(found)),
    row("incident precision, without it", ({incidentAp}) => formatScore(incidentAp))
  ];
}

/** Returns one row a scenario and detector, and one an ablation. */
function measuresExport({scenarios, ablations}: DetectionMeasures): ExportSource {
  return {
    name: "attacks-found",
    rows: () => [
      ...scenarios.map(({byDetector, ...scenario}): ExportRow => ({
        ...scenario,
        ...Object.fromEntries(Object.entries(byDetector).map(([d, n]) => [`found_by_${d}`, n]))
      })),
      ...(ablations ?? []).map(({without, found, incidentAp}): ExportRow => ({
        name: without === null ? "all detectors" : `without ${without}`,
        found,
        incident_ap: incidentAp
      }))
    ]
  };
}
