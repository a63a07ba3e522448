import type {Json} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Records} from "../audit/audit.js";
import type {ModelVersion, Stage} from "../audit/decisions.js";
import {UsageError} from "../config/errors.js";
import {eventVerdicts} from "../run/event-verdicts.js";
import {compareModels} from "./compare-models.js";
import type {ModelComparison} from "./compare-models.js";
import type {ReadPolicy} from "./policy.js";
import {readTestWindow} from "./read-test-window.js";
import {readVersion, versionName} from "./read-version.js";

/** The stages that a model is promoted to after a comparison. */
export const comparedStages = ["champion", "challenger"] as const satisfies readonly Stage[];

/** How a promotion was decided. */
export type Decision = "promoted" | "declined" | "denied" | "dry-run";

/** What the audit records of a decision. */
export interface DecisionRecord {
  version: ModelVersion;
  stage: (typeof comparedStages)[number];
  comparison: ModelComparison | null;
  decision: Decision;

  /** Why: the reason of a person, or what of the policy does not hold. */
  reasons: string[];
  policy: ReadPolicy | null;
  by: string;
}

/** Returns the version that leads the model of *version*; undefined if none does. */
export function findChampion(
  versions: readonly ModelVersion[],
  {name}: ModelVersion
): ModelVersion | undefined {
  return versions.find((one) => one.name === name && one.stage === "champion");
}

/** Compares *version* with the *champion* on the test window of *run*. Throws a UsageError as `readVersion`, `readTestWindow` and `compareModels` do. */
export async function compareWithChampion(
  {version, champion, run}: {version: ModelVersion; champion: ModelVersion; run: RunEntry},
  records: Records,
  context: PhaseContext
): Promise<ModelComparison> {
  if (champion.sha256 === version.sha256)
    throw new UsageError(`invalid model: ${versionName(version)} is the champion already`);
  const runs = await records.runs(10_000);
  const challenger = await readVersion(version, runs, context.stores);
  const leading = await readVersion(champion, runs, context.stores);
  const given = await eventVerdicts(records);
  const verdicts = given.flatMap((one) => ("line" in one ? [one] : []));
  const window = await readTestWindow(run, verdicts, context);
  return compareModels(leading, challenger, window);
}

/** Records a decision with its figures, and puts the model into its stage if it is promoted. */
export async function recordDecision(decided: DecisionRecord, records: Records): Promise<void> {
  const {version, stage, comparison, decision, reasons, policy, by} = decided;
  const at = new Date();
  await records.recordAction({
    kind: "promotion-decision",
    details: {
      model: versionName(version),
      sha256: version.sha256,
      stage,
      decision,
      reasons,
      policy: policy as unknown as Json,
      comparison: comparison as unknown as Json
    },
    actedBy: by,
    actedAt: at
  });
  if (decision !== "promoted") return;
  const {name, version: number} = version;
  const reason = reasons.join("; ");
  await records.promote({name, version: number, stage, reason, promotedBy: by, promotedAt: at});
}
