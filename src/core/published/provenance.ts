import {defaultFlowModel} from "../detectors/flow-model.js";
import type {FlowModelName} from "../detectors/flow-model.js";
import type {TimeRequest} from "../readers/time-bounds.js";
import {timeOptions} from "../readers/time-options.js";
import {runParameters} from "../schema/run-parameters.js";
import type {Json, Manifest, Phase} from "../schema/artifacts.js";
import type {CleanPast} from "../schema/clean-past.js";
import {defaultThresholdRule} from "../schema/threshold-rule.js";
import type {AttackLabels} from "../schema/labels.js";
import type {Provenance} from "../schema/published.js";
import type {SetAside} from "../schema/set-aside.js";

/** The artifacts that an evaluation stands on. */
export interface Chain {
  raw: Manifest;
  silver: Manifest;
  models: Manifest;

  /** What the models were trained on instead of the log; absent if they were trained on the log. */
  past?: CleanPast;
}

/** Returns the chain of an evaluation from the manifests of a run. */
export function chainOf(manifests: Record<Phase, Manifest>): Chain {
  const {ingestion: raw, transformation: silver, training: models, evaluation} = manifests;
  const past = evaluation.parameters.past as unknown as CleanPast | undefined;
  return {raw, silver, models, ...(past && {past})};
}

/** Returns whether the models of a chain were trained on other events than those of its log. */
export function isTrainedElsewhere({silver, models, past}: Chain): boolean {
  const trained = models.inputs.find(({name}) => name === "transformation");
  return past !== undefined || trained?.sha256 !== silver.sha256;
}

/** The parameters of an evaluation, as its manifest has them. */
export interface EvaluationParameters {
  /** The alerts a day that a team can triage. */
  budgetPerDay: number;

  /** The rule that chooses the threshold, as `parseThresholdRule` reads it. */
  threshold: string;

  /** The names of the entity detectors; null for all. */
  detectors: readonly string[] | null;

  /** The local networks, as `10.0.0.0/8`; none: the sensor says what is local, or the address is private. */
  localNet: readonly string[];

  /** The name of the model that scores flows and alerts. */
  flowModel: FlowModelName;

  /** The labels that count as attacks; null for every label but the benign ones. */
  attackLabels: AttackLabels;

  /** Whether the rules that come with the product are run. */
  ownRules: boolean;

  /** Whether folders of rules were given. */
  givenRules: boolean;

  /** Whether the comparison of detectors, forests of other seeds and ablations were omitted. */
  fast: boolean;

  /** The days whose flows the evaluation goes on without; none of a complete one. */
  setAside: readonly SetAside[];
}

/** Returns the parameters in the manifest of an evaluation. */
export function evaluationParameters({
  parameters
}: Pick<Manifest, "parameters">): EvaluationParameters {
  return {
    budgetPerDay: parameters.budgetPerDay as number,
    threshold: (parameters.threshold ?? defaultThresholdRule) as string,
    detectors: (parameters.detectors ?? null) as string[] | null,
    localNet: (parameters.localNet ?? []) as string[],
    flowModel: (parameters.flowModel ?? defaultFlowModel) as FlowModelName,
    attackLabels: (parameters.attackLabels ?? null) as string[] | null,
    ownRules: (parameters.ownRules ?? true) as boolean,
    givenRules: (parameters.givenRules ?? false) as boolean,
    fast: (parameters.fast ?? false) as boolean,
    setAside: (parameters.setAside ?? []) as SetAside[]
  };
}

/** The flags of `atalaya run` by the parameters of training and evaluation, with their defaults. */
const flags: readonly [string, string, Json][] = [
  ["trees", "--trees", runParameters.trees.default],
  ["sampleSize", "--sample-size", runParameters.sampleSize.default],
  ["seed", "--seed", runParameters.seed.default],
  ["trainShare", "--train-share", runParameters.trainShare.default],
  ["budgetPerDay", "--budget", runParameters.budgetPerDay.default]
];

/**
 * Returns where the numbers of an evaluation come from. *key* is the key of the evaluation: its own
 * digest is not known before it is written.
 */
export function provenanceOf(
  chain: Chain,
  key: string,
  evaluation: EvaluationParameters
): Provenance {
  const {raw, silver, models} = chain;
  const {budgetPerDay, detectors, localNet, flowModel, attackLabels} = evaluation;
  const {threshold, ownRules, givenRules, fast} = evaluation;
  const files = raw.facts.files as {name: string}[];
  const feed = raw.facts.synthetic as Feed | null;
  const parameters: {[name: string]: Json} = {...models.parameters, budgetPerDay};
  const inputs = feed ? feedOptions(feed) : files.slice(0, 3).map(({name}) => shellQuote(name));
  const skipped = isTrainedElsewhere(chain) ? elsewhereFlags(chain) : [];
  const given = flags
    .filter(([name, , usual]) => parameters[name] !== usual && !skipped.includes(name))
    .flatMap(([name, flag]) => [flag, String(parameters[name])]);
  const {time} = raw.parameters as {time?: TimeRequest};
  if (time) given.push(...timeOptions(time));
  if (threshold !== defaultThresholdRule) given.push("--threshold", threshold);
  if (flowModel !== defaultFlowModel) given.push("--flow-model", flowModel);
  if (detectors !== null) given.push("--detectors", detectors.join(","));
  if (attackLabels) given.push("--attack-labels", shellQuote(attackLabels.join(",")));
  for (const network of localNet) given.push("--local-net", network);
  if (givenRules) given.push("--rules", "DIR"); // where they were is no part of an artifact
  if (!ownRules) given.push("--own-rules", "off");
  if (fast) given.push("--fast");
  given.push(...trainingFlags(chain));
  if (models.facts.external) given.push("--with-model", "external.json"); // its name in the artifact
  return {
    artifacts: {
      ingestion: raw.sha256,
      transformation: silver.sha256,
      training: models.sha256,
      evaluation: key
    },
    command: ["atalaya run", ...inputs, ...(!feed && files.length > 3 ? ["…"] : []), ...given].join(
      " "
    ),
    synthetic: feed !== null,
    files: files.slice(0, 20).map(({name}) => name),
    fileCount: files.length
  };
}

interface Feed {
  flows: number;
  days: number;
  difficulty?: number;
}

function feedOptions({flows, days, difficulty}: Feed): (string | number)[] {
  const usual = runParameters.difficulty.default;
  const hardness = difficulty === undefined || difficulty === usual ? [] : ["--difficulty", difficulty]; // prettier-ignore
  return ["--flows", flows, "--days", days, ...hardness];
}

/** Returns the flags that say what the models of a chain were trained on, if not on its log. */
function trainingFlags({silver, models, past}: Chain): string[] {
  if (past) {
    const named = past.files.slice(0, 3).flatMap((name) => ["--train-on", shellQuote(name)]);
    return past.fileCount > 3 ? [...named, "…"] : named;
  }
  if (!isTrainedElsewhere({raw: silver, silver, models})) return [];
  const [model] = models.facts.models as {sha256: string}[];
  return ["--model", model.sha256.slice(0, 16)];
}

/** Returns the parameters that a command may not give beside those flags. */
function elsewhereFlags({past}: Chain): string[] {
  return past ? ["trainShare"] : ["trainShare", "trees", "sampleSize", "seed"];
}

function shellQuote(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
