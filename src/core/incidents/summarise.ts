import {
  anyDomainSql,
  beginBase,
  dayFlowsSql,
  pairSteps,
  pairSummary
} from "../detectors/entity/base.js";
import {dayDnsSql} from "../detectors/entity/day-dns.js";
import {usualShare} from "../detectors/entity/flow-scores.js";
import {parseNetwork} from "../detectors/entity/local-network.js";
import type {
  DaySummary,
  EntityDetector,
  EntityWindow,
  FlowWindow
} from "../detectors/entity/entity-detector.js";
import {readLogTime} from "../evaluation/log-time.js";
import type {LogTime} from "../evaluation/log-time.js";
import type {QueryRunner} from "./query-runner.js";

const hour = 3_600_000_000;
const day = 24 * hour;

/** What is summarised. */
export interface SummariseOptions {
  /** The table of events: time, addresses, ports, bytes, state, as published. */
  events: string;

  /** The end of the training window, in microseconds since the epoch. */
  trainedUntil: number;

  /** The end of a past that *events* begin with; the days between it and the log count for the warm-up. None by default. */
  pastUntil?: number;

  detectors: readonly EntityDetector[];

  /** The same events with the column `score`; none by default. */
  scored?: string;

  /** The table of DNS queries, as published; needed by detectors that read it. */
  dns?: string;

  /** The networks whose addresses are local, as `10.0.0.0/8`; none by default: the sensor says it, or the address is private. */
  localNet?: readonly string[];

  /** Summaries that are made beside those of *detectors*; none by default. */
  beside?: readonly DaySummary[];
}

/**
 * Makes the tables that the queries of *detectors* and their like read, one UTC day of events after the other, so that memory is
 * bounded by the largest day and by the summaries. From one day to the next goes nothing; records and first
 * contacts are read from the summaries of all days. Returns the hours that split the log, the time that it covers, and whether some flow is known by a domain, too; then
 * `pair_summary` is kept.
 */
export async function summarise(
  runner: QueryRunner,
  {
    events,
    scored,
    trainedUntil,
    pastUntil,
    detectors,
    dns,
    localNet = [],
    beside = []
  }: SummariseOptions
): Promise<{window: EntityWindow; time: LogTime; named: boolean}> {
  for (const step of beginBase(events, localNet.map(parseNetwork), dns)) await runner.run(step);
  const time = await readLogTime(runner, events);
  const flows = await readWindow(runner, {events, time, trainedUntil, pastUntil});
  const window = {
    ...flows,
    usualScore: scored ? await readUsualScore(runner, scored, flows) : null
  };
  const summaries = new Set([
    pairSummary,
    ...detectors.flatMap(({summary}) => summary ?? []),
    ...beside
  ]);
  let made = false;
  for (const from of await daysOf(runner, events)) {
    await runner.run(dayFlowsSql(dayOf(scored ?? events, from), scored !== undefined));
    if (dns) await runner.run(dayDnsSql(dns, from));
    for (const summary of summaries) await runner.run(summarySql(summary, window, made));
    made = true;
  }
  const named = (await runner.rows(anyDomainSql)).length > 0;
  for (const step of pairSteps(named)) await runner.run(step);
  await runner.run("DROP TABLE day_flows");
  await runner.run("DROP TABLE IF EXISTS day_dns");
  if (!named) await runner.run(`DROP TABLE ${pairSummary.table}`);
  const [{sources}] = await runner.rows<{sources: number}>(
    `SELECT count(DISTINCT src)::DOUBLE AS sources FROM pair_hours WHERE src_local AND h < ${window.test}`
  );
  return {window: {...window, localSources: Number(sources)}, time, named};
}

/** Returns the first microseconds of the UTC days with events, ascending. */
export async function daysOf(runner: QueryRunner, events: string): Promise<number[]> {
  const rows = await runner.rows<{day: number}>(
    `SELECT DISTINCT (epoch_us(time) // ${day})::DOUBLE AS day FROM ${events} ORDER BY day`
  );
  return rows.map((row) => row.day * day);
}

/** Returns the SQL of *events* on the UTC day that begins at *from*, in microseconds since the epoch. */
export function dayOf(events: string, from: number): string {
  return `(SELECT * FROM ${events} WHERE time >= make_timestamp(${from}) AND time < make_timestamp(${from + day}))`;
}

function summarySql({table, sql}: DaySummary, window: FlowWindow, made: boolean): string {
  return made
    ? `INSERT INTO ${table} ${sql(window)}`
    : `CREATE OR REPLACE TEMP TABLE ${table} AS ${sql(window)}`;
}

async function readWindow(
  runner: QueryRunner,
  {
    events,
    time,
    trainedUntil,
    pastUntil = trainedUntil
  }: Pick<SummariseOptions, "events" | "trainedUntil" | "pastUntil"> & {time: LogTime}
): Promise<Omit<FlowWindow, "usualScore">> {
  const first = Math.floor(time.first / hour);
  const test = Math.min(Math.floor(trainedUntil / hour), Math.floor(time.last / hour) + 1);
  const training = trainedUntil - time.first - time.idle(time.first, pastUntil);
  const warmHours = Math.max(1, Math.min(24, Math.floor(training / hour / 4)));
  const [{q}] = await runner.rows<{q: number | null}>(
    `SELECT quantile_cont(orig_bytes / greatest(coalesce(orig_pkts, 0), 1), 0.95) AS q FROM ${events}
    WHERE dst_port = 53 AND time < make_timestamp(${test * hour}) AND orig_bytes > 0`
  );
  return {
    first,
    last: Math.floor(time.last / hour),
    warm: Math.floor(time.after(first * hour, warmHours * hour) / hour),
    test,
    newFor: Math.min(24, warmHours),
    dnsQueryBytes: q === null ? 60 : Number(q)
  };
}

/** Returns the score that all but the highest of the training window do not exceed; null without scores there. */
async function readUsualScore(
  runner: QueryRunner,
  scored: string,
  {test}: Pick<FlowWindow, "test">
): Promise<number | null> {
  const [{q}] = await runner.rows<{q: number | null}>(
    `SELECT quantile_disc(score, ${usualShare}) AS q FROM ${scored} WHERE time < make_timestamp(${test * hour})`
  );
  return q;
}
