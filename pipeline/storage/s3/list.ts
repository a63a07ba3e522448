import {isKey} from "../key.js";
import {isAbsent} from "./bucket.js";
import type {Bucket} from "./bucket.js";
import {DigestError} from "./errors.js";

/**
 * Returns the keys that start with *prefix*, in ascending order. A list carries no digest, so over a
 * connection that is not encrypted each page is asked for until two answers in a row agree. The client
 * reads a key that is nothing but digits as a number, so that 007 comes as 7; no key of ours is one.
 */
export async function listKeys(bucket: Bucket, prefix: string): Promise<string[]> {
  return (await listNames(bucket, prefix)).filter(isKey);
}

/** Returns the names that start with *prefix* and are no keys, as Store.listStrays does: another program put them there. */
export async function listStrayKeys(bucket: Bucket, prefix: string): Promise<string[]> {
  const names = await listNames(bucket, prefix);
  return names.filter((name) => !isKey(name)).map((name) => `${name} (no name of a key)`);
}

async function listNames(bucket: Bucket, prefix: string): Promise<string[]> {
  return (await listObjects(bucket, prefix)).map(({name}) => name).sort();
}

/** An object as a list names it. */
export interface ListedObject {
  /** Its name, which need not be a key: any program may have put it there. */
  name: string;

  bytes: number;

  /** What changes whenever its bytes do. */
  etag: string;

  /** When it was put there, by the clock of the server; milliseconds since 1970. */
  changedAt: number;
}

/** Returns the objects whose names start with *prefix*; none if there is no such bucket. */
export async function listObjects(bucket: Bucket, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  let token = "";
  do {
    const page = await requestTwice(bucket, prefix, () => listPage(bucket, prefix, token));
    objects.push(...page.objects);
    token = page.next;
  } while (token);
  return objects;
}

interface Page {
  objects: ListedObject[];
  /** The start of the next page; empty if this was the last. */
  next: string;
}

async function listPage(bucket: Bucket, prefix: string, token: string): Promise<Page> {
  return bucket.ask("list", `${prefix}*`, 0, async (client, attempt) => {
    try {
      const page = await client.listObjectsV2Query(bucket.name, prefix, token, "", 1000, "");
      const objects = page.objects.map(({name, size, etag, lastModified}) => ({
        name: String(name),
        bytes: size ?? NaN,
        etag: etag ?? "",
        changedAt: lastModified?.getTime() ?? NaN
      }));
      if (!objects.every(({name}) => name.startsWith(prefix)))
        throw new DigestError("a list of other keys came");
      return {objects, next: page.isTruncated ? page.nextContinuationToken : ""};
    } catch (error) {
      if (isAbsent(attempt)) return {objects: [], next: ""}; // no bucket yet
      throw error;
    }
  });
}

const maxAnswers = 5;

async function requestTwice(
  bucket: Bucket,
  prefix: string,
  ask: () => Promise<Page>
): Promise<Page> {
  let page = await ask();
  if (bucket.connection.secure) return page;
  for (let answers = 1; answers < maxAnswers; ++answers) {
    const repeated = await ask();
    if (JSON.stringify(repeated) === JSON.stringify(page)) return repeated;
    page = repeated;
  }
  const {address} = bucket.connection;
  throw new DigestError(
    `cannot list ${bucket.address(prefix)}* at ${address}: no two of ${maxAnswers} answers agree; try repeated when nobody writes there`
  );
}

/** A transfer in parts that was begun and has not ended. */
interface Upload {
  /** Its identifier, a space, and its key. */
  name: string;
  /** Milliseconds since 1970, by the clock of the server. */
  initiatedAt: number;
}

/** Returns the transfers in parts that have not ended, in the order of their names. */
export async function listUploads(bucket: Bucket): Promise<Upload[]> {
  const uploads: Upload[] = [];
  let marker = ["", ""];
  do {
    const [key, id] = marker;
    const page = await bucket.ask("list", "*", 0, async (client, attempt) => {
      try {
        return await client.listIncompleteUploadsQuery(bucket.name, "", key, id, "");
      } catch (error) {
        if (isAbsent(attempt)) return undefined; // no bucket yet
        throw error;
      }
    });
    for (const one of page?.uploads ?? [])
      uploads.push({name: `${one.uploadId} ${one.key}`, initiatedAt: one.initiated.getTime()});
    marker = page?.isTruncated ? [page.nextKeyMarker, page.nextUploadIdMarker] : ["", ""];
  } while (marker[0]);
  return uploads.sort((a, b) => (a.name < b.name ? -1 : 1));
}
