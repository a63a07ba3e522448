import {
  anyDomainSql,
  beginBase,
  dayFlowsSql,
  hostsOf,
  pairSteps
} from "../detectors/entity/base.js";
import type {HostQueries} from "../detectors/entity/base.js";
import {usualShare} from "../detectors/entity/flow-scores.js";
import {parseNetwork} from "../detectors/entity/local-network.js";
import type {
  DaySummary,
  EntityDetector,
  EntityWindow,
  FlowWindow,
  ScoreSummary
} from "../detectors/entity/entity-detector.js";
import {readLogTime} from "../evaluation/log-time.js";
import type {LogTime} from "../evaluation/log-time.js";
import {daySteps, dropDay, summariesOf} from "./days.js";
import type {DayEvents} from "./days.js";
import type {QueryRunner} from "./query-runner.js";

const hour = 3_600_000_000;

/** What is summarised. */
export interface SummariseOptions {
  /** The table of events: time, addresses, ports, bytes, state, as published. */
  events: string;

  /** The same day by day, ascending; with scores if there are any. */
  days: readonly DayEvents[];

  /** The end of the training window, in microseconds since the epoch. */
  trainedUntil: number;

  /** The end of a past that *events* begin with; the days between it and the log count for the warm-up. None by default. */
  pastUntil?: number;

  detectors: readonly EntityDetector[];

  /** The table of DNS queries, as published; needed by detectors that read it. */
  dns?: string;

  /** The networks whose addresses are local, as `10.0.0.0/8`; none by default: the sensor says it, or the address is private. */
  localNet?: readonly string[];

  /** Summaries that are made beside those of *detectors*; none by default. */
  beside?: readonly DaySummary[];

  /** The summaries of all days, if they were made before with the same networks; by default they are made. */
  stored?: StoredSummaries;
}

/** Summaries that were made day by day; numbers of hosts are those of their day. */
export interface StoredSummaries {
  /** The table of the hosts of each day: day, id, host, is_domain. */
  hosts: string;

  /** Returns the table of the rows of a summary, with `day` beside its columns; null if no day has any. */
  rows(table: string): string | null;
}

/**
 * Makes the tables that the queries of *detectors* and their like read, one UTC day of events after the other, so that memory is
 * bounded by the largest day and by the summaries. From one day to the next goes nothing; records and first
 * contacts are read from the summaries of all days. Returns the hours that split the log, the time that it covers, and whether some flow is known by a domain, too.
 */
export async function summarise(
  runner: QueryRunner,
  {
    events,
    days,
    trainedUntil,
    pastUntil,
    detectors,
    dns,
    localNet = [],
    beside = [],
    stored
  }: SummariseOptions
): Promise<{window: EntityWindow; time: LogTime; named: boolean}> {
  const hosts = stored ? storedHosts(stored) : hostsOf(events, dns);
  for (const step of beginBase(hosts, localNet.map(parseNetwork))) await runner.run(step);
  const time = await readLogTime(runner, events);
  const flows = await readWindow(runner, {events, time, trainedUntil, pastUntil});
  const window = {...flows, usualScore: await readUsualScore(runner, days, flows)};
  const summaries = summariesOf(detectors, beside);
  const scores = detectors.flatMap(({scoreSummary}) => scoreSummary ?? []);
  await createTables(runner, [...summaries, ...scores], {day: days[0], dns, window});
  if (stored) await readStored(runner, stored, summaries);
  if (stored) await readScores(runner, days, scores, window);
  for (const day of stored ? [] : days) {
    for (const step of daySteps(day, dns)) await runner.run(step);
    for (const {table, sql} of [...summaries, ...scores])
      await runner.run(`INSERT INTO ${table} ${sql(window)}`);
  }
  const named = (await runner.rows(anyDomainSql)).length > 0;
  for (const step of [...pairSteps(named), ...dropDay]) await runner.run(step);
  const [{sources}] = await runner.rows<{sources: number}>(
    `SELECT count(DISTINCT src)::DOUBLE AS sources FROM pair_hours WHERE src_local AND h < ${window.test}`
  );
  return {window: {...window, localSources: Number(sources)}, time, named};
}

/** Creates the tables of *summaries*, empty, from no event of *day*. */
async function createTables(
  runner: QueryRunner,
  summaries: readonly ScoreSummary[],
  {day, dns, window}: {day: DayEvents; dns: string | undefined; window: FlowWindow}
): Promise<void> {
  const none = (table: string) => `(SELECT * FROM ${table} LIMIT 0)`;
  const {from, events, scored} = day;
  const empty = {from, events: none(events), ...(scored && {scored: none(scored)})};
  for (const step of daySteps(empty, dns)) await runner.run(step);
  for (const {table, sql} of summaries)
    await runner.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${sql(window)}`);
  for (const step of dropDay) await runner.run(step);
}

/** How many days of scores are read by one statement: what it costs to plan is paid once. */
const daysAtOnce = 31;

/** Fills the tables of *scores* from *days*, some at a time: rows of hours, so that no group holds two days. */
async function readScores(
  runner: QueryRunner,
  days: readonly DayEvents[],
  scores: readonly ScoreSummary[],
  window: FlowWindow
): Promise<void> {
  const scored = days.flatMap(({scored}) => scored ?? []);
  for (let i = 0; scores.length > 0 && i < scored.length; i += daysAtOnce) {
    const some = scored.slice(i, i + daysAtOnce).map((table) => `SELECT * FROM ${table}`);
    await runner.run(
      `CREATE OR REPLACE TEMP VIEW day_flows AS ${dayFlowsSql(`(${some.join(" UNION ALL ")})`, true)}`
    );
    for (const {table, sql} of scores) await runner.run(`INSERT INTO ${table} ${sql(window)}`);
    await runner.run("DROP VIEW day_flows");
  }
}

function storedHosts({hosts}: StoredSummaries): HostQueries {
  return {
    addresses: `SELECT host FROM ${hosts} WHERE NOT is_domain`,
    domains: `SELECT host FROM ${hosts} WHERE is_domain`
  };
}

/**
 * Fills the tables of *summaries* with what is stored; the hosts of a day get the numbers of `entity_hosts`. Those of all days are
 * numbered through: a join by one number without gaps is a look-up, and takes a tenth of one by day and number.
 */
async function readStored(
  runner: QueryRunner,
  stored: StoredSummaries,
  summaries: readonly DaySummary[]
): Promise<void> {
  await runner.run(
    `CREATE OR REPLACE TEMP TABLE day_hosts AS
    SELECT h.day, h.through - h.id AS start, h.through, e.id
    FROM (SELECT day, id, host, CAST(row_number() OVER (ORDER BY day, id) AS INTEGER) AS through FROM ${stored.hosts}) h
    JOIN entity_hosts e USING (host)`
  );
  for (const {table, hosts} of summaries) {
    const rows = stored.rows(table);
    if (rows === null) continue;
    const joins = hosts.map(
      (column) => `JOIN day_hosts AS of_${column} ON of_${column}.through = s.start + s.${column}`
    );
    await runner.run(
      `INSERT INTO ${table} SELECT s.* EXCLUDE (day, start) REPLACE (${hosts.map((column) => `of_${column}.id AS ${column}`).join(", ")})
      FROM (FROM ${rows} JOIN (SELECT DISTINCT day, start FROM day_hosts) USING (day)) AS s ${joins.join(" ")}`
    );
  }
  await runner.run("DROP TABLE day_hosts");
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
  days: readonly DayEvents[],
  {test}: Pick<FlowWindow, "test">
): Promise<number | null> {
  const scores = days
    .filter(({from}) => from < test * hour)
    .flatMap(({scored}) => (scored ? `SELECT score, time FROM ${scored}` : []));
  if (scores.length === 0) return null;
  const [{q}] = await runner.rows<{q: number | null}>(
    `SELECT quantile_disc(score, ${usualShare}) AS q FROM (${scores.join(" UNION ALL ")}) WHERE time < make_timestamp(${test * hour})`
  );
  return q;
}
