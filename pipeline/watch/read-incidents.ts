import {createReadStream} from "node:fs";
import {createInterface} from "node:readline";
import {incidentsFile} from "../../src/core/schema/incidents.js";
import type {PublishedIncident} from "../../src/core/schema/incidents.js";
import {hiddenIncidentsSql} from "../../src/core/suppressions/hidden-incidents.js";
import {isInForce, parseSuppression} from "../../src/core/suppressions/suppression.js";
import {fileKey} from "../artifacts/artifacts.js";
import {openExistingAudit} from "../audit/open.js";
import type {Settings} from "../config/settings.js";
import {makeScratch} from "../lease/scratch.js";
import type {Stores} from "../storage/store.js";
import {notifiedOf} from "./new-incidents.js";
import type {NotifiedIncident} from "./new-incidents.js";

/** Returns the incidents of the evaluation *key*, most severe first. */
export async function readIncidents(
  {eval: store}: Stores,
  key: string
): Promise<NotifiedIncident[]> {
  const path = await store.localPath(fileKey({key}, incidentsFile));
  const incidents: NotifiedIncident[] = [];
  for await (const line of createInterface({input: createReadStream(path), crlfDelay: Infinity}))
    incidents.push(notifiedOf(JSON.parse(line) as PublishedIncident));
  return incidents;
}

/** Where incidents were published, and the moment, in ms since the epoch, at which suppressions have to be in force. */
export interface VisibleOptions {
  stores: Stores;
  key: string;
  now: number;
  onWait: (message: string) => void;
}

/** Returns those of *incidents* that no suppression in the audit hides, as on the pages. */
export async function visibleIncidents(
  incidents: readonly NotifiedIncident[],
  settings: Settings,
  {stores, key, now, onWait}: VisibleOptions
): Promise<NotifiedIncident[]> {
  const audit = await openExistingAudit(settings, {onWait});
  const stored = await audit.suppressions().finally(() => audit.close());
  const suppressions = stored
    .map(({body}) => parseSuppression(body))
    .filter((suppression) => isInForce(suppression, now));
  if (suppressions.length === 0) return [...incidents];
  const path = await stores.eval.localPath(fileKey({key}, "published/events.duckdb"));
  const {literal, openSession} = await import("../duckdb/session.js"); // slow to load
  const scratch = await makeScratch(settings.scratch);
  const session = await openSession({scratch: scratch.folder, threads: settings.threads});
  try {
    await session.run(`ATTACH ${literal(path)} AS published (READ_ONLY)`);
    await session.run("USE published");
    const {sql, parameters} = hiddenIncidentsSql(suppressions);
    const query = `SELECT id FROM incidents WHERE incident IN (${sql})`;
    const hidden = await session.rows<{id: string}>(query, parameters);
    const ids = new Set(hidden.map(({id}) => id));
    return incidents.filter(({id}) => !ids.has(id));
  } finally {
    session.close();
    scratch.remove();
  }
}
