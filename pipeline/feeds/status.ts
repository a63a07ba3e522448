import type {RawFacts} from "../../src/core/schema/raw-facts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import {findManifest} from "../artifacts/artifacts.js";
import {auditExists, openAudit} from "../audit/open.js";
import type {Settings} from "../config/settings.js";
import {findLatest} from "../run/latest.js";
import {openStores} from "../storage/open.js";
import type {Feed, Schedule} from "./feed.js";
import {readTicks} from "./tick-records.js";
import type {TickOutcome, TickRecord} from "./tick-records.js";
import {nextTick} from "./ticks.js";

/** A feed, and how it is; times are ISO 8601, UTC. */
export interface FeedStatus {
  name: string;
  input: string[];
  schedule: Schedule | null;

  /** When it is due next; null without a schedule. */
  next: string | null;

  /** Whether new files start a run. */
  trigger: boolean;

  /** The newest run, however it ended; null if there is none. */
  run: Pick<RunEntry, "run" | "status" | "startedAt" | "error"> | null;

  /** The run that its site shows: the latest that succeeded; null if there is none. */
  latest: string | null;

  /** The time of the newest event of that run; null if there is none. */
  dataUntil: string | null;

  /** The age of that event, in hours. */
  dataAgeHours: number | null;
  site: string | null;

  /** What a scheduler recorded of it last; null if none has seen it. */
  scheduled: Scheduled | null;
}

/** A record of a scheduler; times are ISO 8601, UTC. */
export interface Scheduled {
  outcome: TickOutcome;

  /** When it was due; null if files were the reason. */
  tick: string | null;
  note: string | null;
  at: string;
}

/** Returns how *feed*, whose settings are *settings*, is *now*. Rejects with an OutageError if a server is away. */
export async function readStatus(feed: Feed, settings: Settings, now: Date): Promise<FeedStatus> {
  const {name, input, schedule, trigger, site} = feed;
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  const raw = latest && (await findManifest(stores, "ingestion", latest.ingestion));
  const dataUntil = (raw?.facts as Partial<RawFacts> | undefined)?.lastTime ?? null;
  const age = dataUntil === null ? null : (now.getTime() - Date.parse(dataUntil)) / 3_600_000;
  return {
    name,
    input,
    schedule,
    next: (schedule && nextTick(schedule, now)?.toISOString()) ?? null,
    trigger: trigger !== null,
    latest: latest?.run ?? null,
    dataUntil,
    dataAgeHours: age === null ? null : Math.round(age * 10) / 10,
    site,
    ...(await recordsOf(settings))
  };
}

async function recordsOf(settings: Settings): Promise<Pick<FeedStatus, "run" | "scheduled">> {
  if (!(await auditExists(settings))) return {run: null, scheduled: null}; // opening it would make it
  const audit = await openAudit(settings);
  try {
    const [newest] = await audit.runs(1);
    const [record] = (await readTicks(audit)).newest;
    return {run: newest ? runOf(newest) : null, scheduled: record ? scheduledOf(record) : null};
  } finally {
    await audit.close();
  }
}

function runOf({run, status, startedAt, error}: RunEntry): FeedStatus["run"] {
  return {run, status, startedAt, error};
}

function scheduledOf({outcome, tick, note, at}: TickRecord): Scheduled {
  return {outcome, tick: tick?.toISOString() ?? null, note, at: at.toISOString()};
}
