import {readFile, rm} from "node:fs/promises";
import {sha256, sha256OfFile} from "../../artifacts/digest.js";
import {NotFoundError} from "../../config/errors.js";
import type {Cache} from "../cache.js";
import {keySegments} from "../key.js";
import type {Store} from "../store.js";
import {openBucket} from "./bucket.js";
import type {Bucket} from "./bucket.js";
import type {Connection} from "./connection.js";
import {fetchObject, readObject} from "./download.js";
import {listKeys, listStrayKeys, listUploads} from "./list.js";
import {defaultPatience, defaultWaitEffects} from "./persist.js";
import type {Patience, WaitEffects} from "./persist.js";
import {putObject, putParts} from "./upload.js";
import type {Body, UploadOptions} from "./upload.js";

/** The options of a store in an object server. */
export interface S3Options extends Partial<UploadOptions> {
  connection: Connection;

  /** The bucket; it is made when the first key is written. */
  bucket: string;

  /** The files on this machine, for `localPath`. */
  cache: Cache;

  /** For how long to go on when the server does not; defaults to a minute and more for many bytes. */
  patience?: Patience;
}

/**
 * Returns a store in a bucket of an object store that speaks S3. What is written carries its SHA-256
 * and is sent with its MD5, which the server checks before it shows anything; what is read is checked
 * against the SHA-256. “Does nothing if the key is taken” is asked of the server (`If-None-Match: *`);
 * one that does not know that is asked first, and then two writers at the same moment may both write:
 * equal keys of artifacts have equal bytes. An error that passes is tried again.
 */
export function s3Store(options: S3Options, effects: WaitEffects = defaultWaitEffects): Store {
  const {connection, bucket: name, cache, patience = defaultPatience} = options;
  const {partBytes = 16 << 20, parallel = 3} = options;
  const bucket = openBucket(connection, name, patience, effects);
  const upload = {partBytes, parallel};
  return {
    location: `s3://${name}`,
    isLocal: false,
    async read(key) {
      return readObject(bucket, checked(key));
    },
    async localPath(key) {
      const found = await bucket.find(checked(key));
      if (!found) throw new NotFoundError(`key not found: ${key}`);
      const kept = found.sha256 && (await cache.find(found.sha256, found.bytes));
      return kept || fetchObject(bucket, key, found, cache);
    },
    async write(key, bytes) {
      if (await bucket.find(checked(key))) return;
      await putObject(bucket, key, bufferOf(bytes), bodyOf(bytes));
    },
    async adopt(key, path) {
      await adoptFile(bucket, checked(key), path, cache, upload);
    },
    async replace(key, bytes) {
      await putObject(bucket, checked(key), bufferOf(bytes), bodyOf(bytes), true);
    },
    async has(key) {
      return (await bucket.find(checked(key))) !== undefined;
    },
    list: (prefix) => listKeys(bucket, prefix),
    listStrays: (prefix) => listStrayKeys(bucket, prefix),
    ...removals(bucket)
  };
}

/** The part of a store that unmakes: for `atalaya gc`. */
function removals(bucket: Bucket): Pick<Store, "remove" | "listUnfinished" | "removeUnfinished"> {
  const {name} = bucket;
  return {
    async remove(key) {
      if (!(await bucket.find(checked(key)))) return;
      await bucket.ask("remove", key, 0, (client) => client.removeObject(name, key));
    },
    async listUnfinished(seconds) {
      const uploads = await listUploads(bucket);
      const before = Date.now() - seconds * 1000;
      return uploads.filter((one) => one.initiatedAt <= before).map((one) => one.name);
    },
    async removeUnfinished(upload) {
      const [uploadId, key] = nameParts(upload);
      await bucket.ask("remove", checked(key), 0, async (client, attempt) => {
        try {
          await client.abortMultipartUpload(name, key, encodeURIComponent(uploadId));
        } catch (error) {
          if (attempt.status !== 404) throw error;
        }
      });
    }
  };
}

async function adoptFile(
  bucket: Bucket,
  key: string,
  path: string,
  cache: Cache,
  options: UploadOptions
): Promise<void> {
  const body = await sha256OfFile(path);
  if (!(await bucket.find(key))) {
    if (body.bytes > options.partBytes) await putParts(bucket, key, path, body, options);
    else await putObject(bucket, key, await readFile(path), body);
  }
  await cache.take(path, body.sha256); // the next phase reads it from there
  await rm(path, {force: true});
}

function checked(key: string): string {
  keySegments(key);
  return key;
}

function nameParts(upload: string): [uploadId: string, key: string] {
  const space = upload.indexOf(" ");
  return [upload.slice(0, space), upload.slice(space + 1)];
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bodyOf(bytes: Uint8Array): Body {
  return {bytes: bytes.length, sha256: sha256(bytes)};
}
