import {readLogTime} from "../../evaluation/log-time.js";
import type {StudyWindow} from "../../schema/study.js";
import type {Tables} from "../tables.js";

/** The share of what follows the training window that is set apart for calibration, as on the page Threshold. */
const calibrationShare = 0.25;

/** The most periods that a test window is divided into. */
const maxPeriods = 12;

const dayMillis = 86_400_000;

/** The windows of a study, and the share of events that a budget allows to be alerts. */
export interface StudyPlan {
  /** Null if the models were trained on other events than those of the log. */
  training: StudyWindow | null;
  calibration: StudyWindow;
  test: StudyWindow;
  alertShare: number;
}

/**
 * Returns the windows of a study over `published.events`, where *until* is the end of the training window in microseconds since the
 * epoch, and 0 if that is elsewhere. The first quarter of the time that follows is for calibration, the rest for the test.
 */
export async function planStudy(
  tables: Tables,
  {until, budgetPerDay}: {until: number; budgetPerDay: number}
): Promise<StudyPlan> {
  const time = await readLogTime(tables, "published.events");
  const begin = Math.max(until, time.first);
  const end = time.last + 1;
  const testFrom = Math.max(begin, Math.floor(begin + (end - begin) * calibrationShare));
  const isElsewhere = until <= time.first;
  const training = isElsewhere ? null : await readWindow(tables, time.first, until);
  const calibration = await readWindow(tables, begin, testFrom);
  const test = await readWindow(tables, testFrom, end);
  const events = (training?.events ?? 0) + calibration.events + test.events;
  const days = Math.max(1, time.days(time.first, time.last));
  return {training, calibration, test, alertShare: Math.min(1, (budgetPerDay * days) / events)};
}

/** Returns the window [from, to), in microseconds since the epoch, and what `published.events` has of it. */
async function readWindow(tables: Tables, from: number, to: number): Promise<StudyWindow> {
  const [counts] = await tables.rows<Pick<StudyWindow, "events" | "labelled" | "attacks">>(
    `SELECT CAST(count(*) AS DOUBLE) AS events, CAST(count(attack) AS DOUBLE) AS labelled,
      CAST(count(*) FILTER (attack = 1) AS DOUBLE) AS attacks
    FROM published.events WHERE time >= make_timestamp(CAST(? AS BIGINT)) AND time < make_timestamp(CAST(? AS BIGINT))`,
    [from, to]
  );
  return {from: from / 1000, to: to / 1000, ...counts};
}

/** Returns where the periods of a test window begin, in milliseconds since the epoch: its UTC days if these are 2 to 12, or else 12 equal stretches. */
export function periodStarts({from, to}: Pick<StudyWindow, "from" | "to">): number[] {
  const first = Math.floor(from / dayMillis);
  const days = Math.ceil(to / dayMillis) - first;
  if (days >= 2 && days <= maxPeriods)
    return Array.from({length: days}, (_, i) => Math.max(from, (first + i) * dayMillis));
  return Array.from({length: maxPeriods}, (_, i) => from + ((to - from) * i) / maxPeriods);
}
