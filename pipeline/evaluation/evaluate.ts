import {defaultFlowModel} from "../../src/core/detectors/flow-model.js";
import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import {evaluationVersion} from "../../src/core/published/published-columns.js";
import {defaultThresholdRule} from "../../src/core/schema/threshold-rule.js";
import type {AttackLabels} from "../../src/core/schema/labels.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {CleanPast} from "../../src/core/schema/clean-past.js";
import {runParameters} from "../../src/core/schema/run-parameters.js";
import {isFlows} from "../../src/core/schema/service-tables.js";
import {setAsideOf, setAsideText} from "../../src/core/schema/set-aside.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {artifactKey, materialiseArtifact} from "../artifacts/artifacts.js";
import {goOnWithout} from "../artifacts/set-aside.js";
import type {ArtifactSpec} from "../artifacts/artifacts.js";
import type {Chain, EvaluationParameters} from "../../src/core/published/provenance.js";
import {ruleSources} from "../rules/rule-input.js";
import type {RuleInput} from "../rules/rule-input.js";
import {verdictInput} from "./verdicts.js";
import type {GivenVerdict, VerdictInput} from "./verdicts.js";

/** How to evaluate. */
export interface EvaluateOptions {
  /** The alerts a day that a team can triage; defaults to that of runParameters. */
  budgetPerDay?: number;

  /** The rule that chooses the threshold, as `parseThresholdRule` reads it; defaults to the alert budget. */
  threshold?: string;

  /** The names of the entity detectors; defaults to null, all of them. */
  detectors?: readonly string[] | null;

  /** The local networks, as `10.0.0.0/8`; none by default: the sensor says what is local, or the address is private. */
  localNet?: readonly string[];

  /** The last verdict on each event; defaults to none. Those on other files change nothing. */
  verdicts?: readonly GivenVerdict[];

  /** The rules to run; defaults to null, none. */
  rules?: RuleInput | null;

  /** The labels that count as attacks; defaults to every label but the benign ones. */
  attackLabels?: AttackLabels;

  /** The model that scores flows and alerts; defaults to the Isolation Forest. */
  flowModel?: FlowModelName;

  /** Whether to omit the comparison of detectors, forests of other seeds and ablations; defaults to false. */
  fast?: boolean;

  /** RAW and SILVER of a clean past that the models were trained on; defaults to none. */
  past?: {raw: Manifest; silver: Manifest} | null;

  /** The days to go on without, as the parameters of an evaluation have them; defaults to none. */
  setAside?: readonly SetAside[];
}

/**
 * Scores every event with both models, draws the line at the budget, groups the alerts into
 * incidents, measures (with labels and verdicts, if there are any), compares all detectors on a sample of the
 * held-out events and publishes the tables that the site reads. The flows of a day whose scores or summary the executor
 * sets aside are not in it: that is a parameter of it, and a sentence in *partial*. Throws an OutageError if that is every day.
 */
export async function evaluate(
  chain: Chain,
  options: EvaluateOptions,
  context: PhaseContext
): Promise<PhaseResult> {
  const begun = performance.now();
  const {budgetPerDay = runParameters.budgetPerDay.default, verdicts = [], past = null} = options;
  const {detectors = null, localNet = [], attackLabels = null} = options;
  const {flowModel = defaultFlowModel, rules = null, fast = false} = options;
  const {threshold = defaultThresholdRule, setAside: given = []} = options;
  const parameters = {
    budgetPerDay,
    threshold,
    detectors: detectors && [...detectors],
    localNet: [...localNet]
  };
  const verdictFile = verdictInput(verdicts, chain.raw);
  const {own, given: givenRules} = ruleSources(rules);
  const known = {...parameters, flowModel, attackLabels, ownRules: own, givenRules, fast};
  const make = async (setAside: readonly SetAside[]) => {
    const all = {...known, setAside};
    const spec = specOf(chain, all, {past, rules, verdicts: verdictFile});
    return materialiseArtifact(spec, context, async (folder) => {
      const {makeEvaluation} = await import("./make-evaluation.js"); // DuckDB is slow to load
      return makeEvaluation(
        past ? {...chain, past: cleanPast(past)} : chain,
        artifactKey(spec),
        {...all, rules, verdicts: verdictFile, pastSilver: past?.silver ?? null},
        folder,
        context
      );
    });
  };
  const {silver} = chain;
  const total = silver.files.filter(({path}) => isFlows(path)).length;
  const {manifest, reused} = await goOnWithout(make, {given, what: "days", total});
  const seconds = (performance.now() - begun) / 1000;
  const partial = setAsideOf([manifest]).map(setAsideText);
  return {
    ...{manifest, reused, seconds, rowsIn: silver.rows, rowsOut: manifest.rows, rejected: 0},
    ...(partial.length > 0 && {partial})
  };
}

/** What an evaluation is made from, beside the artifacts of its chain. */
interface Given {
  past: {raw: Manifest; silver: Manifest} | null;
  rules: RuleInput | null;
  verdicts: VerdictInput | null;
}

function specOf(
  chain: Chain,
  {
    flowModel,
    attackLabels,
    ownRules,
    givenRules,
    fast,
    setAside,
    ...parameters
  }: EvaluationParameters,
  {past, rules, verdicts}: Given
): ArtifactSpec {
  return {
    phase: "evaluation",
    phaseVersion: evaluationVersion,
    parameters: {
      budgetPerDay: parameters.budgetPerDay,
      detectors: parameters.detectors && [...parameters.detectors],
      localNet: [...parameters.localNet],
      ...(parameters.threshold !== defaultThresholdRule && {threshold: parameters.threshold}),
      ...(flowModel !== defaultFlowModel && {flowModel}),
      ...(attackLabels && {attackLabels: [...attackLabels]}),
      ...(!ownRules && {ownRules: false}),
      ...(givenRules && {givenRules: true}),
      ...(fast && {fast: true}),
      ...(setAside.length > 0 && {setAside: [...setAside]}),
      ...(past && {past: cleanPast(past) as unknown as Json})
    },
    inputs: [
      {name: "ingestion", sha256: chain.raw.sha256},
      {name: "transformation", sha256: chain.silver.sha256},
      {name: "training", sha256: chain.models.sha256},
      ...(past
        ? [
            {name: "past ingestion", sha256: past.raw.sha256},
            {name: "past transformation", sha256: past.silver.sha256}
          ]
        : []),
      ...(rules ? [{name: "rules", sha256: rules.sha256}] : []),
      ...(verdicts ? [{name: "verdicts", sha256: verdicts.sha256}] : [])
    ]
  };
}

/** How many files of a past are named. */
const maxNames = 20;

function cleanPast({raw, silver}: {raw: Manifest; silver: Manifest}): CleanPast {
  const files = (raw.facts.files as {name: string}[]).map(({name}) => name);
  const {key: ingestion} = raw;
  return {ingestion, transformation: silver.key, files: files.slice(0, maxNames), fileCount: files.length}; // prettier-ignore
}
