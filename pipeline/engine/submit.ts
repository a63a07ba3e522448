import {randomBytes} from "node:crypto";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {Database} from "../audit/database.js";
import {openPostgres} from "../audit/postgres.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import type {RunRequest} from "../run/request.js";
import {runName} from "../run/run-start.js";
import {engineSettings} from "./engine-settings.js";
import type {LandedInput} from "./landed-input.js";
import {landInput} from "./landed-input.js";
import {engineSchema, prepareEngine} from "./schema.js";

/** The options of submitting a run. */
export interface SubmitOptions {
  /**
   * What makes a submission the same as an earlier one, at most 200 characters; e.g., `office/2026-12-01T02:00Z`. Defaults
   * to none: every submission is a run of its own.
   */
  id?: string;

  /** The name of the feed that the run is of; defaults to none. Shown with the run. */
  feed?: string;

  /** The run that this one continues under a new name; defaults to none. */
  resumes?: string;

  /** Receives messages while files are being landed; defaults to nobody. */
  onMessage?: (message: string) => void;
}

/** The longest id of a submission, in characters. */
const maxId = 200;

/**
 * Submits *request* as a distributed run, and returns its name; it begins as soon as a worker takes it, and this process is
 * not needed any more. The files of the request are landed in RAW first, so that no worker needs to see them. With an
 * *id*, a run that was submitted with the same id is returned, whatever became of it, and nothing is submitted. Throws a
 * UsageError without PostgreSQL, or if the input cannot be read; an OutageError if the database or the store is away.
 */
export async function submitRun(
  request: RunRequest,
  settings: Settings,
  options: SubmitOptions = {}
): Promise<string> {
  const {postgres, place} = engineSettings(settings, "a distributed run");
  const {id = null, feed = null} = options;
  if (id !== null && (id === "" || id.length > maxId))
    throw new UsageError(`invalid id of a run: ${id.length} characters; it has 1 to ${maxId}`);
  const database = await openPostgres(postgres);
  try {
    await prepareEngine(database);
    const known = id === null ? undefined : await findById(database, id);
    if (known) return known;
    const landed = await landInput(request, settings, options.onMessage);
    return await insertRun(database, {
      ...landed,
      id,
      feed,
      place,
      resumes: options.resumes ?? null
    });
  } finally {
    await database.close();
  }
}

/** A run to be queued. */
export interface QueuedRun {
  request: RunRequest;
  input: LandedInput | null;
  id: string | null;
  feed: string | null;
  place: string;
  /** The run that this one continues; null for none. */
  resumes: string | null;
}

/** Adds *queued* to the runs of *database* under a new name, which is returned; the earlier name if its id is there by now. */
export async function insertRun(
  database: Pick<Database, "query">,
  {request, input, id, feed, place, resumes}: QueuedRun
): Promise<string> {
  const name = runName(new Date(), randomBytes(2).toString("hex"));
  const rows = await database.query<{run: string}>(
    `INSERT INTO ${engineSchema}.runs (run, id, feed, place, request, input, resumes)
    VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7) ON CONFLICT (id) DO NOTHING RETURNING run`,
    [name, id, feed, place, textOf(request), input && textOf(input), resumes]
  );
  return rows[0]?.run ?? (await findById(database, id!))!;
}

async function findById(
  database: Pick<Database, "query">,
  id: string
): Promise<string | undefined> {
  const [row] = await database.query<{run: string}>(
    `SELECT run FROM ${engineSchema}.runs WHERE id = $1`,
    [id]
  );
  return row?.run;
}

function textOf(value: RunRequest | LandedInput): string {
  return JSON.stringify(value as unknown as Json);
}
