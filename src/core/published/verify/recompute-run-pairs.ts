import type {PairAlert, PairAlerts, RunComparison, RunPairsPage} from "../../schema/run-pairs.js";
import type {PartlyComputed} from "./recompute-findings.js";
import type {Tables} from "../tables.js";
import type {Findings} from "../findings.js";

/** A condition that numbers of a comparison must meet among themselves. */
export interface PairCondition {
  what: string;
  expected: string;
  found: string;
}

/** How many alerts that came or went a comparison lists. */
const listed = 50;

/** How much of a text is published, in characters. */
const maxTextLength = 80;

/**
 * Returns what run-pairs.json must say of the run that is shown, *run*, from its own tables: the events of the
 * runs that it is held against are not published, so that their side is skipped.
 */
export async function recomputeRunPairs(
  tables: Tables,
  findings: Findings,
  run: string,
  published: RunPairsPage
): Promise<PartlyComputed<RunPairsPage>> {
  const pairs: PartlyComputed<RunPairsPage>["pairs"] = [];
  for (const {comparison} of published.pairs)
    pairs.push({
      evaluation: undefined,
      comparison: {
        ...unknownOfPair,
        events: {before: undefined, after: findings.scores.score.length, both: undefined},
        threshold: {before: undefined, after: findings.threshold},
        alerts: {before: undefined, after: findings.alerts},
        came: {
          ...unknownAlerts,
          rows: await reappeared(tables, findings.threshold, comparison.came)
        },
        went: {...unknownAlerts, rows: await recomputedGone(tables, comparison.went)}
      }
    });
  return {run, evaluation: findings.key, pairs, removed: undefined, unfit: undefined};
}

const unknownOfPair = {
  matchedBy: undefined,
  joint: undefined,
  spearman: undefined,
  correlated: undefined,
  churn: undefined,
  drift: undefined,
  scoreDrift: undefined
};

const unknownAlerts = {events: undefined, absent: undefined};

/** Returns alerts of the run that is shown as its own table has them, those of *came* in the order of ranks. */
async function reappeared(
  tables: Tables,
  threshold: number,
  came: PairAlerts
): Promise<PartlyComputed<PairAlert>[]> {
  const text = (name: string) => `left(${name}, ${maxTextLength}) AS ${name}`;
  const rows = await tables.rows<PairAlert>(
    `SELECT CAST(event_id AS DOUBLE) AS event, epoch_us(time) / 1000 AS time,
      ${["src", "dst", "service", "label"].map(text).join(", ")}, dst_port AS port, score AS after
    FROM published.events WHERE score >= ? AND event_id IN (SELECT unnest([${idsOf(came)}])) ORDER BY rank`,
    [threshold]
  );
  return rows.map((row) => ({...row, before: undefined}));
}

/** Returns of the alerts that *went* what the run that is shown knows: the score of those that it has read. */
async function recomputedGone(
  tables: Tables,
  went: PairAlerts
): Promise<PartlyComputed<PairAlert>[]> {
  const rows = await tables.rows<{event: number; after: number}>(
    `SELECT CAST(event_id AS DOUBLE) AS event, score AS after FROM published.events
    WHERE event_id IN (SELECT unnest([${idsOf(went)}]))`
  );
  const scores = new Map(rows.map(({event, after}) => [event, after]));
  return went.rows.map(({event}) => ({
    ...{time: undefined, src: undefined, dst: undefined, port: undefined},
    ...{service: undefined, label: undefined, before: undefined},
    event: event !== null && scores.has(event) ? event : null,
    after: (event !== null && scores.get(event)) || null
  }));
}

/** Returns the numbers of the events of *alerts* as SQL; what is no whole number is no event. */
function idsOf({rows}: PairAlerts): string {
  return [-1, ...rows.map(({event}) => event).filter(Number.isSafeInteger)].join(", ");
}

/**
 * Returns what must hold within a *comparison*, though the events of the earlier run are not at hand: the
 * alerts of both runs counted from either side, the squares of the figure summed, and, where every event of
 * the shown run is in both, its *scores* by the bins of that figure.
 */
export function pairConditions(
  {events, alerts, came, went, joint}: RunComparison,
  scores: Float64Array
): PairCondition[] {
  const shared = {what: "alerts of both runs, counted from either", expected: String(alerts.after - came.events), found: String(alerts.before - went.events)}; // prettier-ignore
  const sum = joint.cells.reduce((total, [, , n]) => total + n, 0);
  const conditions = [
    shared,
    {
      what: "events in the squares of the figure",
      expected: String(events.both),
      found: String(sum)
    },
    ...[came, went].map((side, i) => ({
      what: `alerts listed of those that ${i === 0 ? "came" : "went"}`,
      expected: String(Math.min(listed, side.events)),
      found: String(side.rows.length)
    }))
  ];
  if (events.both !== events.after) return conditions;
  return [...conditions, {what: "events by bins of their score", ...binsOf(joint, scores)}];
}

function binsOf({bins, from, to, cells}: RunComparison["joint"], scores: Float64Array) {
  const [low, span] = [from[1], to[1] - from[1] || 1];
  const due = new Array<number>(bins).fill(0);
  for (const score of scores) ++due[Math.min(bins - 1, Math.floor((bins * (score - low)) / span))];
  const found = new Array<number>(bins).fill(0);
  for (const [, j, n] of cells) found[j] += n;
  return {expected: due.join(" "), found: found.join(" ")};
}
