import {driftOfCounts, driftOfValues, driftVerdict} from "../evaluation/window-drift.js";
import {profileBins} from "../features/drift.js";
import type {NamedDrift, RunDrift} from "../schema/drift.js";
import type {ModelFile} from "../schema/models.js";
import type {Scores} from "./scores.js";
import type {Tables} from "./tables.js";

/** What is compared with what. */
export interface RunDriftInputs {
  /** The file of the Isolation Forest, which has the profile of the rows that it was trained on. */
  file: ModelFile;

  /** The scores of the model that alerts, and its name. */
  scores: Scores;
  model: string;

  /** Where the test window begins, in microseconds since the epoch: `Findings.until`. */
  until: number;
}

/**
 * Returns how far the test window is from what the model was trained on; null without a test window. Features are compared with the training
 * profile, scores with those of the events before the test window: there are none if the model was trained on other events.
 */
export async function runDrift(
  tables: Tables,
  {file, scores, model, until}: RunDriftInputs
): Promise<RunDrift | null> {
  const testEvents = scores.test.reduce((sum, one) => sum + one, 0);
  if (testEvents === 0 || file.training.rows === 0) return null;
  return {
    trainingRows: file.training.rows,
    testEvents,
    features: await featuresOf(tables, file, until),
    score: scoreDrift(scores, model)
  };
}

async function featuresOf(tables: Tables, file: ModelFile, until: number): Promise<NamedDrift[]> {
  const bins = file.features.map((_, j) => profileBins(file.profile, j));
  const counts = file.features.flatMap((name, j) =>
    bins[j].edges.map((edge, i) => {
      const above = i === 0 ? "" : ` AND ${quoted(name)} >= CAST('${edge}' AS DOUBLE)`;
      return `CAST(count(*) FILTER (isfinite(${quoted(name)})${above}) AS DOUBLE)`;
    })
  );
  const [{all}] = await tables.rows<{all: number[]}>(
    `SELECT [${counts.join(", ")}] AS "all"
    FROM published.events WHERE time >= make_timestamp(CAST(? AS BIGINT))`,
    [until]
  );
  let place = 0;
  const drifts = bins.map(({edges, counts: expected}, j): NamedDrift => {
    const atLeast = all.slice(place, (place += edges.length));
    const actual = atLeast.map((n, i) => n - (atLeast[i + 1] ?? 0));
    const counted = {before: file.training.rows, after: Math.max(1, atLeast[0])};
    const drift = driftOfCounts(expected, actual, counted);
    return {name: file.features[j], ...drift, verdict: driftVerdict(drift, atLeast[0])};
  });
  return drifts.sort((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Returns the drift of *scores*, descending; null unless there are some in both windows. */
function scoreDrift({score, test}: Scores, name: string): NamedDrift | null {
  const after = test.reduce((sum, one) => sum + one, 0);
  const windows = [new Float64Array(test.length - after), new Float64Array(after)];
  const places = windows.map(({length}) => length);
  for (let i = 0; i < test.length; ++i) windows[test[i]][--places[test[i]]] = score[i];
  if (windows.some(({length}) => length === 0)) return null;
  const drift = driftOfValues(windows[0], windows[1]);
  return {name, ...drift, verdict: driftVerdict(drift, after)};
}
