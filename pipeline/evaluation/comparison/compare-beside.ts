import {join} from "node:path";
import {comparisonHead} from "../../../src/core/published/comparison.js";
import type {Findings} from "../../../src/core/published/findings.js";
import type {Comparison} from "../../../src/core/schema/models-page.js";
import type {SeedCurves} from "../../../src/core/schema/threshold.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {maybeLoadSample} from "../load-models.js";
import type {ReadFlowModel} from "../load-models.js";
import {readDetectorFiles} from "./detector-files.js";
import {drawCompared} from "./draw.js";
import type {Drawn} from "./draw.js";
import {runComparison} from "./run-comparison.js";
import {seedCurves} from "./seed-curves.js";

/** From how many drawn events on a thread pays for its start, and how many threads there are at most. */
const [threadsFrom, maxThreads] = [5_000, 4];

/** What was measured of other detectors and of other seeds. */
export interface Compared {
  comparison: Comparison;
  curves: SeedCurves;

  /** The score of each drawn event by each detector of the comparison. */
  scores: Float64Array[];
  drawn: Drawn;
}

/**
 * Compares all detectors of the training, and forests of other seeds, on events drawn from *session*, in other threads
 * while *work* does something else; returns what was measured once both have ended. Each detector gets the budget’s
 * share of alerts. The number of threads changes no bit. Rejects with the first error of either. Returns null if the
 * comparison is omitted.
 */
export async function compareBeside(
  session: Session,
  findings: Findings,
  flow: ReadFlowModel | null,
  context: PhaseContext,
  work: () => Promise<void>
): Promise<Compared | null> {
  const {chain, parameters} = findings;
  if (parameters.fast) {
    await work();
    return null;
  }
  const files = await readDetectorFiles(chain.models, parameters.flowModel, context);
  const sample = flow ? undefined : await maybeLoadSample(chain.models, context);
  const drawn = await drawCompared(session, findings);
  const head = comparisonHead(findings, drawn.labels);
  const {matrix, labels} = drawn;
  const inputs = {
    files,
    drawn: {matrix, labels},
    budget: head.budget,
    sample,
    scale: flow?.scale ?? null
  };
  const {detectors, curves} = await runComparison(inputs, threadsFor(drawn, context), work);
  return {
    comparison: {...head, detectors: detectors.map(({detector}) => detector)},
    curves: seedCurves(drawn, sample?.seeds ?? [], curves),
    scores: detectors.map(({scores}) => scores),
    drawn
  };
}

/** Returns how many threads compare: those that the tables leave, at least one; none for few events. */
function threadsFor({ids}: Drawn, {threads}: PhaseContext): number {
  if (ids.length < threadsFrom || threads < 2) return 0;
  return Math.min(threads - 1, maxThreads);
}

/** Writes the scores of all detectors to `comparison.parquet` in *folder*. */
export async function writeCompared(
  session: Session,
  {comparison: {detectors}, drawn: {ids}, scores}: Compared,
  folder: string
): Promise<void> {
  const columns = detectors.map(({name}) => `"${name}" DOUBLE`).join(", ");
  await session.run(`CREATE TEMP TABLE comparison (event_id BIGINT, ${columns})`);
  const appender = await session.connection.createAppender("comparison");
  ids.forEach((id, i) => {
    appender.appendBigInt(id);
    for (const values of scores) appender.appendDouble(values[i]);
    appender.endRow();
  });
  appender.closeSync();
  const path = literal(join(folder, "comparison.parquet"));
  await session.run(`COPY comparison TO ${path} (FORMAT parquet, COMPRESSION zstd)`);
  await session.run(`DROP TABLE comparison`);
}
