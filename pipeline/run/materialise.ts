import type {PublishedProof} from "../../src/core/proof/published.js";
import {lineagePage} from "../../src/core/published/pages/lineage.js";
import type {LineagePage} from "../../src/core/schema/lineage.js";
import type {RunsPage} from "../../src/core/schema/runs.js";
import type {RunPairsPage} from "../../src/core/schema/run-pairs.js";
import type {EvaluationPage} from "../../src/core/schema/study.js";
import {openAudit} from "../audit/open.js";
import {UsageError} from "../config/errors.js";
import {readSettings} from "../config/settings.js";
import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import {runLocked} from "./flow.js";
import {findLatest} from "./latest.js";
import type {Latest} from "./latest.js";
import {makeScratch} from "../lease/scratch.js";
import {studyPage, studyScores} from "./study/study-page.js";
import {withWorkspace} from "./workspace-lock.js";
import type {Fence} from "./workspace-lock.js";
import {streamReporter} from "../cli/progress.js";
import {publishProof} from "../proof/publish.js";
import {defaultRequest} from "./request.js";
import type {RunRequest} from "./request.js";
import {fileKey} from "../artifacts/artifacts.js";
import {openStores} from "../storage/open.js";

/** The files that an evaluation publishes. */
export type PublishedName =
  | "today.json"
  | "alerts.json"
  | "threshold.json"
  | "models.json"
  | "log-profile.json"
  | "method.json"
  | "three-methods.json"
  | "model.json"
  | "second-model.json"
  | "explore.json"
  | "entities.json"
  | "incidents.json"
  | "detection.json"
  | "rules.json"
  | "events.duckdb";

/**
 * Returns the path of the file that the latest run, or the one that is known to be shown, published as *name*.
 * If the workspace has no run yet, the synthetic feed goes through all phases first.
 */
export async function materialise(
  name: PublishedName,
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr),
  {shown}: KnownRun = {}
): Promise<string> {
  const {evaluation} = shown ?? (await firstRun(settings, reporter));
  return openStores(settings).eval.localPath(fileKey({key: evaluation}, `published/${name}`));
}

/** What is known already of what is asked for. */
export interface KnownRun {
  /** The run that the pages show; defaults to the latest. */
  shown?: Latest;

  /** The beginning of the digest of the suite that the pages show; defaults to the newest. */
  suite?: string;

  /** The runs of the audit; read if they are missing. */
  runs?: Promise<RunsPage>;
}

/** Returns the latest run of the workspace; if there is none, *request*, by default the synthetic feed, makes the first. */
export async function firstRun(
  settings: Settings,
  reporter: Reporter,
  request: RunRequest = defaultRequest
): Promise<Latest> {
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  if (latest) return latest; // a run that is at work makes another one; this one stays
  requireNoFeed(settings);
  const onWait = (message: string) => reporter.warn(message);
  const work = async (fence: Fence) => {
    if (!(await findLatest(stores))) await runLocked(request, settings, reporter, {fence});
    return (await findLatest(stores)) as Latest; // another loader may have made it meanwhile
  };
  if (!settings.postgres) return withWorkspace(settings, work, onWait);
  const audit = await openAudit(settings, {onWait});
  try {
    const alone = audit.exclusively ?? ((_, make) => make());
    return await alone("the first run", () => work(() => {}));
  } finally {
    await audit.close();
  }
}

/** Throws a UsageError if *settings* are those of a feed: the synthetic feed is never its first run. */
export function requireNoFeed({feed}: Settings): void {
  if (feed === null) return;
  throw new UsageError(
    `run not found: the feed ${feed} has none yet; try \`atalaya run --feed ${feed}\``
  );
}

/** Returns the proof of the latest run, or of the one that is known to be shown; if there is none, the synthetic feed makes the first. */
export async function latestProof(
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr),
  {shown}: KnownRun = {}
): Promise<PublishedProof> {
  return publishProof(openStores(settings), shown ?? (await firstRun(settings, reporter)));
}

/** Returns which bytes the latest run, or the one that is known to be shown, was made from. */
export async function latestLineage(
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr),
  known: KnownRun = {}
): Promise<LineagePage> {
  const proof = await latestProof(settings, reporter, known);
  const {runs} = await (known.runs ?? auditRuns(settings, reporter));
  return lineagePage(proof, runs.find(({run}) => run === proof.run) ?? null);
}

/** Returns the full evaluation of the latest run, or of the one that is known to be shown; if there is no run, the synthetic feed makes the first. */
export async function latestEvaluation(
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr),
  known: KnownRun = {}
): Promise<EvaluationPage> {
  const shown = known.shown ?? (await firstRun(settings, reporter));
  const {runs} = await (known.runs ?? auditRuns(settings, reporter));
  return studyPage(openStores(settings), shown, runs);
}

/** Returns the scores of the first seed of that evaluation; null until it is made. */
export async function latestEvaluationScores(
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr),
  {shown}: KnownRun = {}
): Promise<unknown> {
  return studyScores(openStores(settings), shown ?? (await firstRun(settings, reporter)));
}

/** Returns the runs of the audit, newest first, as they may be published: without this machine’s folders. */
export async function auditRuns(
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr)
): Promise<RunsPage> {
  const onWait = (message: string) => reporter.warn(message);
  const audit = await openAudit(settings, {onWait});
  const runs = await audit.runs().finally(() => audit.close());
  const publish = (text: string) => withoutFolders(text);
  return {
    runs: runs.map((run) => ({
      ...run,
      command: publish(run.command),
      error: run.error && publish(run.error)
    }))
  };
}

/** Returns the run that the pages show against earlier ones; if there is none, the synthetic feed makes the first. */
export async function latestPairs(
  settings: Settings = readSettings(),
  reporter: Reporter = streamReporter(process.stderr),
  known: KnownRun = {}
): Promise<RunPairsPage> {
  const shown = known.shown ?? (await firstRun(settings, reporter));
  const {runs} = await (known.runs ?? auditRuns(settings, reporter));
  const {runPairs} = await import("./pairs/run-pairs.js"); // DuckDB is slow to load
  const scratch = await makeScratch(settings.scratch, {elsewhere: true});
  try {
    const {threads} = settings;
    return await runPairs(shown, runs, {
      stores: openStores(settings),
      scratch: scratch.folder,
      threads
    });
  } finally {
    scratch.remove();
  }
}

/** Returns *text* without the folders of absolute paths: `/home/ana/conn.log` is `…/conn.log`. */
export function withoutFolders(text: string): string {
  const quoted = text.replace(/'\/[^']*\/([^'/]*)'/g, "'…/$1'"); // names may hold spaces
  return quoted.replace(/(?<![\w.…:/-])\/(?:[^/\s'"]+\/)+/g, "…/");
}
