import {detectorsCalled} from "../../detectors/entity/registry.js";
import {labelledMetrics} from "../../evaluation/choose-metrics.js";
import type {DetectionMeasures} from "../../schema/detection.js";
import type {ListedRule, RulesPage} from "../../schema/rules.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";
import {coveredTechniques} from "../rules/attack-coverage.js";
import {countEntityAlerts, countIncidents, countOverlap} from "../rules/rule-overlap.js";
import type {LabelWindow} from "../rules/rule-overlap.js";
import {countNotApplicable, readProblems, readRules, windowOf} from "../rules/rule-rows.js";
import type {RuleRow} from "../rules/rule-rows.js";
import {silences} from "../rules/silence.js";
import {suggestFilters} from "../rules/suggest-filters.js";
import type {Tables} from "../tables.js";

/** What of an evaluation the page needs. */
export type RulesFindings = Pick<
  Findings,
  | "chain"
  | "key"
  | "parameters"
  | "threshold"
  | "first"
  | "last"
  | "days"
  | "budgetPerDay"
  | "metrics"
  | "until"
>;

/** Returns rules.json: what rules find beside what models find. *detection* is null without labels. */
export async function rulesPage(
  tables: Tables,
  findings: RulesFindings,
  detection: Pick<DetectionMeasures, "systems" | "scenarios"> | null
): Promise<RulesPage> {
  const {chain, key, parameters, threshold, first, last, days, budgetPerDay} = findings;
  const rows = await readRules(tables);
  const window = labelWindow(findings);
  const {flows, labels, deciles, techniques} = await countOverlap(tables, threshold, window);
  return {
    provenance: provenanceOf(chain, key, parameters),
    threshold,
    first,
    last,
    days,
    budgetPerDay,
    rules: await listRules(tables, rows, {budgetPerDay, threshold, labelled: labels !== null}),
    problems: await readProblems(tables),
    notApplicable: await countNotApplicable(tables),
    flows,
    labels,
    incidents: await countIncidents(tables),
    deciles,
    techniques: await coveredTechniques(tables, {
      rules: rows,
      detectors: detectorsCalled(parameters.detectors),
      labels: techniques
    }),
    systems: detection && detection.systems,
    scenarios: (detection?.scenarios ?? []).map(({name, technique, attacks}) => ({
      name,
      technique,
      attacks
    }))
  };
}

/** Returns the window whose labels are counted: what is after training if it has labels, else all; null without any. */
function labelWindow({metrics, until}: RulesFindings): LabelWindow | null {
  const measured = labelledMetrics({metrics});
  if (!measured || measured.labelled === 0) return null;
  return {window: measured.window, from: until};
}

interface ListOptions {
  budgetPerDay: number;
  threshold: number;
  labelled: boolean;
}

async function listRules(
  tables: Tables,
  rows: readonly RuleRow[],
  {budgetPerDay, threshold, labelled}: ListOptions
): Promise<ListedRule[]> {
  const entityAlerts = await countEntityAlerts(tables, threshold);
  const reasons = await silences(tables, rows);
  const frequent = rows.filter(
    ({state, ratePerDay, hits}) => state === "run" && hits > 0 && ratePerDay > budgetPerDay
  );
  const filters = await suggestFilters(tables, frequent, {all: rows, labelled});
  return rows.map(({yaml, ...row}) => ({
    ...row,
    entityAlerts: entityAlerts.get(row.rule)?.alerts ?? 0,
    entityAlertsBeyond: entityAlerts.get(row.rule)?.beyond ?? 0,
    correlation: windowOf({...row, yaml}),
    silence: reasons.get(row.rule) ?? null,
    filter: filters.get(row.rule) ?? null
  }));
}
