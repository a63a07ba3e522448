import type {Certificate, ThresholdPage} from "../../core/schema/threshold.js";
import {checkText} from "../charts/certificate-check.js";
import {formatCount, formatScore, formatShare, formatTime, plural} from "../kit/format.js";
import {certificateSentence, reasonsOf} from "../threshold/certificate-text.js";
import {pText} from "./p-value-table.js";
import {tailPValues} from "./tail-p-values.js";
import type {RowsNeeded, TailDiscoveries} from "./tail-p-values.js";

/** The sentences of the notebook “Can we certify a false discovery rate?”, as plain text. */
export interface CertifySentences {
  answer: string;
  windows: string;
  worked: string;
  rows: string;
  check: string;
  reasons: string;
}

/** Returns the sentences of the notebook. */
export function certifySentences(page: ThresholdPage): CertifySentences {
  const {certificate} = page;
  if (!certificate) {
    const none =
      "There is no window to certify anything on: no event follows those that the model was trained on.";
    return {answer: `No. ${none}`, windows: none, worked: "", rows: "", check: "", reasons: ""};
  }
  return {
    answer: answerText(certificate),
    windows: windowsText(certificate),
    worked: workedText(page, certificate),
    rows: smallestText(certificate),
    check: checkText(certificate),
    reasons: reasonsOf(certificate).join(" ")
  };
}

function answerText(certificate: Certificate): string {
  const reasons = reasonsOf(certificate);
  const certified = certificate.levels.some((level) => level.certified);
  const short = certificateSentence(certificate);
  return certified || reasons.length === 0 ? short : `${short} ${reasons[0]}`;
}

function windowsText({calibration, heldOut, tested}: Certificate): string {
  const stretch = ({from, to, events}: Certificate["tested"]) =>
    `${formatCount(events)} events from ${formatTime(from)} to ${formatTime(to)} UTC`;
  return `The events after the training window are divided by time into three. Calibration: ${stretch(calibration)}. Held out, to check the promise: ${stretch(heldOut)}. Tested: ${stretch(tested)}. No model was trained on any of them.`;
}

function workedText(page: ThresholdPage, certificate: Certificate): string {
  const [first] = tailPValues(page, certificate);
  if (!first) return "";
  const {score, atLeast, pValue} = first;
  const n = certificate.calibration.events;
  const whose = page.tail.attack[first.place];
  const label = whose === 1 ? " Its label says attack; the p-value was not told." : whose === 0 ? " Its label says benign: a small p-value is no proof." : ""; // prettier-ignore
  return `The most anomalous event of the tested window scores ${formatScore(score)}. Of the ${formatCount(n)} calibration events, ${atLeast === 0 ? "none scores" : `${formatCount(atLeast)} ${plural(atLeast, "scores", "score")}`} at least as high. So p = (1 + ${formatCount(atLeast)}) / (1 + ${formatCount(n)}) = ${pText(pValue)}.${label}`;
}

function smallestText({calibration, expectedShare}: Certificate): string {
  const {events} = calibration;
  return `No event can have a p-value below 1 / (${formatCount(events)} + 1) = ${pText(1 / (events + 1))} here, however unusual it is. The procedure of Benjamini and Hochberg accepts a share of alerts only if their p-values are at most α times that share, so that ${formatShare(expectedShare)} of events as alerts, which is what the budget of this run allows, takes 1 / (α · share) − 1 calibration events.`;
}

/** Returns how many calibration events a choice takes, and whether the run has them. */
export function rowsText(
  {alpha, share}: {alpha: number; share: number},
  {needed, rows, isEnough}: RowsNeeded
): string {
  return `At most ${formatShare(alpha)} false alerts, where one event in ${formatCount(1 / share)} is an alert, takes ${formatCount(needed)} calibration events. This run has ${formatCount(rows)}: ${isEnough ? "enough" : "too few"}.`;
}

/** Returns what the procedure finds at a level among the published scores, and whether that is a promise. */
export function discoveryText(
  {alerts, more, attacks, benign, pValue}: TailDiscoveries,
  {alpha, certificate}: {alpha: number; certificate: Certificate}
): string {
  const tested = formatCount(certificate.tested.events);
  if (alerts === 0)
    return `At ${formatShare(alpha)}, the procedure finds nothing among the ${tested} tested events: no p-value is small enough.`;
  const found = `At ${formatShare(alpha)}, the procedure would name ${more ? "at least " : ""}${formatCount(alerts)} of the ${tested} tested events, those with a p-value of at most ${pText(pValue!)}.`;
  const labelled = attacks + benign;
  const truth = labelled > 0 ? ` By the labels, ${formatShare(benign / labelled)} of them are benign.` : " No label says how many of them are benign."; // prettier-ignore
  const obstacle = obstacleOf(certificate);
  const worth = obstacle ? ` This is no certificate: ${obstacle}.` : "";
  return `${found}${truth}${worth}`;
}

/** Returns what keeps any level from being certified; null if nothing does that can be seen. */
function obstacleOf({levels, calibration}: Certificate): string | null {
  const has = (obstacle: string) => levels.some((level) => level.obstacle === obstacle);
  if (has("attacks-in-calibration"))
    return `${formatCount(calibration.attacks)} of the calibration events are labelled as attacks, so that they do not say what is normal`;
  if (has("not-exchangeable"))
    return "later events do not score like those of the calibration window, so that the p-values are not what they claim to be";
  return null;
}
