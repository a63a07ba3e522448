import {rowsNeeded} from "../../core/evaluation/conformal.js";
import type {Certificate, CertificateWindow, ThresholdPage} from "../../core/schema/threshold.js";

/** An event of the tested window with its conformal p-value. */
export interface TailPValue {
  /** Its place in the tail, from 0. */
  place: number;
  score: number;

  /** How many calibration events score at least as high. */
  atLeast: number;

  /** (1 + atLeast) / (1 + calibration events), in (0, 1]. */
  pValue: number;
}

/** What the procedure of Benjamini and Hochberg finds among the published p-values. */
export interface TailDiscoveries {
  alerts: number;

  /** Whether there may be more: the last published event of the window is one of them. */
  more: boolean;

  /** The greatest p-value that would be an alert; null without alerts. */
  pValue: number | null;

  /** Attacks and benign events among the alerts, by label. */
  attacks: number;
  benign: number;
}

/** The number of calibration events that a share of alerts takes, and what there is. */
export interface RowsNeeded {
  needed: number;
  rows: number;
  isEnough: boolean;
}

/**
 * Returns the p-values of the events of the tested window that are in the tail, the most anomalous first. They are exact but for events
 * within a second of the ends of a window, since the tail has whole seconds: such an event is counted in the calibration window and not in
 * the tested one, so that no p-value is too small.
 */
export function tailPValues(
  {tail, first}: Pick<ThresholdPage, "tail" | "first">,
  {calibration, tested}: Pick<Certificate, "calibration" | "tested">
): TailPValue[] {
  const from = (place: number) => first + 1000 * tail.second[place];
  const found: TailPValue[] = [];
  let atLeast = 0;
  let group: TailPValue[] = [];
  for (let place = 0; place < tail.complete; ++place) {
    const score = tail.score[place];
    if (place > 0 && score < tail.score[place - 1]) group = [];
    if (from(place) + 1000 > calibration.from && from(place) < calibration.to) {
      ++atLeast;
      for (const one of group) ++one.atLeast; // of equal scores, all count
    }
    if (from(place) >= tested.from) {
      group.push({place, score, atLeast, pValue: 1});
      found.push(group.at(-1)!);
    }
  }
  for (const one of found) one.pValue = (1 + one.atLeast) / (1 + calibration.events);
  return found;
}

/** Returns what is found at the level *alpha*, in (0, 1), among *tested* events, of which *pValues* are the smallest, ascending. */
export function tailDiscoveries(
  pValues: readonly TailPValue[],
  tested: Pick<CertificateWindow, "events">,
  {alpha, attack}: {alpha: number; attack: readonly number[]}
): TailDiscoveries {
  let alerts = pValues.length;
  while (alerts > 0 && pValues[alerts - 1].pValue > (alpha * alerts) / tested.events) --alerts;
  const found = pValues.slice(0, alerts);
  const count = (code: number) => found.filter(({place}) => attack[place] === code).length;
  return {
    alerts,
    more: alerts > 0 && alerts === pValues.length && alerts < tested.events,
    pValue: found.at(-1)?.pValue ?? null,
    attacks: count(1),
    benign: count(0)
  };
}

/** Returns whether *calibration* has the events that a share of alerts takes at the level *alpha*. */
export function rowsAt(
  share: number,
  alpha: number,
  {events}: Pick<CertificateWindow, "events">
): RowsNeeded {
  const needed = rowsNeeded(share, alpha);
  return {needed, rows: events, isEnough: events >= needed};
}
