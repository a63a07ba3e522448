import {mkdtemp, rm} from "node:fs/promises";
import {join} from "node:path";
import {labelCodes} from "../../../src/core/evaluation/ranking.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import type {RawFacts} from "../../../src/core/schema/raw-facts.js";
import {isFlows} from "../../../src/core/schema/service-tables.js";
import {runParameters} from "../../../src/core/schema/run-parameters.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {PhaseContext, Reporter} from "../../artifacts/context.js";
import {UsageError} from "../../config/errors.js";
import {copyColumns} from "../../duckdb/matrix.js";
import {literals, openSession} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {attackSql} from "../../evaluation/attack.js";
import {ingest} from "../../ingestion/ingest.js";
import {folderStore} from "../../storage/folder.js";
import {trainingWindow} from "../../training/window.js";
import {transform} from "../../transformation/transform.js";
import {NoSetError, requireSize} from "../labelled-set.js";
import type {LabelledRows, LabelledSet} from "../labelled-set.js";

/** The surroundings of reading a set. */
export type ReadContext = Pick<PhaseContext, "scratch" | "threads" | "reporter">;

const columns = modelFeatures.length;

/**
 * Reads labelled logs of flows as a run does, into a store of their own that is removed, and returns the features of their flows: those
 * of the first half of the time to train on, the others to test. Throws a NoSetError if no flow has a label.
 */
export async function readFlows(
  paths: readonly string[],
  name: string,
  {scratch, threads, reporter}: ReadContext
): Promise<LabelledSet> {
  const folder = await mkdtemp(join(scratch, "flows-"));
  try {
    const store = (layer: string) => folderStore(join(folder, layer));
    const stores = {raw: store("raw"), silver: store("silver"), models: store("models"), eval: store("eval")}; // prettier-ignore
    const context = {stores, scratch: folder, reporter: quiet(reporter), threads};
    const {manifest: raw, partial = []} = await ingest({kind: "files", patterns: paths}, context);
    if (partial.length > 0) throw new RangeError(`damaged file: ${partial[0]}`);
    const {rejected} = raw.facts as unknown as RawFacts;
    const {manifest: silver} = await transform(raw, context);
    const files = await localFiles(stores, silver, isFlows);
    const session = await openSession({scratch: folder, threads});
    try {
      return await divideByTime(session, files, name, rejected);
    } finally {
      session.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw new RangeError(error.message, {cause: error});
    throw error;
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

async function divideByTime(
  session: Session,
  files: string[],
  name: string,
  rejected: number
): Promise<LabelledSet> {
  const table = `read_parquet(${literals(files)})`;
  const attack = `coalesce(${attackSql(null)}, ${labelCodes.unlabelled})`;
  const [{labelled}] = await session.rows<{labelled: number}>(`SELECT CAST(count(*) FILTER (${attack} <> ${labelCodes.unlabelled}) AS DOUBLE) AS labelled FROM ${table}`); // prettier-ignore
  if (labelled === 0) throw new NoSetError(`no flow of ${name} has a label`);
  const {until, rows} = await trainingWindow(session, files, runParameters.trainShare.default, 2);
  const edge = `make_timestamp(${until}::BIGINT)`;
  const read = (where: string) => readRows(session, `FROM ${table} WHERE ${where} ORDER BY time, event_id`, attack, name); // prettier-ignore
  const [train, test] = [await read(`time < ${edge}`), await read(`time >= ${edge}`)];
  const [n, m] = [rows, test.labels.length].map((count) => count.toLocaleString("en-US"));
  const lost = rejected > 0 ? `; ${rejected.toLocaleString("en-US")} lines were rejected` : "";
  return {
    train,
    test,
    about: `Divided by time: trained on the ${n} flows of the first half, tested on the ${m} after it${lost}.` // prettier-ignore
  };
}

async function readRows(
  session: Session,
  source: string,
  attack: string,
  name: string
): Promise<LabelledRows> {
  const from = source.slice(0, source.indexOf(" ORDER BY"));
  const [{n}] = await session.rows<{n: number}>(`SELECT CAST(count(*) AS DOUBLE) AS n ${from}`);
  requireSize(name, n, columns);
  const matrix: Matrix = {rows: n, columns, values: new Float32Array(n * columns)};
  const labels = new Uint8Array(n);
  const features = modelFeatures.map(({name: feature}) => feature).join(", ");
  let row = 0;
  for await (const chunk of session.chunks(
    `SELECT ${features}, CAST(${attack} AS UTINYINT) ${source}`
  )) {
    // prettier-ignore
    copyColumns(chunk, 0, columns, matrix.values, row);
    const vector = chunk.getColumnVector(columns);
    for (let i = 0; i < chunk.rowCount; ++i) labels[row++] = vector.getItem(i) as number;
  }
  if (row !== n) throw new Error(`flows lost: ${row} of ${n} in ${name}`);
  return {matrix, labels};
}

/** Returns *reporter* without the steps of reading one set among many. */
function quiet({warn}: Reporter): Reporter {
  return {begin() {}, progress() {}, end() {}, warn};
}
