import type {RunDrift} from "../schema/drift.js";
import type {Metrics} from "../schema/published.js";
import {setAsideList} from "../schema/set-aside.js";
import type {SetAside} from "../schema/set-aside.js";
import type {TrainingSignals, Warning, WarningCode} from "../schema/warnings.js";
import {attackWarnings, calibrationWarnings, driftWarnings} from "./window-warnings.js";
import type {CalibrationRows} from "./window-warnings.js";

/** The thresholds of the warnings; docs/19-training.md has the data they were chosen on. */
const warningLimits = {
  /** The fewest events whose scores say something. */
  events: 1000,

  /** The shortest log that is more than one day’s budget, in days. */
  days: 1,

  /** The share of attacks among labelled events, in (0, 1), above which a model takes them for normal. */
  attacks: 0.2,

  /** The share of failed ones, in (0, 1), among the training events that could be answered: benign networks have some 0.02, attacked ones over 0.6. */
  failed: 0.25,

  /** The shares of training events that one destination gets, and that come from outside, if both are reached. */
  destination: 0.5,
  outside: 0.5,

  /** The share of failed events that those two need beside them: a public server alone is no attack. */
  failedAtDestination: 0.15,

  /** The share of training events between one source and one destination: a flood, or a heartbeat. */
  pair: 0.8,

  /** The fewest training events that shares are taken of. */
  trainingEvents: 50
} as const;

/** How many files that could be read only in part are named. */
const maxFiles = 10;

/** What warnings are made of. */
export interface WarningFacts {
  synthetic: boolean;
  files: readonly {name: string; partial?: string | null}[];
  /** What the run goes on without. */
  setAside: readonly SetAside[];
  /** The number of rejected lines. */
  rejected: number;
  /** Those of them whose time is beyond the bounds that were found, and these bounds; null if none were. */
  stray: {lines: number; from: string | null; to: string | null} | null;
  events: number;
  /** The times of the first and the last event, in milliseconds since the epoch. */
  first: number;
  last: number;
  /** The days that the log covers. */
  days: number;
  /** The metrics of the model that alerts, over all events and over the test window. */
  metrics: readonly Metrics[];
  training: {
    /** Whether the model was trained on other events than those of the log. */
    elsewhere: boolean;
    /** The training window, in milliseconds since the epoch, the end exclusive. */
    from: number;
    until: number;
    /** What the training window looks like; null if it is not at hand. */
    signals: TrainingSignals | null;
  };
  /** How far the test window is from training; null without a test window. */
  drift: RunDrift | null;
  /** What the calibration window holds; null without a test window. */
  calibration: CalibrationRows | null;
}

/** Returns the warnings of a run, those about the input first; at most one of a code, but for `partial-file`. */
export function warningsOf(facts: WarningFacts): Warning[] {
  return [
    ...inputWarnings(facts),
    ...trainingWarnings(facts),
    ...driftWarnings(facts.drift),
    ...rankingWarnings(facts),
    ...attackWarnings(facts.metrics),
    ...calibrationWarnings(facts.calibration)
  ];
}

function inputWarnings({
  synthetic,
  files,
  setAside,
  rejected,
  stray,
  events,
  days,
  training: {elsewhere}
}: WarningFacts): Warning[] {
  const warnings: Warning[] = [];
  const add = (code: WarningCode, message: string) => warnings.push({code, message});
  if (synthetic)
    add(
      "synthetic",
      "Synthetic events: the built-in generator made them; no network was observed. For your own, `atalaya run FILES`."
    );
  const partial = files.filter((file) => file.partial);
  for (const file of partial.slice(0, maxFiles))
    add(
      "partial-file",
      `${file.name} could be read only in part: ${file.partial}. Repair it and run again.`
    );
  if (partial.length > maxFiles)
    add(
      "partial-file",
      `${count(partial.length - maxFiles, "more file")} could be read only in part.`
    );
  if (setAside.length > 0) add("set-aside", setAsideMessage(setAside));
  if (rejected > 0)
    add(
      "rejected-lines",
      `${count(rejected, "line")} ${rejected === 1 ? "was" : "were"} rejected; RAW keeps them with the reason.`
    );
  if (stray && stray.lines > 0)
    add(
      "stray-times",
      `${count(stray.lines, "line")} of another time ${stray.lines === 1 ? "was" : "were"} set apart: the log is from ${stray.from ?? "its beginning"} to ${stray.to ?? "its end"}. The rejected lines say how to keep each: --time-from, --time-to, or --time-bounds off.`
    );
  if (events < warningLimits.events)
    add(
      "few-events",
      `Few events (${events.toLocaleString("en-US")}): scores say little. Add the logs of more days${elsewhere ? "" : ", or score with an earlier model: --model FILE"}.`
    );
  if (days < warningLimits.days)
    add(
      "short-log",
      elsewhere
        ? "Less than a day of events: the budget of one whole day is used."
        : "Less than a day of events: the budget of one whole day is used, and other networks say how rare behaviour is. Add more days, or name a clean past: --train-on FILES."
    );
  return warnings;
}

/** Returns the message on what was set aside: the first few by name, each with its error. */
function setAsideMessage(setAside: readonly SetAside[]): string {
  return `The run is partial: ${count(setAside.length, "partition")} ${setAside.length === 1 ? "was" : "were"} set aside, since the task failed: ${setAsideList(setAside)}. No figure counts what they hold. Remove the cause and run once more: only what is missing is made.`;
}

function trainingWarnings({metrics, training, first, last}: WarningFacts): Warning[] {
  const warnings: Warning[] = [];
  const add = (code: WarningCode, message: string) => warnings.push({code, message});
  const {elsewhere, signals} = training;
  const [all, test] = metrics;
  if (!elsewhere && test?.events === 0)
    add(
      "no-test-window",
      "The model was trained on the whole log: nothing is held out, and every figure is about what it has seen. Use --train-share below 1, or --train-on FILES."
    );
  if (elsewhere && training.from <= last && training.until > first)
    add(
      "overlap",
      "The events that the model was trained on overlap with the log in time: what is in both was seen before it was scored. Train on files of another time."
    );
  if (!elsewhere && all && all.labelled > 0) {
    const message = attackShare(all, test);
    if (message) add("mostly-attack", message);
  }
  const reasons = all && all.labelled > 0 ? [] : suspicions(signals);
  if (reasons.length > 0)
    add(
      "looks-mostly-attack",
      `The training window looks like an attack: ${reasons.join("; ")}. What is common there counts as normal, and the attack would score low. ${remedy}`
    );
  return warnings;
}

const remedy = "Train on a clean past (--train-on FILES), or use an earlier model (--model FILE).";

/** Returns the message on how many of the labelled events are attacks, or null if they are few. */
function attackShare(all: Metrics, test: Metrics | undefined): string | null {
  const labelled = all.labelled - (test?.labelled ?? 0);
  const training = labelled > 0 ? (all.attacks - (test?.attacks ?? 0)) / labelled : 0;
  const share = all.attacks / all.labelled;
  if (!(Math.max(share, training) > warningLimits.attacks)) return null;
  return `${percent(share)} of the labelled events are attacks, ${percent(training)} in the training window: where attacks are common, a model takes them for normal. ${remedy}`;
}

function suspicions(signals: TrainingSignals | null): string[] {
  if (!signals || signals.events < warningLimits.trainingEvents) return [];
  const share = (n: number) => n / signals.events;
  const reasons: string[] = [];
  const failed = signals.failed / Math.max(signals.answerable, warningLimits.trainingEvents);
  if (failed >= warningLimits.failed)
    reasons.push(`${percent(failed)} of its TCP and UDP flows failed`);
  if (
    share(signals.destination) >= warningLimits.destination &&
    share(signals.outside) >= warningLimits.outside &&
    failed >= warningLimits.failedAtDestination
  )
    reasons.push(
      `one destination gets ${percent(share(signals.destination))} of its events, and ${percent(share(signals.outside))} come from outside, from ${count(signals.outsideSources, "source")}`
    );
  if (share(signals.pair) >= warningLimits.pair)
    reasons.push(
      `${percent(share(signals.pair))} of its events are of one source to one destination`
    );
  return reasons;
}

function rankingWarnings({metrics: [all, test]}: WarningFacts): Warning[] {
  const measured = [test, all].find((one) => one && one.auroc !== null);
  if (!measured || measured.auroc === null || measured.auroc >= 0.5) return [];
  const where = measured.window === "test" ? "the test window" : "all events";
  return [
    {
      code: "inverted",
      message: `The scores are inverted (AUROC ${measured.auroc.toFixed(3)} over ${where}): attacks look more normal than the rest, and the flow model does not work on this log. ${remedy}`
    }
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}
