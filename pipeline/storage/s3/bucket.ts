import type {Client} from "minio";
import type {Attempt, Connection} from "./connection.js";
import {codeOf} from "./errors.js";
import {persist} from "./persist.js";
import type {Patience, WaitEffects} from "./persist.js";

/** The metadata of an object on the server. */
export interface Found {
  bytes: number;
  /** The SHA-256 that was kept with it, in lower-case hexadecimal; undefined if another program put it there. */
  sha256: string | undefined;
}

/** A bucket of an object store, which is made when it is first written to. */
export interface Bucket {
  readonly name: string;

  readonly connection: Connection;

  /** Returns the address of *key*; e.g., `s3://cybersec-ml-raw/bytes/…`. */
  address(key: string): string;

  /** Returns what *work* returns, tried as long as there is a point; *verb* and *key* are for messages, *bytes* how many are on their way. */
  ask<T>(
    verb: string,
    key: string,
    bytes: number,
    work: (client: Client, attempt: Attempt) => Promise<T>,
    headers?: Record<string, string>
  ): Promise<T>;

  /** Returns what is known of the object at *key*, or undefined if there is none. */
  find(key: string): Promise<Found | undefined>;
}

/** Returns the bucket *name*, which may not be there yet. */
export function openBucket(
  connection: Connection,
  name: string,
  patience: Patience,
  effects: WaitEffects
): Bucket {
  const address = (key: string) => `s3://${name}/${key}`;
  const bucket: Bucket = {
    name,
    connection,
    address,
    async ask(verb, key, bytes, work, headers) {
      const action = {verb, object: address(key), address: connection.address};
      const tried = async (attempt: Attempt) => {
        const client = await connection.client(attempt, headers);
        try {
          return await work(client, attempt);
        } catch (error) {
          if (verb !== "write" || codeOf(error, attempt) !== "NoSuchBucket") throw error;
          await makeBucket(await connection.client(attempt), name);
          return work(client, attempt);
        }
      };
      return persist(action, bytes, tried, patience, effects);
    },
    find: (key) =>
      bucket.ask("find", key, 0, async (client, attempt) => {
        try {
          const {size, metaData} = await client.statObject(name, key);
          return {bytes: size, sha256: digestIn(metaData as Record<string, unknown>)};
        } catch (error) {
          if (isAbsent(attempt)) return undefined;
          throw error;
        }
      })
  };
  return bucket;
}

/** Returns whether the answer to *attempt* says that there is no such object, or no such bucket yet. */
export function isAbsent({status}: Attempt): boolean {
  return status === 404;
}

/** Returns the digest in *metadata*, unless it is none: it comes from elsewhere, and becomes the name of a file. */
export function digestIn({sha256}: Record<string, unknown>): string | undefined {
  return typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
}

async function makeBucket(client: Client, name: string): Promise<void> {
  try {
    await client.makeBucket(name);
  } catch (error) {
    if (codeOf(error) !== "BucketAlreadyOwnedByYou") throw error; // another process was faster
  }
}
