import {afterAll, onTestFinished} from "vitest";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {evaluate} from "../../../pipeline/evaluation/evaluate.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import type {ExternalModel} from "../../../pipeline/training/options.js";
import {train} from "../../../pipeline/training/train.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {testContext} from "../ingestion/test-context.js";
import {ingestFlows, normalFlows} from "../small-log.js";
import type {SmallFlow} from "../small-log.js";

/** An hour of scanning in the second half of ten hours of web traffic, all labelled. */
export function labelledFlows(): SmallFlow[] {
  const benign = normalFlows(600).map((flow) => ({...flow, label: "Benign"}));
  const scan = Array.from({length: 30}, (_, i) => ({
    ts: 1_700_030_000.5 + i,
    src: "10.0.0.66",
    dst: `192.0.2.${100 + i}`,
    port: 1000 + i,
    state: "REJ",
    label: "Malicious",
    detail: "port scan"
  }));
  return [...benign, ...scan].sort((a, b) => a.ts - b.ts);
}

type Work = () => Promise<void> | void;

/** Runs all phases on *flows*, and returns what is needed to look at what came out; `published` is attached. */
export async function evaluationOf(
  flows: readonly SmallFlow[],
  budgetPerDay = 20,
  threads = 1,
  external: ExternalModel | null = null,
  atEnd: (work: Work) => void = onTestFinished
) {
  const context = await testContext(threads, atEnd);
  const raw = await ingestFlows(flows, context);
  const {manifest: silver} = await transform(raw, context);
  const {manifest: models} = await train(silver, {external}, context);
  const {manifest, reused} = await evaluate({raw, silver, models}, {budgetPerDay}, context);
  const read = async <T>(path: string) =>
    JSON.parse(
      new TextDecoder().decode(await context.stores.eval.read(fileKey(manifest, path)))
    ) as T;
  const path = (name: string) => context.stores.eval.localPath(fileKey(manifest, name));
  const session = await openSession({scratch: context.scratch});
  atEnd(() => session.close());
  await session.run(
    `ATTACH ${literal(await path("published/events.duckdb"))} AS published (READ_ONLY)`
  );
  const query = <T>(sql: string) => session.rows<T>(sql);
  return {context, chain: {raw, silver, models}, manifest, reused, read, query, session, path};
}

const shared = new Map<string, ReturnType<typeof evaluationOf>>();
const atEndOfFile: Work[] = [];

afterAll(async () => {
  for (const work of atEndOfFile.toReversed()) await work();
});

/**
 * Does as evaluationOf on one thread, once for all tests of a file that ask for the same: for those that only look,
 * or that evaluate its chain again.
 */
export function sharedEvaluation(
  flows: readonly SmallFlow[],
  budgetPerDay = 20
): ReturnType<typeof evaluationOf> {
  const key = JSON.stringify([flows, budgetPerDay]);
  const made =
    shared.get(key) ??
    evaluationOf(flows, budgetPerDay, 1, null, (work) => void atEndOfFile.push(work));
  shared.set(key, made);
  return made;
}
