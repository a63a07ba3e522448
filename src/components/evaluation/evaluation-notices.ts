import {clockFeatures} from "../../core/evaluation/retraining.js";
import {fewestAttacks} from "../../core/evaluation/window-warnings.js";
import {features as official} from "../../core/features/list.js";
import type {DetectionPage} from "../../core/schema/detection.js";
import type {Today} from "../../core/schema/published.js";
import type {Study, WindowDrift} from "../../core/schema/study.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {formatCount, formatShare, plural} from "../kit/format.js";

/** Where numbers of this page mislead; the bounds below which, or above which, it says so. */
const limits = {
  /** The fewest attacks that a share of them says something of: one more or less is a tenth. */
  attacks: 10,

  /** The fewest attack events, as for the warning of a run. */
  attackEvents: fewestAttacks,

  /** The stability index from which a feature has changed greatly. */
  psi: 0.25
} as const;

/** What a notice of the evaluation is about, and the warning of a run that says the same. */
const sameAs = {
  "few-positives": "too-few-attacks",
  "short-calibration": "short-calibration",
  drift: "drift"
} as const;

/** What a notice is about; programs read the code, people the message. */
export interface EvaluationNotice {
  code: Today["warnings"][number]["code"] | keyof typeof sameAs;
  message: string;
}

/** The data of the notices. */
export interface NoticeFacts {
  page: ThresholdPage;
  today: Pick<Today, "warnings">;
  detection: Pick<DetectionPage, "measures">;
  study: Study | null;
}

/**
 * Returns what the reader must know before believing a number of the page: the warnings of the run, then those of its evaluation that
 * none of them says already.
 */
export function evaluationNotices(facts: NoticeFacts): EvaluationNotice[] {
  const {warnings} = facts.today;
  const own = [
    ...fewPositives(facts),
    ...shortCalibration(facts),
    ...(facts.study ? driftNotices(facts.study) : [])
  ];
  return [
    ...warnings,
    ...own.filter((notice) => !warnings.some(({code}) => code === sameAs[notice.code]))
  ];
}

/** A notice of the evaluation. */
interface OwnNotice extends EvaluationNotice {
  code: keyof typeof sameAs;
}

function fewPositives({page: {metrics}, detection: {measures}}: NoticeFacts): OwnNotice[] {
  const {labelled, attacks} = metrics[1] ?? {labelled: 0, attacks: 0};
  if (labelled === 0 || attacks === 0) return [];
  const few = [
    attacks < limits.attackEvents
      ? `${formatCount(attacks)} attack ${plural(attacks, "event")}`
      : "",
    measures && measures.attacks < limits.attacks
      ? `${formatCount(measures.attacks)} ${plural(measures.attacks, "attack")}`
      : ""
  ].filter(Boolean);
  if (few.length === 0) return [];
  const message = `Few positives: ${few.join(", of ")}, after training. One more or less changes every share that counts them; add labelled logs.`;
  return [{code: "few-positives", message}];
}

function shortCalibration({page: {certificate}}: NoticeFacts): OwnNotice[] {
  const short = certificate?.levels.filter(({obstacle}) => obstacle === "too-few-rows") ?? [];
  if (!certificate || short.length === 0) return [];
  const needed = Math.max(...short.map(({rowsNeeded}) => rowsNeeded));
  const message = `Short calibration: its window has ${formatCount(certificate.calibration.events)} events, and ${formatCount(needed)} are needed to certify ${formatShare(Math.min(...short.map(({alpha}) => alpha)))} of false alerts.`;
  return [{code: "short-calibration", message}];
}

function driftNotices({drift}: Study): OwnNotice[] {
  const great = greatDrift(drift);
  if (great.every(({name}) => clockFeatures.includes(name))) return []; // windows of a few days differ in their hours
  const names = great.slice(0, 3).map(({name}) => driftName(name));
  const more = great.length > 3 ? ` and ${formatCount(great.length - 3)} more` : "";
  const message = `Drift: from training to test, ${names.join(", ")}${more} changed greatly (stability index above ${limits.psi}).`;
  return [{code: "drift", message}];
}

/** Returns what has changed greatly, the greatest change first. */
export function greatDrift(drift: readonly WindowDrift[]): WindowDrift[] {
  return drift.filter(({psi}) => psi > limits.psi);
}

/** Returns what a drift is of, in words: a feature, or the score. */
export function driftName(name: string): string {
  if (name === "score") return "the score";
  return official.find((feature) => feature.name === name)?.label ?? name;
}
