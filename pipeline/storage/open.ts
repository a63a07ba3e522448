import {join} from "node:path";
import type {Settings} from "../config/settings.js";
import {openCache} from "./cache.js";
import {folderStore} from "./folder.js";
import {openConnection} from "./s3/connection.js";
import {defaultPatience} from "./s3/persist.js";
import {s3Store} from "./s3/store.js";
import type {Store, Stores} from "./store.js";

/** Returns the stores of the four layers, as *settings* ask for them: buckets of a server, or else folders in the workspace. */
export function openStores(settings: Settings): Stores {
  const {raw, silver, models, eval: evaluation} = settings.buckets;
  const open = opener(settings);
  return {raw: open(raw), silver: open(silver), models: open(models), eval: open(evaluation)};
}

function opener({store, minio, cache: folder, cacheBytes}: Settings): (bucket: string) => Store {
  if (!minio) return (bucket) => folderStore(join(store, bucket));
  const connection = openConnection(minio);
  const cache = openCache(folder, {limit: cacheBytes});
  const patience = {...defaultPatience, deadlineMs: minio.retryTimeout * 1000};
  return (bucket) => s3Store({connection, bucket, cache, patience});
}
