import {overlapAt, spearman} from "../../src/core/evaluation/agreement.js";
import {comparePaired} from "../../src/core/evaluation/compare-paired.js";
import type {PairedMeasure} from "../../src/core/evaluation/compare-paired.js";
import {labelCodes} from "../../src/core/evaluation/ranking.js";
import {seeded} from "../../src/core/forest/random.js";
import {scorer} from "../../src/core/forest/scorer.js";
import {UsageError} from "../config/errors.js";
import {versionName} from "./read-version.js";
import type {ReadVersion} from "./read-version.js";
import type {TestWindow} from "./read-test-window.js";

/** One of two models that are compared. */
export interface ComparedVersion {
  /** As `isolation-forest@3`. */
  name: string;
  sha256: string;

  /** The end of its training window, ISO 8601, and the days from then to the last event of the run; 0 if it is later. */
  trainedUntil: string;
  ageDays: number;
}

/** What two models are worth against labels or verdicts. */
export interface ComparedAgainst {
  /** The attacks, or true positives, and the benign events, or false positives, among the events. */
  positive: number;
  negative: number;
  measures: PairedMeasure[];
}

/** Two models on the events of the test window of a run. */
export interface ModelComparison {
  run: string;

  /** The key of its evaluation. */
  evaluation: string;

  /** The events compared, those in the window, how many the budget allows to be alerts, and how many clusters of source and hour. */
  events: number;
  of: number;
  budget: number;
  clusters: number;
  champion: ComparedVersion;
  challenger: ComparedVersion;

  /** Null without labels, or without verdicts, in the window. */
  labels: ComparedAgainst | null;
  verdicts: ComparedAgainst | null;

  /** Spearman’s correlation of the two scores, null if one is constant; and the share of the alerts of the budget that both have. */
  spearman: number | null;
  overlap: number;
}

const seed = 71; // of the bootstrap: the same table each time

/**
 * Compares *challenger* with *champion* on *window*. Throws a UsageError if one of them was, or may have been, trained on its events: its
 * figures would be too good.
 */
export function compareModels(
  champion: ReadVersion,
  challenger: ReadVersion,
  window: TestWindow
): ModelComparison {
  for (const model of [challenger, champion]) requireUnseen(model, window);
  const {matrix, clusters, labels, verdicts, share} = window;
  const [before, after] = [champion, challenger].map(({forest}) => scorer(forest)(matrix));
  const against = (given: Uint8Array): ComparedAgainst | null => {
    const count = (code: number) => given.reduce((sum, label) => sum + Number(label === code), 0);
    const [positive, negative] = [count(labelCodes.attack), count(labelCodes.benign)];
    if (positive + negative === 0) return null;
    const scores = {champion: before, challenger: after, labels: given};
    const measures = comparePaired({...scores, clusters, share, random: seeded(seed)});
    return {positive, negative, measures};
  };
  const budget = Math.max(1, Math.round(share * matrix.rows));
  const correlation = spearman(before, after);
  return {
    run: window.run.run,
    evaluation: window.evaluation,
    events: matrix.rows,
    of: window.of,
    budget,
    clusters: clusters.reduce((most, cluster) => Math.max(most, cluster), -1) + 1,
    champion: describe(champion, window),
    challenger: describe(challenger, window),
    labels: against(labels),
    verdicts: against(verdicts),
    spearman: Number.isNaN(correlation) ? null : correlation,
    overlap: overlapAt(before, after, budget)
  };
}

function describe({version, file}: ReadVersion, {last}: TestWindow): ComparedVersion {
  const ageDays = Math.max(0, last - Date.parse(file.training.until)) / 86_400_000;
  const {sha256} = version;
  return {name: versionName(version), sha256, trainedUntil: file.training.until, ageDays};
}

/** Throws a UsageError if *model* was trained on events of *window*: its training window reaches into it, and nothing says that the files are others. */
function requireUnseen({version, file, firstRun}: ReadVersion, window: TestWindow): void {
  const {from, until, silver} = file.training;
  if (!(Date.parse(until) > window.from && Date.parse(from) <= window.last)) return;
  const phaseOf = (run: ReadVersion["firstRun"], name: string) =>
    run?.phases.find(({phase}) => phase === name);
  const isOwn = phaseOf(firstRun, "transformation")?.sha256 === silver;
  const [own, others] = [firstRun, window.run].map((run) => phaseOf(run, "ingestion"));
  const isComplete = isOwn && own?.moreInputs === 0 && others?.moreInputs === 0;
  const known = new Set(others?.inputs.map(({sha256}) => sha256));
  if (silver !== window.silver.sha256 && isComplete && !own.inputs.some((one) => known.has(one.sha256))) return; // prettier-ignore
  const minute = (time: number | string) => `${new Date(time).toISOString().slice(0, 16)}Z`;
  throw new UsageError(
    `trained on the test window: ${versionName(version)} was trained on events until ${minute(until)}, and the test window of ${window.run.run} begins at ${minute(window.from)}; name a run with a later test window with --on`
  );
}
