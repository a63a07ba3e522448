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

  /** The fewest attack events: a recall of 0.5 has a standard error of 0.09 with 30. */
  attackEvents: 30,

  /** The stability index from which a feature has changed greatly. */
  psi: 0.25
} as const;

/** What a notice is about; programs read the code, people the message. */
export interface EvaluationNotice {
  code: Today["warnings"][number]["code"] | "few-positives" | "short-calibration" | "drift";
  message: string;
}

/** The data of the notices. */
export interface NoticeFacts {
  page: ThresholdPage;
  today: Pick<Today, "warnings">;
  detection: Pick<DetectionPage, "measures">;
  study: Study | null;
}

/** Returns what the reader must know before believing a number of the page: the warnings of the run, then those of its evaluation. */
export function evaluationNotices(facts: NoticeFacts): EvaluationNotice[] {
  return [
    ...facts.today.warnings,
    ...fewPositives(facts),
    ...shortCalibration(facts),
    ...(facts.study ? driftNotices(facts.study) : [])
  ];
}

function fewPositives({page: {metrics}, detection: {measures}}: NoticeFacts): EvaluationNotice[] {
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

function shortCalibration({page: {certificate}}: NoticeFacts): EvaluationNotice[] {
  const short = certificate?.levels.filter(({obstacle}) => obstacle === "too-few-rows") ?? [];
  if (!certificate || short.length === 0) return [];
  const needed = Math.max(...short.map(({rowsNeeded}) => rowsNeeded));
  const message = `Short calibration: its window has ${formatCount(certificate.calibration.events)} events, and ${formatCount(needed)} are needed to certify ${formatShare(Math.min(...short.map(({alpha}) => alpha)))} of false alerts.`;
  return [{code: "short-calibration", message}];
}

function driftNotices({drift}: Study): EvaluationNotice[] {
  const great = greatDrift(drift);
  if (great.length === 0) return [];
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
