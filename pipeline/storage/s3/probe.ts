import type {MinioSettings} from "../../config/minio.js";
import {openConnection} from "./connection.js";
import type {Attempt} from "./connection.js";
import {persist, defaultPatience, defaultWaitEffects} from "./persist.js";

/** The state of an object store. */
export interface Probe {
  /** E.g., `http://127.0.0.1:9000`. */
  address: string;

  /** The buckets that are not there yet. */
  missing: string[];

  /** By how many seconds its clock is ahead of ours; null if it does not say. */
  skewSeconds: number | null;
}

const patience = {...defaultPatience, deadlineMs: 5_000, idleMs: 3_000};

/**
 * Asks the object store of *settings* for *buckets*; changes nothing. Throws a UsageError or an
 * OutageError if it does not answer within five seconds or rejects the credentials.
 */
export async function probeStore(
  settings: MinioSettings,
  buckets: readonly string[],
  now: () => number = Date.now
): Promise<Probe> {
  const connection = openConnection(settings);
  const {address} = connection;
  const missing: string[] = [];
  let skewSeconds: number | null = null;
  for (const name of buckets) {
    const ask = async (attempt: Attempt) => {
      const client = await connection.client(attempt);
      const exists = await client.bucketExists(name);
      const {serverTime} = attempt;
      if (serverTime !== undefined) skewSeconds = Math.round((serverTime - now()) / 1000);
      return exists;
    };
    const action = {verb: "find", object: `s3://${name}`, address};
    if (!(await persist(action, 0, ask, patience, defaultWaitEffects))) missing.push(name);
  }
  return {address, missing, skewSeconds};
}
