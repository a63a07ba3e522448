import {createHash} from "node:crypto";
import {open} from "node:fs/promises";
import type {FileHandle} from "node:fs/promises";
import type {Bucket} from "./bucket.js";
import {codeOf, DigestError} from "./errors.js";

/** A body that may be sent more than once. */
export interface Body {
  bytes: number;
  /** SHA-256, in lower-case hexadecimal. */
  sha256: string;
}

/** The options of sending objects. */
export interface UploadOptions {
  /** The size from which on an object is sent in parts, and of a part, in bytes; at least 5 MiB. */
  partBytes: number;

  /** The number of parts that are sent at once; each is in memory. */
  parallel: number;
}

const maxParts = 10_000;

type Headers = Record<string, string>;

/** Returns the headers that go with an object: its digest, so that who reads it can check the bytes. */
function metadata({sha256}: Body): Headers {
  return {"content-type": "application/octet-stream", "x-amz-meta-sha256": sha256};
}

/** Asks the server to reject the request if the key exists. */
const onlyIfAbsent = {"if-none-match": "*"};

/**
 * Stores *buffer* at *key*: completely or not at all, since a server shows an object when it has all of it
 * and its MD5 is the one that was sent along. Unless *replace*, does nothing if the key is taken.
 */
export async function putObject(
  bucket: Bucket,
  key: string,
  buffer: Buffer,
  body: Body,
  replace = false
): Promise<void> {
  const headers = {...metadata(body), "content-md5": md5(buffer)};
  const put = (condition: Headers) =>
    bucket.ask("write", key, buffer.length, async (client) => {
      const options = {method: "PUT", bucketName: bucket.name, objectName: key};
      await client.makeRequestAsyncOmit({...options, headers: {...headers, ...condition}}, buffer);
    });
  await (replace ? put({}) : conditionally(put));
}

/** Keeps the file at *path* at *key*, in parts: nobody sees any of it until all are there. Does nothing if the key is taken. */
export async function putParts(
  bucket: Bucket,
  key: string,
  path: string,
  body: Body,
  options: UploadOptions
): Promise<void> {
  for (let left = maxTransfers; ; --left) {
    try {
      await transfer(bucket, key, path, body, options);
      return;
    } catch (error) {
      // Somebody removed the parts, or the name of the transfer came changed.
      if (left === 1 || codeOf((error as Error).cause) !== "NoSuchUpload") throw error;
    }
  }
}

const maxTransfers = 3;

async function transfer(
  bucket: Bucket,
  key: string,
  path: string,
  body: Body,
  {partBytes, parallel}: UploadOptions
): Promise<void> {
  const size = Math.max(partBytes, Math.ceil(body.bytes / maxParts));
  const uploadId = await begin(bucket, key, body);
  const file = await open(path, "r");
  try {
    const count = Math.ceil(body.bytes / size);
    const parts = await inParallel(count, parallel, async (i) => {
      const buffer = await readSlice(file, i * size, Math.min(size, body.bytes - i * size));
      return putPart(bucket, key, uploadId, i + 1, buffer);
    });
    const finish = (condition: Headers) =>
      complete(bucket, key, {uploadId, parts, body, condition});
    if (!(await conditionally(finish))) await abort(bucket, key, uploadId);
  } catch (error) {
    await abort(bucket, key, uploadId);
    throw error;
  } finally {
    await file.close();
  }
}

async function begin(bucket: Bucket, key: string, body: Body): Promise<string> {
  return bucket.ask("write", key, 0, async (client) => {
    const uploadId = await client.initiateNewMultipartUpload(bucket.name, key, metadata(body));
    // The client puts it into addresses as it is.
    if (!/^[\w.~-]+$/.test(uploadId)) throw new DigestError("no name of a transfer came");
    return uploadId;
  });
}

interface Part {
  part: number;
  etag: string;
}

async function putPart(
  bucket: Bucket,
  key: string,
  uploadID: string,
  partNumber: number,
  buffer: Buffer
): Promise<Part> {
  const headers = {"content-md5": md5(buffer)};
  const part = {bucketName: bucket.name, objectName: key, uploadID, partNumber, headers};
  const {etag} = await bucket.ask("write", key, buffer.length, (client) =>
    client.uploadPart(part, buffer)
  );
  return {part: partNumber, etag};
}

interface Completion {
  uploadId: string;
  parts: Part[];
  body: Body;
  condition: Headers;
}

async function complete(
  bucket: Bucket,
  key: string,
  {uploadId, parts, body, condition}: Completion
): Promise<void> {
  // The server puts the parts together before it answers: what that takes grows with their size.
  await bucket.ask(
    "write",
    key,
    body.bytes,
    async (client, attempt) => {
      try {
        await client.completeMultipartUpload(bucket.name, key, uploadId, parts);
      } catch (error) {
        // An earlier try may have come to its end unheard.
        if (codeOf(error, attempt) !== "NoSuchUpload" || !(await bucket.find(key))) throw error;
      }
    },
    condition
  );
}

/** Removes the parts that were sent; what the server then still holds, `atalaya gc` finds. */
async function abort(bucket: Bucket, key: string, uploadId: string): Promise<void> {
  await bucket
    .ask("write", key, 0, (client) => client.abortMultipartUpload(bucket.name, key, uploadId))
    .catch(() => {});
}

/** Calls *put* so that it does nothing if the key is taken, and without that on servers that cannot; returns whether it was free. */
async function conditionally(put: (condition: Headers) => Promise<void>): Promise<boolean> {
  try {
    await put(onlyIfAbsent);
    return true;
  } catch (error) {
    const code = codeOf((error as Error).cause);
    if (code === "PreconditionFailed") return false;
    if (code !== "NotImplemented") throw error;
    await put({});
    return true;
  }
}

async function readSlice(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const {bytesRead} = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new RangeError("file interrupted while it was sent");
    filled += bytesRead;
  }
  return buffer;
}

async function inParallel<T>(
  count: number,
  parallel: number,
  work: (i: number) => Promise<T>
): Promise<T[]> {
  const results: T[] = new Array<T>(count);
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < count && !failed) {
      const i = next++;
      try {
        results[i] = await work(i);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({length: Math.min(parallel, count)}, worker);
  const outcomes = await Promise.allSettled(workers); // none is at work when the upload is given up
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return results;
}

function md5(buffer: Buffer): string {
  return createHash("md5").update(buffer).digest("base64");
}
