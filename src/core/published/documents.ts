import type {PublishedProof} from "../proof/published.js";
import type {RunsPage} from "../schema/published.js";
import type {RunPairsPage} from "../schema/run-pairs.js";
import type {PeerRow} from "./entity-peers.js";
import type {ExploreTables} from "./explore.js";
import {lineagePage} from "./lineage.js";
import {
  recomputeAlerts,
  recomputeEntities,
  recomputeExplore,
  recomputeMethod,
  recomputeModels,
  recomputeRuns,
  recomputeThreshold,
  recomputeToday
} from "./recompute.js";
import type {Grounds} from "./recompute.js";
import {recomputeRunPairs} from "./run-pairs.js";
import type {Tables} from "./tables.js";
import type {Findings} from "./today.js";

/** What the published files are computed from. */
export interface DocumentInputs extends Grounds {
  findings: Findings;
  proof: PublishedProof;

  /** Where the tables that Explore filters are. */
  explore: ExploreTables;

  /** The closest peers of every compared host. */
  peers: readonly PeerRow[];

  /** The parsed files as published: which runs and which pairs of them there are is known from these alone. */
  published: ReadonlyMap<string, unknown>;
}

type Compute = (tables: Tables, grounds: DocumentInputs) => unknown;

/** How each published file is computed again, by its name, in their order; undefined where it is not published. */
const computed: Readonly<Record<string, Compute>> = {
  "today.json": (tables, {findings}) => recomputeToday(tables, findings),
  "alerts.json": (tables, {findings}) => recomputeAlerts(tables, findings),
  "entities.json": (tables, {findings, peers}) => recomputeEntities(tables, findings, peers),
  "explore.json": (tables, {findings, explore}) => recomputeExplore(tables, findings, explore),
  "threshold.json": (tables, {findings}) => recomputeThreshold(tables, findings),
  "models.json": (tables, grounds) => recomputeModels(tables, grounds.findings, grounds),
  "method.json": (tables, grounds) => recomputeMethod(tables, grounds.findings, grounds),
  "run-pairs.json": (tables, {findings, run, published}) => {
    const page = published.get("run-pairs.json") as RunPairsPage | undefined;
    return page && recomputeRunPairs(tables, findings, run, page);
  },
  "runs.json": (_, grounds) => {
    const page = grounds.published.get("runs.json") as RunsPage | undefined;
    return page && recomputeRuns(grounds, page);
  },
  "lineage.json": (_, {proof, published}) => {
    const runs = published.get("runs.json") as RunsPage | undefined;
    return lineagePage(proof, runs?.runs.find(({run}) => run === proof.run) ?? null);
  }
};

/** How many files `recomputeDocuments` computes. */
export const documentCount = Object.keys(computed).length;

/**
 * Computes every published JSON file again but the models, from *tables*; *begin* is told of each before it is
 * begun. Where nothing but the pipeline can compute a value, `undefined` stands in its place.
 */
export async function recomputeDocuments(
  tables: Tables,
  grounds: DocumentInputs,
  begin: (name: string) => void
): Promise<Map<string, unknown>> {
  const documents = new Map<string, unknown>();
  for (const [name, compute] of Object.entries(computed)) {
    begin(name);
    const document = await compute(tables, grounds);
    if (document !== undefined) documents.set(name, document);
  }
  return documents;
}
