import {setTimeout as sleep} from "node:timers/promises";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import {UsageError} from "../config/errors.js";
import type {PhaseEvent, Records} from "./audit.js";
import type {Database} from "./database.js";
import {unknownLiveness} from "./liveness.js";
import type {Liveness} from "./liveness.js";
import {readHead, record} from "./log.js";
import type {OpenEntry} from "./log.js";
import {findRun, readRuns, runningRuns} from "./read-runs.js";
import {findArtifacts, newestSigned, recordArtifacts} from "./record-artifact.js";
import {sqlActions} from "./sql-actions.js";
import {registerVersions, sqlRegistry} from "./sql-registry.js";
import {sqlSuppressions} from "./sql-suppressions.js";
import {sqlVerdicts} from "./sql-verdicts.js";
import {
  endRun,
  eventTables,
  insertEvent,
  insertMetrics,
  insertModels,
  insertRun
} from "./sql-run.js";
import {jsonText, storable} from "./storable.js";
import {verifyAudit} from "./verify.js";

/** The options of the audit in a database. */
export interface SqlAuditOptions {
  /**
   * The register of the runs at work: a run that is not in it, and never ended, is marked as failed when the
   * next one begins. Defaults to nobody: then none is.
   */
  liveness?: Liveness;

  /** See Audit.exclusively; defaults to none. */
  exclusively?: Records["exclusively"];

  /** The clock of the log; defaults to that of the system. */
  now?: () => Date;
}

/** Returns the records in *database*, which must have been migrated. */
export function sqlAudit(database: Database, options: SqlAuditOptions = {}): Records {
  const {liveness = unknownLiveness, exclusively, now = () => new Date()} = options;
  const beginning: Beginning = (work) =>
    exclusively ? exclusively("the beginning of runs", work) : work();
  return {
    location: database.location,
    ...(exclusively && {exclusively}),
    ...sqlRunAudit(database, liveness, beginning, now),
    ...sqlRegistry(database),
    ...sqlVerdicts(database, now),
    ...sqlSuppressions(database, now),
    ...sqlActions(database),
    auditHead: () => readHead(database),
    verify: (anchors) => verifyAudit(database, anchors),
    async artifactKeys() {
      const rows = await database.query<{key: string; run: string}>(
        "SELECT key, first_run AS run FROM artifacts ORDER BY key"
      );
      return new Map(rows.map(({key, run}) => [key, run]));
    },
    findArtifacts: (keys) => findArtifacts(database, keys),
    newestSigned: () => newestSigned(database),
    withoutRuns: (work) =>
      beginning(async () => {
        const waiting = (await liveness.waiting?.()) ?? [];
        const alive = [...(await liveness.alive(await runningRuns(database))), ...waiting];
        if (liveness !== unknownLiveness && alive.length > 0)
          throw new UsageError(`run at work: ${alive.join(", ")}; wait for it to end`);
        return work();
      }),
    async close() {
      await liveness.close();
      await database.close();
    }
  };
}

type RunAudit = Pick<
  Records,
  | "recorded"
  | "beginRun"
  | "recordPhase"
  | "recordInputs"
  | "recordPartitions"
  | "recordModels"
  | "recordMetrics"
  | "finishRun"
  | "runs"
>;

/** Lets one process at a time begin runs, or see that there are none. */
type Beginning = <T>(work: () => Promise<T>) => Promise<T>;

function sqlRunAudit(
  database: Database,
  liveness: Liveness,
  beginning: Beginning,
  now: () => Date
): RunAudit {
  return {
    recorded: (run) => findRun(database, run),
    async beginRun({run, command, codeVersion, parameters, startedAt}) {
      await beginning(() => liveness.begin(run)); // first, so that nobody takes it for dead
      await failDeadRuns(database, liveness, startedAt);
      await record(database, {kind: "run-begun", at: now()}, (entry) =>
        entry.write("runs", insertRun, [
          run,
          storable(command),
          codeVersion,
          jsonText(parameters),
          startedAt.toISOString()
        ])
      );
    },
    async recordPhase(event) {
      if (!phases.includes(event.phase)) throw new RangeError(`unknown phase: ${event.phase}`);
      await record(database, {kind: "phase-done", at: now()}, async (entry) => {
        await recordArtifacts(entry, event.run, [event.manifest]);
        await recordEvent(entry, event);
      });
    },
    async recordInputs(run, manifests) {
      await record(database, {kind: "inputs", at: now()}, (entry) =>
        recordArtifacts(entry, run, manifests)
      );
    },
    async recordPartitions(run, manifests) {
      await record(database, {kind: "partitions", at: now()}, (entry) =>
        recordArtifacts(entry, run, manifests)
      );
    },
    async recordModels(run, models) {
      await record(database, {kind: "models", at: now()}, async (entry) => {
        await entry.write("models", insertModels, [run, jsonText(models)]);
        await registerVersions(entry, run);
      });
    },
    async recordMetrics(run, metrics) {
      await record(database, {kind: "metrics", at: now()}, (entry) =>
        entry.write("metrics", insertMetrics, [run, jsonText(metrics as unknown as Json)])
      );
    },
    async finishRun(run, status, finishedAt, error) {
      const message = status === "failed" ? storable(error ?? "unknown error") : null;
      const values = [run, status, finishedAt.toISOString(), message];
      await record(database, {kind: `run-${status}`, at: now()}, (entry) => end(entry, values));
      await liveness.end(run);
    },
    runs: (limit = 50) => runsWithDead(database, liveness, limit)
  };
}

async function end(entry: OpenEntry, values: unknown[]): Promise<void> {
  const rows = await entry.write("runs", endRun, values);
  if (rows.length === 0) throw new Error(`run not running: ${values[0]}`);
}

async function runsWithDead(
  database: Database,
  liveness: Liveness,
  limit: number
): Promise<RunEntry[]> {
  const runs = await readRuns(database, limit);
  const running = runs.filter(({status}) => status === "running").map(({run}) => run);
  if (running.length === 0) return runs;
  const alive = await liveness.alive(running);
  const isDead = ({run, status}: RunEntry) => status === "running" && !alive.has(run);
  return runs.map((entry) => (isDead(entry) ? {...entry, status: "dead"} : entry));
}

/** Marks as failed the runs that never ended and whose processes are gone. */
async function failDeadRuns(database: Database, liveness: Liveness, at: Date): Promise<void> {
  const look = async () => {
    const running = await runningRuns(database);
    const alive = running.length === 0 ? new Set() : await liveness.alive(running);
    return running.filter((run) => !alive.has(run));
  };
  const once = await look();
  if (once.length === 0) return;
  await sleep(liveness.blink);
  const twice = new Set(await look());
  const dead = once.filter((run) => twice.has(run));
  if (dead.length === 0) return;
  await record(database, {kind: "run-interrupted", at}, async (entry) => {
    for (const run of dead)
      await entry.write("runs", endRun, [run, "failed", at.toISOString(), "interrupted"]); // unless it ended
  });
}

async function recordEvent(entry: OpenEntry, event: PhaseEvent): Promise<void> {
  const {run, phase, manifest, reused, startedAt, seconds, rowsIn, rowsOut, rejected} = event;
  const values = [run, manifest.key, reused, startedAt.toISOString(), seconds, rowsIn, rowsOut];
  await entry.write(eventTables[phase], insertEvent(phase), [...values, rejected]);
}
