import {compareWindows, conformalPValues, testConformally} from "../../evaluation/conformal.js";
import type {Certificate, CertificateWindow} from "../../schema/threshold.js";
import {alphas, calibrationWindow, expectedAlerts} from "../calibration-window.js";
import {quantiles} from "../../evaluation/summary.js";
import type {ThresholdRule} from "../../schema/threshold-rule.js";
import type {Tables} from "../tables.js";

/** Scores are told apart to this many parts of 1: a p-value counts all calibration events of the same part, and is thus never too small. */
const parts = 10_000;

/** The probabilities that quantiles of p-values are published at. */
const probabilities = Array.from({length: 49}, (_, i) => (i + 1) / 50);

interface CountRow {
  stretch: 0 | 1 | 2;
  part: number;
  n: number;
  attacks: number;
  benign: number;
}

/** What is asked of a certificate. */
export interface CertificateRequest {
  /** The times of the first and the last event, in milliseconds since the epoch. */
  first: number;
  last: number;

  /** The end of the training window, in microseconds since the epoch; 0 if the models were trained elsewhere. */
  until: number;

  /** The alert budget, the days it is given for, and the events of the log: what share of alerts is expected. */
  budgetPerDay: number;
  days: number;
  events: number;

  /** The rule of the threshold: a certified share of its own is tried too. */
  rule: ThresholdRule;
}

/**
 * Returns which alerts of the last half of the test window can be certified, by conformal p-values that are calibrated on its first
 * quarter, which no model was trained on, and checked on its second. The expected share of alerts is the one that the budget allows. Null if the
 * test window has no time.
 */
export async function certificateOf(
  tables: Tables,
  {first, last, until, budgetPerDay, days, events, rule}: CertificateRequest
): Promise<Certificate | null> {
  const window = calibrationWindow({first, last, until});
  if (!window) return null;
  const {from, checked, tested} = window;
  const end = last;
  const rows = await tables.rows<CountRow>(
    `SELECT CASE WHEN ms < ? THEN 0 WHEN ms < ? THEN 1 ELSE 2 END AS stretch, part, CAST(count(*) AS DOUBLE) AS n,
      CAST(count(*) FILTER (attack = 1) AS DOUBLE) AS attacks, CAST(count(*) FILTER (attack = 0) AS DOUBLE) AS benign
    FROM (SELECT epoch_us(time) / 1000 AS ms, CAST(floor(score * ${parts}) AS INTEGER) AS part, attack
      FROM published.events WHERE epoch_us(time) / 1000 >= ?)
    GROUP BY ALL ORDER BY stretch, part`,
    [checked, tested, from]
  );
  const windows = [
    windowOf(rows, 0, from, checked),
    windowOf(rows, 1, checked, tested),
    windowOf(rows, 2, tested, end)
  ];
  const [calibration, heldOut, testedScores] = [0, 1, 2].map((stretch) => scoresOf(rows, stretch));
  const expectedShare = expectedAlerts({budgetPerDay, days, events});
  const {distance, chance} = compareWindows(calibration, heldOut);
  const input = {
    pValues: conformalPValues(calibration, testedScores),
    calibrationRows: calibration.length,
    attacksInCalibration: windows[0].attacks,
    ...{chance, expectedShare}
  };
  return {
    calibration: windows[0],
    heldOut: windows[1],
    tested: windows[2],
    ...{expectedShare, distance, chance},
    quantiles:
      heldOut.length > 0 ? quantiles(conformalPValues(calibration, heldOut), probabilities) : [],
    levels: levelsOf(rule).map((alpha) => {
      const {threshold: _, ...result} = testConformally({...input, alpha});
      return {alpha, ...result, ...alertsOf(rows, testedScores, result.alerts)};
    })
  };
}

/** Returns the shares of false alerts that are tried, ascending: the usual ones, and that of the *rule*. */
function levelsOf(rule: ThresholdRule): number[] {
  const own = rule.name === "certified" ? [rule.value] : [];
  return [...new Set([...alphas, ...own])].sort((a, b) => a - b);
}

function windowOf(
  rows: readonly CountRow[],
  stretch: number,
  from: number,
  to: number
): CertificateWindow {
  const own = rows.filter((row) => row.stretch === stretch);
  const total = (field: "n" | "attacks") => own.reduce((sum, row) => sum + row[field], 0);
  return {from, to, events: total("n"), attacks: total("attacks")};
}

/** Returns the scores of a stretch, ascending, as the parts that they are in. */
function scoresOf(rows: readonly CountRow[], stretch: number): Float64Array {
  const own = rows.filter((row) => row.stretch === stretch);
  const scores = new Float64Array(own.reduce((sum, {n}) => sum + n, 0));
  let place = 0;
  for (const {part, n} of own) scores.fill(part, place, (place += n));
  return scores;
}

/** Returns the score of the last of *alerts*, and how many of them have a label, by class; nulls and 0 without alerts. */
function alertsOf(
  rows: readonly CountRow[],
  scores: Float64Array,
  alerts: number
): {score: number | null; attacks: number; benign: number} {
  if (alerts === 0) return {score: null, attacks: 0, benign: 0};
  const part = scores[scores.length - alerts];
  const above = rows.filter((row) => row.stretch === 2 && row.part >= part);
  const total = (field: "attacks" | "benign") => above.reduce((sum, row) => sum + row[field], 0);
  return {score: part / parts, attacks: total("attacks"), benign: total("benign")};
}
