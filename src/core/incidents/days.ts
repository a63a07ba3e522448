import {dayFlowsSql, pairSummary} from "../detectors/entity/base.js";
import {dayDnsSql} from "../detectors/entity/day-dns.js";
import type {DaySummary, EntityDetector} from "../detectors/entity/entity-detector.js";
import {dayMicros} from "../readers/day-counts.js";
import type {QueryRunner} from "./query-runner.js";

/** The events of one UTC day. */
export interface DayEvents {
  /** The first microsecond of the day since the epoch. */
  from: number;
  rows: number;

  /** The table of its events. */
  events: string;

  /** The same with the column `score`; absent without scores. */
  scored?: string;

  /** The table of `event_id` and `score` alone; absent without scores. */
  scores?: string;
}

/** Returns the UTC days of the table *events*, ascending; with scores if it is *scored*. */
export async function readDays(
  runner: QueryRunner,
  events: string,
  scored?: string
): Promise<DayEvents[]> {
  const rows = await runner.rows<{day: number; n: number}>(
    `SELECT (epoch_us(time) // ${dayMicros})::DOUBLE AS day, count(*)::DOUBLE AS n FROM ${events} GROUP BY day ORDER BY day`
  );
  return rows.map(({day, n}) => ({
    from: day * dayMicros,
    rows: n,
    events: dayOf(events, day * dayMicros),
    ...(scored && {
      scored: dayOf(scored, day * dayMicros),
      scores: dayOf(scored, day * dayMicros)
    })
  }));
}

/** Returns the SQL of *events* on the UTC day that begins at *from*, in microseconds since the epoch. */
function dayOf(events: string, from: number): string {
  return `(SELECT * FROM ${events} WHERE time >= make_timestamp(${from}) AND time < make_timestamp(${from + dayMicros}))`;
}

/** Returns the summaries of a day that *detectors* need, and those *beside* them, each once. */
export function summariesOf(
  detectors: readonly EntityDetector[],
  beside: readonly DaySummary[] = []
): DaySummary[] {
  return [...new Set([pairSummary, ...detectors.flatMap(({summary}) => summary ?? []), ...beside])];
}

/** Returns the statements that make `day_flows` and, with *dns*, `day_dns` of a day. */
export function daySteps(
  {from, events, scored}: Pick<DayEvents, "from" | "events" | "scored">,
  dns: string | undefined
): string[] {
  const flows = dayFlowsSql(scored ?? events, scored !== undefined);
  const steps = [`CREATE OR REPLACE TEMP TABLE day_flows AS ${flows}`];
  if (dns)
    steps.push(`CREATE OR REPLACE TEMP TABLE day_dns AS ${dayDnsSql(dns, from, from + dayMicros)}`);
  return steps;
}

/** Removes what `daySteps` makes. */
export const dropDay = ["DROP TABLE IF EXISTS day_flows", "DROP TABLE IF EXISTS day_dns"];
