import type {SystemMeasures} from "../../core/schema/detection.js";
import type {RulesPage} from "../../core/schema/rules.js";
import type {ExportRow} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatShare} from "../kit/format.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {RulesContext} from "./overlap-section.js";

/** A row: an attack, or a measure of all, with a cell of each system. */
interface Row {
  name: string;
  technique: string | null;
  cells: string[];
}

const titles: Record<SystemMeasures["system"], string> = {
  rules: "rules",
  models: "models",
  both: "both"
};

/** Shows which labelled attacks the incidents of rules, of models and of both find. */
export function systemsSection({page, data}: RulesContext): HTMLElement {
  const {systems, scenarios} = page;
  const title = "Attacks found";
  if (!systems || systems.length === 0 || scenarios.length === 0)
    return section(
      {
        title,
        about: "Not measured: no event after the training window is labelled as an attack."
      },
      provenanceLine(page.provenance, {n: 0, data})
    );
  const attacks = scenarios.reduce((sum, scenario) => sum + scenario.attacks, 0);
  return section(
    {
      title,
      about: `Of ${formatCount(attacks)} labelled attacks after the training window: those that true incidents within the budget of ${formatCount(page.budgetPerDay)} a day find, with the evidence of rules alone, of models alone, and of both. An incident is true if its strongest evidence speaks mostly of attack flows.`
    },
    table([...scenarioRows(systems, scenarios), ...totalRows(systems, attacks)], {
      label: title,
      class: "systems",
      columns: [
        {name: "attack", header: true, cell: ({name}) => nameElement(name, 64, "plain")},
        {name: "technique", cell: ({technique}) => (technique === null ? "" : nameElement(technique, 12, "plain"))}, // prettier-ignore
        ...systems.map(({system}, i) => ({
          name: element("b", {}, titles[system]),
          number: true,
          cell: ({cells}: Row) => cells[i]
        }))
      ]
    }),
    provenanceLine(page.provenance, {
      n: attacks,
      data,
      exports: {name: "attacks-by-system", rows: () => systems.map(exportRow)}
    })
  );
}

/** Returns a row for each attack: how many of it each system finds. */
export function scenarioRows(
  systems: readonly SystemMeasures[],
  scenarios: RulesPage["scenarios"]
): Row[] {
  return scenarios.map(({name, technique, attacks}) => ({
    name,
    technique,
    cells: systems.map(({byScenario}) => {
      const found = Object.hasOwn(byScenario, name) ? byScenario[name] : 0;
      return `${formatCount(found)} of ${formatCount(attacks)}`;
    })
  }));
}

function totalRows(systems: readonly SystemMeasures[], attacks: number): Row[] {
  const row = (name: string, read: (system: SystemMeasures) => string): Row => ({
    name,
    technique: null,
    cells: systems.map(read)
  });
  return [
    row("recall: attacks found", ({found}) => `${formatCount(found)} (${formatShare(found / attacks)})`),
    row("precision: true incidents of those within the budget", ({trueShown, shown}) => shown > 0 ? `${formatShare(trueShown / shown)} of ${formatCount(shown)}` : "–"),
    row("incidents in the test window", ({incidents}) => formatCount(incidents)),
    row("average precision over incidents", ({incidentAp}) => formatScore(incidentAp))
  ]; // prettier-ignore
}

function exportRow({byScenario, ...system}: SystemMeasures): ExportRow {
  const found = Object.entries(byScenario).map(([name, n]) => [`found: ${name}`, n]);
  return {...system, ...Object.fromEntries(found)};
}
