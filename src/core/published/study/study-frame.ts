import {clusterLabels} from "../../evaluation/cluster-units.js";
import {labelCodes} from "../../evaluation/ranking.js";
import type {Study, StudyWindow} from "../../schema/study.js";
import {drawSql} from "../comparison.js";
import type {Tables} from "../tables.js";
import {periodStarts} from "./study-plan.js";
import type {StudyPlan} from "./study-plan.js";

/** The events that all methods of a study are measured on, in the order of their ids. */
export interface StudyFrame {
  /** The label of each event: `labelCodes`. */
  labels: Uint8Array;

  /** The hour of a source host that each event is in, from 0 to below `hourCount`. */
  hours: Uint32Array;
  hourCount: number;

  /** The period that each event is in, from 0 to below `periodCount`. */
  periods: Uint8Array;
  periodCount: number;

  /** The attack of each event: its place among `attackNames`, and as many as these of any other event. */
  attacks: Uint8Array;
  attackNames: readonly string[];

  /** How many units are the most anomalous ones. */
  budget: Study["budget"];

  /** At which numbers of labelled units precision is given. */
  ks: readonly number[];

  /** How many bootstrap samples there are, and the seed that they are drawn with. */
  samples: number;
  seed: number;
}

/** What a frame says of its events. */
export type FrameFacts = Pick<Study, "events" | "of" | "hours" | "baseRate" | "periods"> & {
  attacks: Omit<Study["attacks"][number], "isSeen">[];
};

/** The most attacks that are told apart: the most frequent ones. */
const maxAttacks = 40;

/** The longest name of an attack, in UTF-16 units; names come from logs. */
export const maxName = 200;

const ks = [10, 50, 100, 500, 1000];

/** How many bootstrap samples the intervals of a study are of. */
const bootstrapSamples = 500;

interface FrameRow {
  time: number;
  label: number;
  hour: number;
  attack: string | null;
}

/**
 * Draws the events of a study from its test window, and returns them with what is said of them; *seed* is that of the bootstrap
 * samples.
 */
export async function readFrame(
  tables: Tables,
  {test, alertShare}: StudyPlan,
  seed: number
): Promise<{frame: StudyFrame; facts: FrameFacts}> {
  const rows = await tables.rows<FrameRow>(
    `SELECT CAST(epoch_us(time) AS DOUBLE) AS time, CAST(coalesce(attack, ${labelCodes.unlabelled}) AS INTEGER) AS label,
      CAST(dense_rank() OVER (ORDER BY src, epoch_us(time) // 3600000000) - 1 AS INTEGER) AS hour,
      CASE WHEN attack = 1 THEN left(coalesce(detailed_label, label), ${maxName}) END AS attack
    FROM published.events JOIN (${drawSql}) USING (event_id) ORDER BY event_id`,
    [false, Math.round(test.from * 1000)]
  );
  const labels = Uint8Array.from(rows, ({label}) => label);
  const hours = Uint32Array.from(rows, ({hour}) => hour);
  const hourCount = hours.reduce((count, hour) => Math.max(count, hour + 1), 0);
  const starts = periodStarts(test);
  const periods = Uint8Array.from(rows, ({time}) => periodOf(starts, time / 1000));
  const attacks = countAttacks(rows);
  const places = new Map(attacks.map(({attack}, i) => [attack, i]));
  const labelled = labels.filter((label) => label !== labelCodes.unlabelled).length;
  const frame: StudyFrame = {
    labels,
    hours,
    hourCount,
    periods,
    periodCount: starts.length,
    attacks: Uint8Array.from(rows, ({attack}) => places.get(attack ?? "") ?? attacks.length),
    attackNames: attacks.map(({attack}) => attack),
    budget: {event: budgetOf(rows.length, alertShare), hour: budgetOf(hourCount, alertShare)},
    ks: ks.filter((k) => k <= labelled),
    samples: bootstrapSamples,
    seed
  };
  const facts = {
    events: rows.length,
    of: test.events,
    hours: hourCount,
    baseRate: baseRates(frame),
    periods: windowsOf(frame, starts, test.to),
    attacks
  };
  return {frame, facts};
}

function budgetOf(units: number, share: number): number {
  return Math.min(units, Math.max(1, Math.round(share * units)));
}

/** Returns the period of *time*, given where each begins. */
function periodOf(starts: readonly number[], time: number): number {
  let period = 0;
  while (period + 1 < starts.length && time >= starts[period + 1]) ++period;
  return period;
}

function countAttacks(rows: readonly FrameRow[]): FrameFacts["attacks"] {
  const counts = new Map<string, number>();
  for (const {attack} of rows)
    if (attack !== null) counts.set(attack, (counts.get(attack) ?? 0) + 1);
  return [...counts]
    .map(([attack, events]) => ({attack, events}))
    .sort((a, b) => b.events - a.events || (a.attack < b.attack ? -1 : 1))
    .slice(0, maxAttacks);
}

/** Returns the attacks as a share of the labelled events, and of the labelled hours; null without labels. */
function baseRates({labels, hours, hourCount}: StudyFrame): Study["baseRate"] {
  const rate = (units: Uint8Array) => {
    const labelled = units.filter((label) => label !== labelCodes.unlabelled);
    const attacks = labelled.filter((label) => label === labelCodes.attack);
    return labelled.length > 0 ? attacks.length / labelled.length : null;
  };
  return {event: rate(labels), hour: rate(clusterLabels(labels, hours, hourCount))};
}

/** Returns the periods with the events of the frame that are in each. */
function windowsOf(
  {labels, periods}: StudyFrame,
  starts: readonly number[],
  end: number
): StudyWindow[] {
  const windows = starts.map((from, i) => ({
    ...{from, to: starts[i + 1] ?? end},
    ...{events: 0, labelled: 0, attacks: 0}
  }));
  labels.forEach((label, i) => {
    const window = windows[periods[i]];
    ++window.events;
    if (label !== labelCodes.unlabelled) ++window.labelled;
    if (label === labelCodes.attack) ++window.attacks;
  });
  return windows;
}
