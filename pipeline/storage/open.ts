import {join} from "node:path";
import type {Settings} from "../config/settings.js";
import {folderStore} from "./folder.js";
import type {Stores} from "./store.js";

/** Returns the stores of the four layers, as *settings* ask for them: folders in the workspace. */
export function openStores({store, buckets}: Settings): Stores {
  return {
    raw: folderStore(join(store, buckets.raw)),
    silver: folderStore(join(store, buckets.silver)),
    models: folderStore(join(store, buckets.models)),
    eval: folderStore(join(store, buckets.eval))
  };
}
