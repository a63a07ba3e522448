import {runParameters} from "../schema/run-parameters.js";
import type {Json, Manifest} from "../schema/artifacts.js";
import type {AttackLabels} from "../schema/labels.js";
import type {Provenance} from "../schema/published.js";

/** The artifacts that an evaluation stands on. */
export interface Chain {
  raw: Manifest;
  silver: Manifest;
  models: Manifest;
}

/** The parameters of an evaluation, as its manifest has them. */
export interface EvaluationParameters {
  /** The alerts a day that a team can triage. */
  budgetPerDay: number;

  /** The names of the entity detectors; null for all. */
  detectors: readonly string[] | null;

  /** The local networks, as `10.0.0.0/8`; none: the sensor says what is local, or the address is private. */
  localNet: readonly string[];

  /** The labels that count as attacks; null for every label but the benign ones. */
  attackLabels: AttackLabels;
}

/** Returns the parameters in the manifest of an evaluation. */
export function evaluationParameters({
  parameters
}: Pick<Manifest, "parameters">): EvaluationParameters {
  return {
    budgetPerDay: parameters.budgetPerDay as number,
    detectors: (parameters.detectors ?? null) as string[] | null,
    localNet: (parameters.localNet ?? []) as string[],
    attackLabels: (parameters.attackLabels ?? null) as string[] | null
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
  {raw, silver, models}: Chain,
  key: string,
  {budgetPerDay, detectors, localNet, attackLabels}: EvaluationParameters
): Provenance {
  const files = raw.facts.files as {name: string}[];
  const feed = raw.facts.synthetic as Feed | null;
  const parameters: {[name: string]: Json} = {...models.parameters, budgetPerDay};
  const inputs = feed ? feedOptions(feed) : files.slice(0, 3).map(({name}) => shellQuote(name));
  const given = flags
    .filter(([name, , usual]) => parameters[name] !== usual)
    .flatMap(([name, flag]) => [flag, String(parameters[name])]);
  if (detectors !== null) given.push("--detectors", detectors.join(","));
  if (attackLabels) given.push("--attack-labels", shellQuote(attackLabels.join(",")));
  for (const network of localNet) given.push("--local-net", network);
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

function shellQuote(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
