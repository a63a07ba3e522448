import {rowsNeeded} from "../evaluation/conformal.js";
import type {CalibrationRows} from "../evaluation/window-warnings.js";
import type {Tables} from "./tables.js";

/** The shares of false alerts that are tried, ascending. */
export const alphas = [0.05, 0.1, 0.2] as const;

/** A log: its first and last event, in milliseconds since the epoch, and where its test window begins, in microseconds. */
interface LogWindow {
  first: number;
  last: number;
  until: number;
}

/** The budget of a log, and its events. */
interface LogBudget {
  budgetPerDay: number;
  days: number;
  events: number;
}

/**
 * Returns the stretches of the test window, in milliseconds since the epoch: its first quarter calibrates, up to *checked*; its second is
 * held against that, up to *tested*; the rest is tested. Null if the test window has no time.
 */
export function calibrationWindow({
  first,
  last,
  until
}: LogWindow): {from: number; checked: number; tested: number} | null {
  const from = Math.max(until / 1000, first);
  if (!(last > from)) return null;
  const at = (share: number) => Math.floor(from + (last - from) * share);
  return {from, checked: at(0.25), tested: at(0.5)};
}

/** Returns the share of events that the budget allows to be alerts, in (0, 1]. */
export function expectedAlerts({budgetPerDay, days, events}: LogBudget): number {
  return Math.min(1, Math.max(1, budgetPerDay * days) / events);
}

/** Returns how many events the calibration window has, and how many the least strict certificate needs; null if there is no such window. */
export async function calibrationRows(
  tables: Tables,
  log: LogWindow & LogBudget
): Promise<CalibrationRows | null> {
  const window = calibrationWindow(log);
  if (!window) return null;
  const [{rows}] = await tables.rows<{rows: number}>(
    `SELECT CAST(count(*) AS DOUBLE) AS rows FROM published.events
    WHERE epoch_us(time) / 1000 >= ? AND epoch_us(time) / 1000 < ?`,
    [window.from, window.checked]
  );
  const alpha = alphas[alphas.length - 1];
  return {rows, needed: rowsNeeded(expectedAlerts(log), alpha), alpha};
}
