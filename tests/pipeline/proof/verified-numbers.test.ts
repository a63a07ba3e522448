import {readdir, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {
  auditRuns,
  latestEvaluation,
  latestLineage,
  latestPairs,
  latestProof
} from "../../../pipeline/run/materialise.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {readScores} from "../../../pipeline/evaluation/scores.js";
import {run} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {compareNumbers} from "../../../src/components/verify/compare-numbers.js";
import {sha256Of} from "../../../src/core/proof/sha256.js";
import {parseModel} from "../../../src/core/forest/serialize.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import {checkIncidents} from "../../../src/core/published/verify/check-incidents.js";
import type {TableCheck} from "../../../src/core/published/verify/check-incidents.js";
import {recomputeDocuments} from "../../../src/core/published/verify/recompute-documents.js";
import {peerRows} from "../../../src/core/published/entity-peers.js";
import {copiedEntities, entitySteps} from "../../../src/core/published/entity-tables.js";
import {publishedExplore} from "../../../src/core/published/pages/explore.js";
import {trainedUntil} from "../../../src/core/published/findings.js";
import type {Findings} from "../../../src/core/published/findings.js";
import {chainOf} from "../../../src/core/published/provenance.js";
import {manifestsByPhase} from "../../../src/core/published/pages/lineage.js";
import {recomputeFindings} from "../../../src/core/published/verify/recompute-findings.js";
import {pairConditions} from "../../../src/core/published/verify/recompute-run-pairs.js";
import {summariseSuite} from "../../../src/core/evaluation/suite/summary.js";
import type {RunPairsPage} from "../../../src/core/schema/run-pairs.js";
import {measuredSuite} from "../../core/evaluation/suite/measured-suite.js";
import {labelledFlows} from "../evaluation/small-evaluation.js";
import {smallLog} from "../small-log.js";
import {fetchRules} from "../../../pipeline/proof/stored-input.js";
import {newParts} from "../../../pipeline/proof/verification.js";
import {verifyRules} from "../../../pipeline/proof/verify-rules.js";
import type {RuleInput} from "../../../pipeline/rules/rule-input.js";
import {newWorkspace, silent} from "./small-run.js";

/**
 * Files of data that are checked elsewhere: models by what they score, the proof by its signatures, models of a site and scores of a
 * full evaluation by what is computed from them.
 */
const others = [
  ...["model.json", "second-model.json", "proof.json"],
  ...["site-models.json", "evaluation-scores.json"]
];

let workspace: Awaited<ReturnType<typeof newWorkspace>>;
let published: Map<string, unknown>;
let computed: Map<string, unknown>;
let scores: Float64Array;
let ofRules: string[][];
let incidentChecks: {published: TableCheck[]; changed: TableCheck[]};

/** Two runs, the second with another seed and budget, so that alerts come and go between them. */
beforeAll(async () => {
  workspace = await newWorkspace();
  const {folder, settings} = workspace;
  const log = join(folder, "conn.log");
  await writeFile(log, smallLog(labelledFlows()));
  const input = {kind: "files" as const, patterns: [log]};
  const request = {...defaultRequest, trees: 10, sampleSize: 64, input};
  await run({...request, seed: 1, budgetPerDay: 20}, settings, silent);
  await run({...request, seed: 2, budgetPerDay: 30}, settings, silent);
  const proof = await latestProof(settings, silent);
  const manifests = manifestsByPhase(proof);
  const stores = openStores(settings);
  const bytesOf = (name: string) =>
    stores.eval.read(fileKey(manifests.evaluation, `published/${name}`));
  const names = manifests.evaluation.files
    .map(({path}) => /^published\/(.*\.json)$/.exec(path)?.[1])
    .filter((name) => name !== undefined && !others.includes(name)) as string[];
  published = new Map<string, unknown>([
    ["runs.json", await auditRuns(settings, silent)],
    ["run-pairs.json", await latestPairs(settings, silent)],
    ["suite.json", {key: "0".repeat(64), suite: summariseSuite(measuredSuite())}],
    ["evaluation.json", await latestEvaluation(settings, silent)],
    ["lineage.json", await latestLineage(settings, silent)]
  ]);
  for (const name of names)
    published.set(name, JSON.parse(new TextDecoder().decode(await bytesOf(name))));
  const models = await Promise.all(
    ["model.json", "second-model.json"].map(async (name) => {
      const bytes = await bytesOf(name);
      const model = parseModel(new TextDecoder().decode(bytes));
      return {...model, sha256: sha256Of(bytes), bytes: bytes.length};
    })
  );
  const session = await openSession({scratch: folder});
  try {
    const events = fileKey(manifests.evaluation, "published/events.duckdb");
    await session.run(
      `ATTACH ${literal(await stores.eval.localPath(events))} AS published (READ_ONLY)`
    );
    const all = await readScores(
      session,
      manifests.transformation.rows,
      trainedUntil(chainOf(manifests), models)
    );
    const scorers = models.map(({forest}) => scorer(forest));
    const grounds = {run: proof.run, manifests, models, flow: null, scores: all, scorers};
    const findings = await recomputeFindings(session, grounds);
    for (const {sql} of entitySteps({threshold: findings.threshold, names: copiedEntities}))
      await session.run(sql);
    const peers = await peerRows(session, copiedEntities);
    const {checks, found, detection} = await checkIncidents(session, findings);
    const explore = publishedExplore;
    const options = {...grounds, findings, proof, peers, found, detection, explore, published};
    computed = await recomputeDocuments(session, options, () => {});
    published = reread(published);
    scores = all.score;
    incidentChecks = {published: checks, changed: await changedChecks(session, findings, folder)};
    ofRules = await ruleFindings(session, await fetchRules(stores, manifests.evaluation));
  } finally {
    session.close();
  }
}, 240_000);

/** Returns the checks of the tables about incidents where a bit of a rate and one event of a piece were changed. */
async function changedChecks(session: Session, findings: Findings, folder: string) {
  const copy = literal(join(folder, "changed.duckdb"));
  await session.run(`ATTACH ${copy} AS changed`);
  await session.run("COPY FROM DATABASE published TO changed");
  await session.run("DETACH published");
  await session.run("DETACH changed");
  await session.run(`ATTACH ${copy} AS published`);
  await session.run(
    "UPDATE published.evidence SET rate_per_day = rate_per_day * (1 + 2.3e-16) WHERE incident = 1 AND evidence = 1"
  );
  await session.run("DELETE FROM published.incident_events WHERE event_id = (SELECT min(event_id) FROM published.incident_events)"); // prettier-ignore
  return (await checkIncidents(session, findings)).checks;
}

/** Returns what is found of the tables of rules, attached as `published`, and what if a hit is added to each. */
async function ruleFindings(session: Session, input: RuleInput | null) {
  const findings: string[][] = [];
  for (const added of [false, true]) {
    for (const table of added ? ["rule_hits", "rule_flows"] : [])
      await session.run(`INSERT INTO published.${table} BY NAME SELECT 1 AS event_id`);
    const {eval: part} = newParts();
    await verifyRules(session, input, part);
    findings.push(part.findings.map(({what}) => what));
  }
  return findings;
}

afterAll(() => rm(workspace.folder, {recursive: true, force: true}));

/** Returns the documents as a site serves them: as JSON. */
function reread(documents: ReadonlyMap<string, unknown>): Map<string, unknown> {
  return new Map([...documents].map(([name, value]) => [name, JSON.parse(JSON.stringify(value))]));
}

it("recomputeDocuments(tables, grounds, begin) computes every file of JSON that a loader gives to a page", async () => {
  const loaders = await readdir(new URL("../../../data-loaders", import.meta.url));
  const names = loaders.flatMap((name) => /^(.*\.json)\.ts$/.exec(name)?.[1] ?? []);
  expect([...published.keys()].sort()).toEqual(names.filter((n) => !others.includes(n)).sort());
  expect([...computed.keys()].sort()).toEqual([...published.keys()].sort());
});

it("checkIncidents(runner, findings) finds the published incidents, and names the table where one bit differs", () => {
  expect(incidentChecks.published.filter(({ok}) => !ok)).toEqual([]);
  const wrong = incidentChecks.changed.filter(({ok}) => !ok);
  expect(wrong.map(({what}) => what)).toEqual([
    "rows of evidence that the events do not give",
    "rows of incident_events that the events do not give"
  ]);
  expect(wrong[0].found).toMatch(/^1: .*\d/);
});

it("verifyRules(session, input, part) runs the rules of the run again, and names the table that has a hit more", () => {
  expect(ofRules).toEqual([
    [],
    ["rule_hits", "rule_flows"].map((table) => `rows of ${table} that the rules of the run do not give`) // prettier-ignore
  ]);
});

it("compareNumbers(published, computed) finds every leaf covered by a check, or by a reason that the page gives", () => {
  const {figures, unverified} = compareNumbers(published, computed);
  expect(figures.flatMap(({mismatches}) => mismatches)).toEqual([]);
  expect(figures.reduce((sum, {numbers}) => sum + numbers, 0)).toBeGreaterThan(5000);
  const files = new Set(unverified.map(({file}) => file));
  expect([...files].sort()).toEqual([
    "evaluation.json",
    "models.json",
    "run-pairs.json",
    "runs.json",
    "suite.json",
    "three-methods.json",
    "threshold.json"
  ]);
});

it("compareNumbers(published, computed) names a number that no check covers, wherever it is added", () => {
  for (const [name, document] of published) {
    const more = new Map(published).set(name, {...(document as object), unheardOf: 7});
    const {figures} = compareNumbers(more, computed);
    const found = figures.flatMap(({mismatches}) => mismatches.map(({path}) => path));
    expect([name, found]).toEqual([name, ["unheardOf"]]);
  }
});

it("compareNumbers(published, computed) names each alert of a pair of runs whose score was changed", () => {
  const page = structuredClone(published.get("run-pairs.json")) as RunPairsPage;
  const [{comparison}] = page.pairs;
  expect(comparison.came.rows.length).toBeGreaterThan(0);
  comparison.came.rows[0].after! += 1e-9;
  comparison.alerts.after += 1;
  const {figures} = compareNumbers(new Map(published).set("run-pairs.json", page), computed);
  expect(figures.flatMap(({mismatches}) => mismatches.map(({path}) => path)).sort()).toEqual([
    "pairs[0].comparison.alerts.after",
    "pairs[0].comparison.came.rows[0].after"
  ]);
});

it("pairConditions(comparison, scores) holds for two runs, and breaks with the square, the count or the list that is changed", () => {
  const {comparison} = (published.get("run-pairs.json") as RunPairsPage).pairs[0];
  const broken = (changed: typeof comparison) =>
    pairConditions(changed, scores)
      .filter(({expected, found}) => expected !== found)
      .map(({what}) => what);
  expect(broken(comparison)).toEqual([]);
  expect(comparison.events.both).toBe(comparison.events.after); // so that the bins are compared, too
  const moved = structuredClone(comparison);
  moved.joint.cells[0][1] += 1;
  expect(broken(moved)).toEqual(["events by bins of their score"]);
  const counted = structuredClone(comparison);
  counted.went.events += 1;
  expect(broken(counted)).toContain("alerts of both runs, counted from either");
});
