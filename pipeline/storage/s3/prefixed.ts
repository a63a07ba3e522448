import type {Store} from "../store.js";

/** Returns the part of *store* below *prefix*, which ends in a slash: its keys begin there, and no other is read, listed or removed. */
export function prefixedStore(store: Store, prefix: string): Store {
  const inner = (key: string) => prefix + key;
  const outer = (key: string) => key.slice(prefix.length);
  return {
    location: `${store.location}/${prefix.slice(0, -1)}`,
    isLocal: store.isLocal,
    read: (key) => store.read(inner(key)),
    localPath: (key) => store.localPath(inner(key)),
    write: (key, bytes) => store.write(inner(key), bytes),
    adopt: (key, path) => store.adopt(inner(key), path),
    replace: (key, bytes) => store.replace(inner(key), bytes),
    has: (key) => store.has(inner(key)),
    list: async (start) => (await store.list(inner(start))).map(outer),
    listStrays: async (folder) => (await store.listStrays(inner(folder))).map(outer),
    remove: (key) => store.remove(inner(key)),
    async listUnfinished(seconds) {
      const names = await store.listUnfinished(seconds);
      return names.filter((name) => uploadKey(name).startsWith(prefix));
    },
    async removeUnfinished(name) {
      if (!uploadKey(name).startsWith(prefix))
        throw new RangeError(
          `invalid name of a write: ${JSON.stringify(name)} is not of ${prefix}`
        );
      await store.removeUnfinished(name);
    }
  };
}

/** Returns *store* without what is below *prefix*, which ends in a slash: that is listed by nobody, and so removed by nobody. */
export function storeWithout(store: Store, prefix: string): Store {
  return {
    ...store,
    list: async (start) => (await store.list(start)).filter((key) => !key.startsWith(prefix)),
    listStrays: async (folder) =>
      (await store.listStrays(folder)).filter((key) => !key.startsWith(prefix)),
    async listUnfinished(seconds) {
      const names = await store.listUnfinished(seconds);
      return names.filter((name) => !uploadKey(name).startsWith(prefix));
    }
  };
}

/** Returns the key of the unfinished write *name*: an identifier, a space, and the key. */
function uploadKey(name: string): string {
  return name.slice(name.indexOf(" ") + 1);
}
