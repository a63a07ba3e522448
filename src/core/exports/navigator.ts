import {alertsOf} from "./alert.js";
import type {Alert, AlertSource, Written} from "./alert.js";
import type {TableRow} from "./table.js";

/** The versions that a layer declares: of ATT&CK, of the Navigator, and of the format of layers. */
const versions = {attack: "17", navigator: "5.1.0", layer: "4.5"};

/** From few alerts to many; the same ramp as on the pages. */
const colors = ["#fde7c8ff", "#e35933ff", "#781c6dff"];

/**
 * Returns alerts as a layer of the ATT&CK Navigator: one entry a technique that a label names, or a rule that matches, its
 * score the number of alerts, its comment the highest anomaly score. Where there are neither labels nor hits there are
 * no techniques: an anomaly by itself is none. Throws if no alert has one.
 *
 * ATT&CK Navigator, layer file format 4.5.
 */
export function navigatorLayer(rows: readonly TableRow[], source: AlertSource = {}): Written {
  const {alerts} = alertsOf(rows);
  const byTechnique = new Map<string, Alert[]>();
  for (const alert of alerts) {
    for (const technique of techniquesOf(alert)) {
      const found = byTechnique.get(technique);
      if (found) found.push(alert);
      else byTechnique.set(technique, [alert]);
    }
  }
  if (byTechnique.size === 0) {
    throw new Error(
      `no technique in ${rows.length} rows; a layer shows what labels and rules name, and these have none`
    );
  }
  const techniques = [...byTechnique]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([technique, found]) => entryOf(technique, found));
  const without = alerts.filter((alert) => techniquesOf(alert).length === 0).length;
  return {
    text: `${JSON.stringify(layerOf(techniques, alerts.length, source), null, 2)}\n`,
    count: techniques.length,
    noun: "techniques",
    remarks: without > 0 ? [`${without} of ${alerts.length} alerts name no technique`] : []
  };
}

/** Returns the techniques that the label of an alert and its rules name, each once, in order. */
function techniquesOf({techniques, rules}: Alert): string[] {
  return [...new Set([...techniques, ...rules.flatMap((rule) => rule.techniques)])].sort();
}

function layerOf(
  techniques: ReturnType<typeof entryOf>[],
  alerts: number,
  {evaluation, log, threshold, synthetic = false}: AlertSource
): object {
  const line = threshold === undefined ? "" : ` at or above ${threshold}`;
  const origin =
    evaluation === undefined ? {name: "log", value: log} : {name: "evaluation", value: evaluation};
  const run = origin.value === undefined ? "" : `, ${origin.name} ${origin.value}`;
  return {
    name: "Atalaya: anomalies by technique",
    versions,
    domain: "enterprise-attack",
    description: `${synthetic ? "Synthetic events. " : ""}Alerts by the technique of their label or of a rule that matches: ${alerts} alerts${line}${run}.`,
    sorting: 3,
    layout: {layout: "side", showID: true, showName: true},
    hideDisabled: false,
    techniques,
    gradient: {
      colors,
      minValue: 0,
      maxValue: Math.max(...techniques.map(({score}) => score))
    },
    legendItems: [{label: "alerts of the technique", color: colors[1]}],
    metadata: origin.value === undefined ? [] : [origin],
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false
  };
}

function entryOf(techniqueID: string, alerts: readonly Alert[]) {
  const highest = alerts.reduce((max, {score}) => Math.max(max, score ?? 0), 0);
  const hosts = new Set(alerts.map(({src}) => src)).size;
  const byRules = alerts.filter(({rules}) =>
    rules.some(({techniques}) => techniques.includes(techniqueID))
  ).length;
  const found = byRules > 0 ? `; ${byRules} by a rule` : "";
  return {
    techniqueID,
    score: alerts.length,
    comment: `${alerts.length} alerts of ${hosts} hosts${found}; highest anomaly score ${highest.toFixed(3)}`,
    enabled: true,
    metadata: [{name: "highest score", value: highest.toFixed(3)}],
    showSubtechniques: techniqueID.includes(".")
  };
}
