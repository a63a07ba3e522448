import {readFile, realpath, rm} from "node:fs/promises";
import {join} from "node:path";
import {NotFoundError, OutageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {sha256OfFile} from "../artifacts/digest.js";
import {openStores} from "../storage/open.js";
import type {Store, Stores} from "../storage/store.js";

/** An object as it is now. */
export interface StoredObject {
  sha256: string;
  /** Its size in bytes. */
  bytes: number;
  /** Says so if it is reached by a link, which another file may follow tomorrow. */
  link?: string;
}

/** A reader of the current objects, one at a time. */
export interface ObjectReader {
  stores: Stores;

  /**
   * Returns the digest of the object at *key*, read as a stream, and calls *use* with the path of a file
   * with its bytes; undefined if there is none. Throws an OutageError if it cannot be read.
   */
  read(
    store: Store,
    key: string,
    use?: (path: string, object: StoredObject) => Promise<void>
  ): Promise<StoredObject | undefined>;
}

/** The largest object whose text is read at once: manifests and statements are smaller. */
const maxTextBytes = 256 << 20;

/**
 * Returns what reads the objects of *settings*. Those of a server are fetched anew into a folder of
 * *scratch*, whatever this machine keeps of them, and removed once they are read.
 */
export function openReader(settings: Settings, scratch: () => Promise<string>): ObjectReader {
  let opening: Promise<{stores: Stores; cache: string | undefined}> | undefined;
  const open = async () => {
    if (!settings.minio) return {stores: openStores(settings), cache: undefined};
    const cache = join(await scratch(), "fetched");
    return {stores: openStores({...settings, cache, cacheBytes: 0}), cache};
  };
  const known = openStores(settings);
  return {
    stores: known,
    async read(store, key, use) {
      const {stores, cache} = await (opening ??= open());
      const layer = (Object.keys(known) as (keyof Stores)[]).find((name) => known[name] === store);
      try {
        const path = await stores[layer as keyof Stores].localPath(key);
        const {location} = stores[layer as keyof Stores];
        const link = settings.minio ? undefined : await maybeLink(path, location, key);
        const object = {...(await sha256OfFile(path)), link};
        await use?.(path, object);
        return object;
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined; // gone meanwhile
        throw error;
      } finally {
        if (cache) await rm(cache, {recursive: true, force: true});
      }
    }
  };
}

/** Returns what a link says, if one leads to the file at *path*, the *key* of the store in *folder*. */
async function maybeLink(path: string, folder: string, key: string): Promise<string | undefined> {
  const expected = join(await realpath(folder), ...key.split("/"));
  const found = await realpath(path);
  return found === expected ? undefined : "a link";
}

/** Returns the object at *key* with its bytes; undefined if there is none. Throws an OutageError if it is too large to be a manifest or a statement. */
export async function readText(
  reader: ObjectReader,
  store: Store,
  key: string
): Promise<(StoredObject & {content: Uint8Array}) | undefined> {
  let content: Uint8Array | undefined;
  const object = await reader.read(store, key, async (path, {bytes}) => {
    if (bytes > maxTextBytes) throw new OutageError(`too large: ${key} has ${bytes} bytes`);
    content = await readFile(path);
  });
  return object && content && {...object, content};
}

/** Returns the text that *bytes* are, with a byte order mark if there is one: equal texts have equal bytes. */
export function exactText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", {ignoreBOM: true}).decode(bytes);
}
