import {existsSync} from "node:fs";
import {mkdir, readdir, readFile, rename, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Json, Phase} from "../../src/core/schema/artifacts.js";
import type {PhaseEvent, RunMetric, RunStart} from "./audit.js";
import type {Database} from "./database.js";
import type {Action} from "./decisions.js";
import {record} from "./log.js";
import {insertAction} from "./sql-actions.js";
import {
  endRun,
  eventTables,
  insertEvent,
  insertMetrics,
  insertModels,
  insertRun
} from "./sql-run.js";
import {jsonText, storable} from "./storable.js";

type NotedAction = Omit<Action, "actedAt">;

/** All that the audit is to hold of a run that made nothing new, and ended. */
export interface RunNote {
  start: Omit<RunStart, "startedAt"> & {startedAt: string};
  events: Record<Phase, Omit<PhaseEvent, "run" | "phase" | "manifest" | "startedAt"> & {key: string; startedAt: string}>; // prettier-ignore
  models: {[name: string]: Json}[];
  metrics: RunMetric[];
  /** One in a note that an earlier version wrote. */
  action?: NotedAction;
  actions?: NotedAction[];
  finishedAt: string;
}

const ending = ".json";

/** Returns the folder of the notes that wait for the embedded database in *folder*. */
export function notesOf(folder: string): string {
  return `${folder}.notes`;
}

/** Keeps *note* for the embedded database in *folder*, which has it when it is opened next: that takes longer than such a run. */
export async function writeNote(folder: string, note: RunNote): Promise<void> {
  const notes = notesOf(folder);
  await mkdir(notes, {recursive: true});
  const partial = join(notes, `${note.start.run}.partial`);
  await writeFile(partial, JSON.stringify(note));
  await rename(partial, join(notes, `${note.start.run}${ending}`));
}

/** Returns where the receipt of the last run is, which says what would not be new to the next one. */
export function receiptOf(folder: string): string {
  return join(notesOf(folder), "receipt");
}

/** Removes the receipt, so that the next run looks at everything. */
export async function removeReceipt(folder: string): Promise<void> {
  await rm(receiptOf(folder), {force: true});
}

/** Returns how many notes wait for the embedded database in *folder*. */
export async function countNotes(folder: string): Promise<number> {
  return (await listNotes(folder)).length;
}

/**
 * Records the runs whose notes wait for *database*, which is in *folder*, oldest first, each once, and removes the notes unless they
 * are to be *kept*. One that cannot be recorded is put aside, for people to look at.
 */
export async function recordNotes(
  database: Database,
  folder: string,
  {kept = false} = {}
): Promise<void> {
  for (const name of await listNotes(folder)) {
    const path = join(notesOf(folder), name);
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text === undefined) continue; // another process was first
    const isRecorded = await recordNote(database, text);
    if (kept) continue;
    await (isRecorded ? rm(path, {force: true}) : rename(path, `${path}.rejected`));
  }
}

async function listNotes(folder: string): Promise<string[]> {
  if (!existsSync(notesOf(folder))) return [];
  const names = await readdir(notesOf(folder));
  return names.filter((name) => /^\d{8}-\d{6}-[0-9a-f]{4}\.json$/.test(name)).sort();
}

/** Records the run of a note unless it is recorded; returns false if that is not possible, whatever is wrong with it. */
async function recordNote(database: Database, text: string): Promise<boolean> {
  const note = maybeNote(text);
  if (!note) return false;
  try {
    const {start, events, models, metrics, finishedAt} = note;
    const actions = note.actions ?? [note.action!];
    const {run} = start;
    await record(database, {kind: "run-unchanged", at: new Date(finishedAt)}, async (entry) => {
      if ((await entry.query("SELECT FROM runs WHERE run = $1", [run])).length > 0) return;
      const {command, codeVersion, parameters, startedAt} = start;
      await entry.write("runs", insertRun, [run, storable(command), codeVersion, jsonText(parameters), startedAt]); // prettier-ignore
      for (const phase of phases) {
        const {key, reused, startedAt: at, seconds, rowsIn, rowsOut, rejected} = events[phase];
        const values = [run, key, reused, at, seconds, rowsIn, rowsOut, rejected];
        await entry.write(eventTables[phase], insertEvent(phase), values);
      }
      await entry.write("models", insertModels, [run, jsonText(models)]);
      await entry.write("metrics", insertMetrics, [run, jsonText(metrics as unknown as Json)]);
      for (const {kind, details, actedBy} of actions)
        await entry.write("actions", insertAction, [kind, jsonText(details), storable(actedBy), finishedAt]); // prettier-ignore
      await entry.write("runs", endRun, [run, "succeeded", finishedAt, null]);
    });
    return true;
  } catch (error) {
    const isOfNote = error instanceof TypeError || isRefused(error);
    if (isOfNote) return false;
    throw error;
  }
}

/** Returns whether PostgreSQL rejected a row: a violated constraint, or a value that is none of its type. */
function isRefused(error: unknown): boolean {
  return /^2[23]/.test(String((error as {code?: unknown}).code));
}

function maybeNote(text: string): RunNote | undefined {
  try {
    return JSON.parse(text) as RunNote;
  } catch {
    return undefined;
  }
}
