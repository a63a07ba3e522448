import {failedSql} from "../../features/list.js";
import type {HostPeriod, VolumeBin} from "../../schema/log-profile.js";
import type {Tables} from "../tables.js";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** The lengths of a stretch, in milliseconds. */
const steps = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, day, 7 * day, 28 * day];

/** The stretches that are published at most. */
const maxStretches = 200;

/** What a sum of bytes is: exact, and 0 where nothing was measured. */
export const bytesSql = (column: string) => `CAST(coalesce(sum(${column}), 0) AS DOUBLE)`;

/** Returns the number of rows as what JavaScript reads, of those that *condition* is true of. */
export const countSql = (condition?: string) =>
  `CAST(count(*)${condition ? ` FILTER (${condition})` : ""} AS DOUBLE)`;

/** Returns the shortest stretch, of at least *from* milliseconds, of which a log has at most 200. */
export function stretchOf(first: number, last: number, from = minute): number {
  const count = (step: number) => Math.floor(last / step) - Math.floor(first / step) + 1;
  const fits = steps.find((step) => step >= from && count(step) <= maxStretches);
  if (fits !== undefined) return fits;
  let step = steps.at(-1)!;
  while (count(step) > maxStretches) step *= 2;
  return step;
}

const binSql = (step: number, time = "time") => `epoch_us(${time}) // ${step * 1000}`;
const timeSql = (step: number, bin = "bin") => `CAST(${bin} * ${step} AS DOUBLE)`;

/** Returns the events of each stretch of *step* milliseconds that has any, in the order of time. */
export function volumeBins(tables: Tables, step: number): Promise<VolumeBin[]> {
  return tables.rows<VolumeBin>(
    `SELECT ${timeSql(step, binSql(step))} AS time, ${countSql()} AS events, ${countSql(failedSql)} AS failed,
      ${bytesSql("orig_bytes")} AS "bytesOut", ${bytesSql("resp_bytes")} AS "bytesIn", ${countSql("attack = 1")} AS attacks
    FROM published.events GROUP BY 1 ORDER BY 1`
  );
}

/** Returns the stretch in which hosts are counted: days if the log has two or more, else hours. */
export function hostStretch(first: number, last: number): number {
  return stretchOf(first, last, Math.floor(last / day) > Math.floor(first / day) ? day : hour);
}

/** Returns how many hosts each stretch of *step* milliseconds has, and how many of them are new, in the order of time. */
export async function hostPeriods(tables: Tables, step: number): Promise<HostPeriod[]> {
  const of = async (column: "src" | "dst") =>
    tables.rows<{time: number; hosts: number; fresh: number}>(
      `WITH seen AS (SELECT DISTINCT ${binSql(step)} AS bin, ${column} AS host FROM published.events),
        begun AS (SELECT host, min(bin) AS bin FROM seen GROUP BY host)
      SELECT ${timeSql(step)} AS time, ${countSql()} AS hosts, any_value(fresh) AS fresh
      FROM seen LEFT JOIN (SELECT bin, ${countSql()} AS fresh FROM begun GROUP BY bin) USING (bin)
      GROUP BY bin ORDER BY bin`
    );
  const [sources, destinations] = [await of("src"), await of("dst")];
  return sources.map(({time, hosts, fresh}, i) => ({
    time,
    sources: hosts,
    newSources: fresh ?? 0,
    destinations: destinations[i].hosts,
    newDestinations: destinations[i].fresh ?? 0
  }));
}
