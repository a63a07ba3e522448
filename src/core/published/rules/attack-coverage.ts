import {findTechnique, tactics, tacticsOf} from "../../attack/techniques.js";
import type {EntityDetector} from "../../detectors/entity/entity-detector.js";
import type {CoveredTechnique} from "../../schema/rules.js";
import type {Tables} from "../tables.js";
import type {TechniqueLabels} from "./rule-overlap.js";
import type {RuleRow} from "./rule-rows.js";

/** What names techniques. */
export interface CoverageSources {
  rules: readonly Pick<RuleRow, "rule" | "techniques" | "tactics" | "hits" | "state">[];
  detectors: readonly Pick<EntityDetector, "name" | "techniques">[];
  labels: readonly TechniqueLabels[];
}

/** Returns the techniques that rules, detectors or labels name, in order of their ids, and what covers each. */
export async function coveredTechniques(
  tables: Tables,
  {rules, detectors, labels}: CoverageSources
): Promise<CoveredTechnique[]> {
  const fired = new Set(await detectorsWithEvidence(tables));
  const alone = rules.filter(({state}) => state === "run");
  const ids = [...alone, ...detectors].flatMap((source) => source.techniques);
  const all = new Set([...ids, ...labels.map(({technique}) => technique)]);
  return [...all].sort().map((technique) => {
    const naming = alone.filter((rule) => rule.techniques.includes(technique));
    const covering = detectors.filter((detector) => detector.techniques.includes(technique));
    const label = labels.find((counts) => counts.technique === technique);
    return {
      technique,
      name: findTechnique(technique)?.name ?? null,
      tactic: tacticOf(technique, naming),
      rules: naming.map(({rule}) => rule),
      firedRules: naming.filter(({hits}) => hits > 0).map(({rule}) => rule),
      detectors: covering.map(({name}) => name),
      firedDetectors: covering.filter(({name}) => fired.has(name)).map(({name}) => name),
      labelled: label ? {events: label.events, hits: label.hits, alerts: label.alerts} : null
    };
  });
}

/** Returns the tactic that rules give a technique, if it is one of its own, or else its first. */
function tacticOf(technique: string, rules: CoverageSources["rules"]): string | null {
  const own: readonly string[] = tacticsOf(technique);
  const tagged = rules.flatMap((rule) => rule.tactics);
  const known: readonly string[] = own.length > 0 ? own : tactics;
  return tagged.find((tactic) => known.includes(tactic)) ?? own[0] ?? null;
}

async function detectorsWithEvidence(tables: Tables): Promise<string[]> {
  const rows = await tables.rows<{detector: string}>(
    "SELECT DISTINCT detector FROM published.evidence ORDER BY 1"
  );
  return rows.map(({detector}) => detector);
}
