import {truncateToDistinguish} from "../../evaluation/decimals.js";
import {histogram} from "../../evaluation/histogram.js";
import type {Days, SeedCurves, Tail, ThresholdPage} from "../../schema/threshold.js";
import type {Tables} from "../tables.js";
import {incidentLabels} from "../incident-labels.js";
import {certificateOf} from "./certificate.js";
import {provenanceOf} from "../provenance.js";
import type {Findings} from "../findings.js";

/** The width of a bin of the histogram. */
const step = 0.0025;

/** How many of the most anomalous events are published: some for any threshold, and the file stays small. */
const tailRows = 5_000;

/** How much of a text is published, in characters. */
const maxTextLength = 80;

/** The most stretches that the log is counted in. */
const maxStretches = 400;

const day = 86_400_000;

/** Returns what any line would catch. */
export async function thresholdPage(
  tables: Tables,
  findings: Findings,
  curves: SeedCurves | null
): Promise<ThresholdPage> {
  const {chain, scores, metrics} = findings;
  const [all, test] = metrics;
  return {
    provenance: provenanceOf(chain, findings.key, findings.parameters),
    events: scores.score.length,
    first: findings.first,
    last: findings.last,
    days: findings.days,
    budgetPerDay: findings.budgetPerDay,
    threshold: findings.threshold,
    alerts: findings.alerts,
    rule: findings.parameters.threshold,
    trainedUntil: Math.max(findings.first, findings.until / 1000),
    histogram: histogram(scores.score, {step, bins: 1 / step}),
    daily: await daysOf(tables, findings),
    tail: await tailOf(tables, findings),
    incidentLabels: await incidentLabels(tables, findings.until),
    labelled: all.labelled,
    attacks: all.attacks,
    curves,
    metrics: [all, test],
    seenAttacks: await seenAttacks(tables, findings.until),
    certificate: await certificateOf(tables, {...findings, events: scores.score.length})
  };
}

async function daysOf(tables: Tables, {first, last}: Findings): Promise<Days> {
  const start = Math.floor(first / day);
  const days = Math.floor(last / day) - start + 1;
  const step = Math.ceil(days / maxStretches);
  const counts = new Array<number>(Math.ceil(days / step)).fill(0);
  const rows = await tables.rows<{stretch: number; n: number}>(
    `SELECT floor((epoch_us(time) / 1000 - ?) / ?) AS stretch, CAST(count(*) AS DOUBLE) AS n
    FROM published.events GROUP BY stretch`,
    [start * day, step * day]
  );
  for (const {stretch, n} of rows) counts[stretch] = n;
  return {start: start * day, step, counts};
}

interface TailRow {
  event: number;
  file: number;
  line: number;
  second: number;
  src: string;
  dst: string;
  service: string | null;
  label: string | null;
  port: number | null;
  bytes: number | null;
  attack: number | null;
}

async function tailOf(tables: Tables, {scores, first}: Findings): Promise<Tail> {
  const text = (column: string) =>
    `left(${column}, ${maxTextLength}) AS ${column.split(".").pop()}`;
  const rows = await tables.rows<TailRow>(
    `SELECT CAST(event_id AS DOUBLE) AS event, CAST(file AS DOUBLE) AS file, CAST(line AS DOUBLE) AS line, floor((epoch_us(time) / 1000 - ?) / 1000) AS second,
      ${["src", "dst", "service", "label"].map(text).join(", ")}, CAST(dst_port AS DOUBLE) AS port,
      coalesce(CAST(orig_bytes AS DOUBLE) + CAST(resp_bytes AS DOUBLE), orig_bytes, resp_bytes) AS bytes, CAST(attack AS DOUBLE) AS attack
    FROM published.events WHERE rank <= ? ORDER BY rank`,
    [first, tailRows]
  );
  const files = await tables.rows<{sha256: string}>(
    "SELECT sha256 FROM published.files ORDER BY file"
  );
  const places = new Map<string, number>();
  const place = (value: string | null) => {
    if (value === null) return -1;
    const known = places.get(value) ?? places.size;
    places.set(value, known);
    return known;
  };
  const column = (read: (row: TailRow) => number) => rows.map(read);
  return {
    ...tailScores(scores.score, rows.length),
    event: column(({event}) => event),
    file: column(({file}) => file),
    line: column(({line}) => line),
    files: files.map(({sha256}) => sha256),
    second: column(({second}) => second),
    src: column(({src}) => place(src)),
    dst: column(({dst}) => place(dst)),
    service: column(({service}) => place(service)),
    label: column(({label}) => place(label)),
    port: column(({port}) => port ?? -1),
    bytes: column(({bytes}) => bytes ?? -1),
    attack: column(({attack}) => attack ?? -1),
    texts: [...places.keys()]
  };
}

/** Returns the first *n* of *scores*, descending, as they are published. */
export function tailScores(
  scores: Float64Array,
  n: number
): Pick<Tail, "decimals" | "score" | "complete"> {
  // One more, so that the last is distinguished from the one that follows.
  const {decimals, truncated} = truncateToDistinguish(scores.subarray(0, n + 1));
  return {decimals, score: truncated.slice(0, n), complete: completeGroups(scores, n)};
}

/** Returns how many of the first *n* scores, descending, belong to groups of equal ones that end there. */
function completeGroups(scores: Float64Array, n: number): number {
  let end = n;
  while (end > 0 && end < scores.length && scores[end] === scores[end - 1]) --end;
  return end;
}

/** Returns the kinds of attacks that the training window holds too; at most 200. */
async function seenAttacks(tables: Tables, until: number): Promise<string[]> {
  const rows = await tables.rows<{attack: string}>(
    `SELECT DISTINCT coalesce(detailed_label, label) AS attack FROM published.events
    WHERE attack = 1 AND time < make_timestamp(CAST(? AS BIGINT)) ORDER BY attack LIMIT 200`,
    [until]
  );
  return rows.map(({attack}) => attack);
}
