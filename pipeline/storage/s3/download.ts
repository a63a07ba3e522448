import {createHash} from "node:crypto";
import {open, rm} from "node:fs/promises";
import type {IncomingMessage} from "node:http";
import type {Client} from "minio";
import {NotFoundError} from "../../config/errors.js";
import type {Cache} from "../cache.js";
import {digestIn, isAbsent} from "./bucket.js";
import type {Bucket, Found} from "./bucket.js";
import type {Attempt} from "./connection.js";
import {DigestError} from "./errors.js";

/** The size that the time for an object that is read at once allows for: models and manifests are smaller. */
const readBytes = 16 << 20;

/** Returns the bytes at *key*, checked against their digest; rejects with a NotFoundError if there are none. */
export async function readObject(bucket: Bucket, key: string): Promise<Uint8Array> {
  return bucket.ask("read", key, readBytes, async (client, attempt) => {
    const chunks: Buffer[] = [];
    await receive(await get(bucket, key, client, attempt), (chunk) => chunks.push(chunk));
    return new Uint8Array(Buffer.concat(chunks));
  });
}

/** Returns the path of a file of *cache* with the bytes at *key*, which are fetched and checked if they are not there. */
export async function fetchObject(
  bucket: Bucket,
  key: string,
  {bytes}: Found,
  cache: Cache
): Promise<string> {
  const path = await cache.newPath();
  try {
    return await cache.take(path, await saveObject(bucket, key, bytes, path));
  } finally {
    await rm(path, {force: true});
  }
}

/** Writes the *bytes* bytes at *key* to *path*, in place of what is there; returns their SHA-256, or rejects with a NotFoundError. */
export async function saveObject(
  bucket: Bucket,
  key: string,
  bytes: number,
  path: string
): Promise<string> {
  return bucket.ask("read", key, bytes, async (client, attempt) => {
    const file = await open(path, "w");
    try {
      const body = await get(bucket, key, client, attempt);
      return await receive(body, (chunk) => file.writeFile(chunk));
    } finally {
      await file.close();
    }
  });
}

async function get(
  {name}: Bucket,
  key: string,
  client: Client,
  attempt: Attempt
): Promise<IncomingMessage> {
  try {
    return (await client.getObject(name, key)) as IncomingMessage; // what it is, with its headers
  } catch (error) {
    throw isAbsent(attempt) ? new NotFoundError(`key not found: ${key}`, {cause: error}) : error;
  }
}

/** Calls *keep* with each chunk of *body*; returns their SHA-256, and throws unless it is the right one. */
async function receive(body: IncomingMessage, keep: (chunk: Buffer) => unknown): Promise<string> {
  const {headers} = body;
  const sha256 = createHash("sha256");
  const md5 = createHash("md5");
  const expected = digestIn({sha256: headers["x-amz-meta-sha256"]});
  const expectedMd5 = expected ? undefined : md5In(headers.etag); // another program put it there
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    sha256.update(chunk as Buffer);
    if (expectedMd5) md5.update(chunk as Buffer);
    await keep(chunk as Buffer);
  }
  const digest = sha256.digest("hex");
  if (String(bytes) !== headers["content-length"])
    throw new DigestError(`${bytes} of ${headers["content-length"]} bytes came`);
  if ((expected ?? digest) !== digest || (expectedMd5 && md5.digest("hex") !== expectedMd5))
    throw new DigestError("bytes changed on the way down, or in the store");
  return digest;
}

/** Returns the MD5 that an ETag is, for an object that was sent in one part and is not encrypted with a key of its own. */
function md5In(etag: string | undefined): string | undefined {
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? "")?.[1];
}
