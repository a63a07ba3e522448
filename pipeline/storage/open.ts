import {join} from "node:path";
import {feedPrefix, feedsFolder} from "../config/feed.js";
import type {Settings} from "../config/settings.js";
import {openCache} from "./cache.js";
import {folderStore} from "./folder.js";
import {openConnection} from "./s3/connection.js";
import {defaultPatience} from "./s3/persist.js";
import {prefixedStore, storeWithout} from "./s3/prefixed.js";
import {s3Store} from "./s3/store.js";
import type {Store, Stores} from "./store.js";

/**
 * Returns the stores of the four layers, as *settings* ask for them: buckets of a server, or else folders in the workspace. Those
 * of a feed are below its prefix in each bucket; without a feed, what is of feeds is not listed.
 */
export function openStores(settings: Settings): Stores {
  const {raw, silver, models, eval: evaluation} = settings.buckets;
  const open = opener(settings);
  return {raw: open(raw), silver: open(silver), models: open(models), eval: open(evaluation)};
}

function opener(settings: Settings): (bucket: string) => Store {
  const {store, minio, feed, cache: folder, cacheBytes} = settings;
  if (!minio) return (bucket) => folderStore(join(store, bucket));
  const connection = openConnection(minio);
  const cache = openCache(folder, {limit: cacheBytes});
  const patience = {...defaultPatience, deadlineMs: minio.retryTimeout * 1000};
  return (bucket) => {
    const all = s3Store({connection, bucket, cache, patience});
    return feed === null
      ? storeWithout(all, `${feedsFolder}/`)
      : prefixedStore(all, feedPrefix(feed));
  };
}
