import type {
  Ablation,
  DetectionMeasures,
  DetectionPage,
  ScenarioMeasures,
  SystemMeasures
} from "../../core/schema/detection.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatPrecision, formatScore, formatShare, plural} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {answeredSection} from "../kit/answered-section.js";
import {difficultyOf} from "./difficulty.js";

const title = "Attacks found by the incidents";

/** A row of the matrix: an attack’s name with what each system and detector finds, or a figure without each detector. */
interface Row {
  name: string;
  technique: string | null;
  difficulty: number | null;

  /** The attacks of the name; null of a figure. */
  attacks: number | null;

  /** By name of a system or detector: attacks found, or the figure as text. */
  cells: {[column: string]: number | string | undefined};
}

const systemTitles: Record<SystemMeasures["system"], string> = {
  both: "rules and models",
  models: "models alone",
  rules: "rules alone"
};

/** The evidence of rules, which stands in `byDetector` and the ablations as one detector. */
const ruleName = "rule";

/** Shows how many attacks the incidents of hosts find, by attack and detector, and what is lost without each detector. */
export function detectionSection(
  {measures, detectors, provenance}: DetectionPage,
  data: string
): HTMLElement {
  if (!measures) {
    const answer =
      "Not measured: no event after the training window is labelled as an attack. Incidents need no label; their rates say how often the like happens here.";
    return answeredSection({title, answer}, provenanceLine(provenance, {n: 0, data}));
  }
  const all = [...detectors, {name: ruleName, title: "Rules"}];
  const shown = all.filter(({name}) => speaks(measures, name));
  const hasTiers = measures.scenarios.some(({name}) => difficultyOf(name) !== null);
  return answeredSection(
    {
      title,
      answer: detectionAnswer(measures, all),
      about: aboutMeasures(measures),
      class: "detection"
    },
    table([...scenarioRows(measures), ...totalRows(measures), ...ablationRows(measures)], {
      label: title,
      class: "matrix",
      columns: [
        {name: "attack", header: true, cell: ({name}) => nameElement(name, 36, "plain")},
        {name: "technique", class: "technique", cell: ({technique}) => (technique === null ? "" : nameElement(technique, 12, "plain"))}, // prettier-ignore
        ...(hasTiers ? [{name: "difficulty", number: true, cell: ({difficulty}: Row) => difficulty ?? "–"}] : []), // prettier-ignore
        {name: "attacks", number: true, cell: ({attacks}) => (attacks === null ? "" : formatCount(attacks))}, // prettier-ignore
        ...measures.systems.map(({system}) => matrixColumn(system, systemTitles[system], "system")),
        ...shown.map(({name, title: heading}) => matrixColumn(name, heading, null))
      ],
      row: ({attacks}) => ({class: attacks === null ? "total" : null})
    }),
    provenanceLine(provenance, {n: measures.attacks, data, exports: measuresExport(measures)})
  );
}

/** Returns a column with an upright heading: strong where all attacks are found, a dot where none is. */
function matrixColumn(name: string, heading: string, kind: string | null): Column<Row> {
  return {
    name: element("span", {}, heading),
    number: true,
    class: ["upright", kind].filter(Boolean).join(" "),
    cell({cells, attacks}) {
      const found = cells[name];
      if (typeof found === "string") return found;
      if (!found) return element("span", {class: "faint"}, attacks === null ? "" : "·");
      return found === attacks ? element("b", {}, formatCount(found)) : formatCount(found);
    }
  };
}

/** Returns whether a detector has a column: it has evidence or, if nothing says so, what it finds. */
function speaks({ablations, scenarios}: DetectionMeasures, name: string): boolean {
  return ablations
    ? ablations.some(({without}) => without === name)
    : scenarios.some(({byDetector}) => Object.hasOwn(byDetector, name));
}

function detectionAnswer(
  {attacks, systems, found, ablations}: DetectionMeasures,
  detectors: DetectionPage["detectors"]
): string {
  const of = (system: SystemMeasures["system"]) => systems.find((one) => one.system === system);
  const [models, rules] = [of("models"), of("rules")];
  const parts =
    models && rules
      ? `: ${formatCount(models.found)} by models alone, ${formatCount(rules.found)} by rules alone`
      : "";
  const [worst] = (ablations ?? [])
    .filter(({without}) => without !== null)
    .toSorted((a, b) => a.found - b.found);
  const name =
    worst && (detectors.find(({name}) => name === worst.without)?.title ?? worst.without);
  const loss =
    worst && worst.found < found
      ? `; without ${name} it would be ${formatCount(worst.found)}, the greatest loss`
      : "";
  return `The incidents find ${formatCount(found)} of ${formatCount(attacks)} ${plural(attacks, "attack")}${parts}${loss}.`;
}

function aboutMeasures(measures: DetectionMeasures): string {
  const {budgetPerDay, days, shown, trueShown, incidents, trueIncidents} = measures;
  const precision = shown > 0 ? formatPrecision(trueShown / shown, trueIncidents / incidents) : "–";
  const without = measures.ablations
    ? "Below: what is left without each."
    : omitted("What is left without each");
  return `Unit: the incident. Within ${formatCount(budgetPerDay)} incidents a day of the ${formatCount(Math.max(1, Math.round(days)))} days after training; an attack is found if incidents that are true cover at least a tenth of its flows. Of ${formatCount(shown)} such incidents ${formatCount(trueShown)} are true: precision ${precision}. Average precision: ${formatScore(measures.incidentAp)} over incidents, ${formatScore(measures.flowAp)} over flows (base rate ${formatShare(measures.flowBaseRate)}). In the column of a detector: the attacks that its evidence covers alone. ${without}`;
}

function scenarioRows({scenarios, systems}: DetectionMeasures): Row[] {
  return scenarios.map(({name, technique, attacks, byDetector}) => ({
    ...{name, technique, attacks, difficulty: difficultyOf(name)},
    cells: {
      ...byDetector,
      ...Object.fromEntries(systems.map(({system, byScenario}) => [system, Object.hasOwn(byScenario, name) ? byScenario[name] : 0])) // prettier-ignore
    }
  }));
}

/** Returns what the systems find of all attacks, and how precise their incidents are. */
function totalRows({systems}: DetectionMeasures): Row[] {
  const row = (name: string, read: (system: SystemMeasures) => string): Row => ({
    ...{name, technique: null, attacks: null, difficulty: null},
    cells: Object.fromEntries(systems.map((system) => [system.system, read(system)]))
  });
  return [
    row("found", ({found}) => formatCount(found)),
    row("precision of incidents shown", ({trueShown, shown}) => (shown > 0 ? formatShare(trueShown / shown) : "–")), // prettier-ignore
    row("base rate of incidents", ({trueIncidents, incidents}) => (incidents > 0 ? formatShare(trueIncidents / incidents) : "–")), // prettier-ignore
    row("average precision over incidents", ({incidentAp}) => shortScore(incidentAp))
  ];
}

function ablationRows({ablations}: DetectionMeasures): Row[] {
  if (!ablations) return [];
  const without = ablations.filter(({without}) => without !== null);
  const row = (name: string, read: (ablation: Ablation) => string): Row => ({
    ...{name, technique: null, attacks: null, difficulty: null},
    cells: Object.fromEntries(without.map((ablation) => [ablation.without!, read(ablation)]))
  });
  return [
    row("found without it", ({found}) => formatCount(found)),
    row("average precision without it", ({incidentAp}) => shortScore(incidentAp))
  ];
}

/** Returns a score to two decimals, for columns that are narrow. */
function shortScore(score: number | null): string {
  return score === null ? "–" : score.toFixed(2);
}

/** Returns one row a scenario and detector, one a system, and one an ablation. */
function measuresExport({scenarios, ablations, systems}: DetectionMeasures): ExportSource {
  const scenarioRow = ({byDetector, ...scenario}: ScenarioMeasures): ExportRow => ({
    ...scenario,
    ...Object.fromEntries(systems.map(({system, byScenario}) => [`found_by_system_${system}`, Object.hasOwn(byScenario, scenario.name) ? byScenario[scenario.name] : 0])), // prettier-ignore
    ...Object.fromEntries(Object.entries(byDetector).map(([d, n]) => [`found_by_${d}`, n]))
  });
  return {
    name: "attacks-found",
    rows: () => [
      ...scenarios.map(scenarioRow),
      ...systems.map(({system, byScenario: _, ...measures}): ExportRow => ({
        name: `evidence of ${system}`,
        ...measures
      })),
      ...(ablations ?? []).map(({without, found, incidentAp}): ExportRow => ({
        name: without === null ? "all detectors" : `without ${without}`,
        found,
        incidentAp
      }))
    ]
  };
}
