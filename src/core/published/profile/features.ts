import {rankCorrelation, ranks} from "../../evaluation/agreement.js";
import {quantiles} from "../../evaluation/summary.js";
import {driftOfValues, driftVerdict} from "../../evaluation/window-drift.js";
import {modelFeatures} from "../../features/list.js";
import type {NamedDrift} from "../../schema/drift.js";
import type {LogProfile, ProfileWindow} from "../../schema/log-profile.js";
import {drawOrder} from "../event-draw.js";
import type {Tables} from "../tables.js";

/** The events that are drawn of each window. */
const drawn = 4000;

/** The bins of equal width of a feature. */
const bins = 24;

/** Where the values of a feature are read. */
const probabilities = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

const names = modelFeatures.map(({name}) => name);
const windows = ["training", "test"] as const;

/** The values of the drawn events by window, and in each by feature. */
type Drawn = Record<ProfileWindow, Float64Array[]>;

/** What a profile says of features, and how many events were drawn of each window. */
export type FeatureProfile = Pick<
  LogProfile,
  "probabilities" | "features" | "featureValues" | "drift" | "correlation"
> & {drawn: Record<ProfileWindow, number>};

/** Returns how the features are distributed before and after *until*, in microseconds since the epoch. */
export async function featureProfile(tables: Tables, until: number): Promise<FeatureProfile> {
  const sample: Drawn = {
    training: await draw(tables, until, "<"),
    test: await draw(tables, until, ">=")
  };
  const rows = {training: sample.training[0].length, test: sample.test[0].length};
  const ranges = await rangesOf(tables);
  const counts = await countsOf(tables, ranges, until);
  const own = rows.training > 0 ? "training" : "test";
  return {
    probabilities,
    features: names.map((feature, j) => ({feature, ...ranges[j]})),
    featureValues: names.flatMap((feature, j) =>
      windows
        .filter((window) => rows[window] > 0)
        .map((window) => ({
          feature,
          window,
          quantiles: quantiles(sample[window][j], probabilities),
          counts: counts[window][j]
        }))
    ),
    drift: rows.training && rows.test ? driftOf(sample) : null,
    correlation: {window: own, events: rows[own], rho: correlations(sample[own])},
    drawn: rows
  };
}

async function draw(tables: Tables, until: number, side: "<" | ">="): Promise<Float64Array[]> {
  const rows = await tables.rows<{row: number[]}>(
    `SELECT [${names.join(", ")}] AS row FROM published.events WHERE rank IN (
      SELECT rank FROM published.events WHERE time ${side} make_timestamp(CAST(? AS BIGINT)) ORDER BY ${drawOrder} LIMIT ${drawn}
    ) ORDER BY rank`,
    [until]
  );
  return names.map((_, j) => Float64Array.from(rows, ({row}) => row[j]));
}

async function rangesOf(tables: Tables): Promise<{from: number; until: number}[]> {
  const ends = names.map((name, j) => `min(${name}) AS "from${j}", max(${name}) AS "until${j}"`);
  const [row] = await tables.rows<{[name: string]: number | null}>(
    `SELECT ${ends.join(", ")} FROM published.events`
  );
  return names.map((_, j) => ({from: row[`from${j}`] ?? 0, until: row[`until${j}`] ?? 0}));
}

/** Returns how many events of each window lie in each bin of equal width, by feature. */
async function countsOf(
  tables: Tables,
  ranges: {from: number; until: number}[],
  until: number
): Promise<Record<ProfileWindow, number[][]>> {
  const counts = names.map((name, j) => {
    const {from, until: end} = ranges[j];
    const place = `floor((CAST(${name} AS DOUBLE) - CAST('${from}' AS DOUBLE)) / CAST('${end - from}' AS DOUBLE) * ${bins})`; // prettier-ignore
    const bin = end > from ? `CAST(least(${bins - 1}, greatest(0, ${place})) AS INTEGER)` : "0";
    return `SELECT ${j} AS feature, ${bin} AS bin, time < make_timestamp(CAST('${until}' AS BIGINT)) AS early, CAST(count(*) AS DOUBLE) AS events
      FROM published.events WHERE ${name} IS NOT NULL GROUP BY ALL`;
  });
  const rows = await tables.rows<{feature: number; bin: number; early: boolean; events: number}>(
    counts.join(" UNION ALL ")
  );
  const empty = () => names.map(() => new Array<number>(bins).fill(0));
  const found = {training: empty(), test: empty()};
  for (const {feature, bin, early, events} of rows) {
    found[early ? "training" : "test"][feature][bin] = events;
  }
  return found;
}

function driftOf({training, test}: Drawn): NamedDrift[] {
  const drifts = names.map((name, j) => {
    const drift = driftOfValues(training[j].slice().sort(), test[j].slice().sort());
    return {name, ...drift, verdict: driftVerdict(drift, test[j].length)};
  });
  return drifts.sort((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1));
}

function correlations(columns: readonly Float64Array[]): (number | null)[][] {
  const ranked = columns.map((column) => ranks(column));
  const rho = columns.map(() => new Array<number | null>(columns.length).fill(null));
  for (let i = 0; i < columns.length; ++i) {
    for (let j = i; j < columns.length; ++j) {
      const found = rankCorrelation(ranked[i], ranked[j]);
      rho[i][j] = rho[j][i] = Number.isNaN(found) ? null : found;
    }
  }
  return rho;
}
