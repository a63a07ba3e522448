import {notebookFormat, readNotebook, sameNotebook} from "../../core/notebook/file.js";
import {merge} from "../../core/notebook/merge.js";
import type {Notebook} from "../../core/notebook/types.js";

/** A notebook that is stored in this browser. */
export interface StoredNotebook extends Notebook {
  /** The identifier in the storage. */
  id: string;

  /** The time of the last change, in ms since the epoch. */
  savedAt: number;
}

/** The notebooks between visits, in the browser’s own storage of this site. */
interface NotebookStore {
  /** Returns the notebooks, the one that was changed last first; invalid ones are skipped. */
  list(): StoredNotebook[];

  find(id: string): StoredNotebook | null;

  /**
   * Stores *mine* as `id`. If another was stored since *base* was read, both are merged and nothing is lost.
   * Returns the stored notebook; throws if the storage is full or disabled.
   */
  save(id: string, base: Notebook | null, mine: Notebook, now: number): Notebook;

  remove(id: string): void;
}

const prefix = "atalaya-notebook:";
const maxStored = 10;

/** No limits: what was stored can be read. */
const noLimits = {cells: Infinity, title: Infinity, name: Infinity, sql: Infinity};

/** Returns the store over *storage*: localStorage, or an equivalent. */
export function notebookStore(storage: Storage): NotebookStore {
  const find = (id: string) => readStored(id, storage.getItem(prefix + id));
  const list = () =>
    keysOf(storage)
      .flatMap((key) => find(key.slice(prefix.length)) ?? [])
      .sort((a, b) => b.savedAt - a.savedAt);
  return {
    find,
    list,
    save(id, base, mine, now) {
      const there = find(id);
      const clash = there && base && !sameNotebook(there, base);
      const merged = clash ? merge(base, mine, there) : mine;
      storage.setItem(prefix + id, write(merged, now));
      for (const old of list().slice(maxStored)) if (old.id !== id) storage.removeItem(prefix + old.id); // prettier-ignore
      return merged;
    },
    remove: (id) => storage.removeItem(prefix + id)
  };
}

/** Returns the identifier of the notebook of a key of the storage; null if the key is of none. */
export function idOfKey(key: string | null): string | null {
  return key?.startsWith(prefix) ? key.slice(prefix.length) : null;
}

function keysOf(storage: Storage): string[] {
  const keys = Array.from({length: storage.length}, (_, i) => storage.key(i) ?? "");
  return keys.filter((key) => key.startsWith(prefix));
}

/** Returns a notebook as JSON, with the identifiers of its cells, so that two tabs can match them. */
function write({title, cells}: Notebook, savedAt: number): string {
  const ids = cells.map(({id}) => id);
  const plain = cells.map(({name, sql, chart}) => ({name, sql, chart}));
  const notebook = {format: notebookFormat, title, cells: plain};
  return JSON.stringify({savedAt, ids, notebook});
}

function readStored(id: string, text: string | null): StoredNotebook | null {
  if (text === null) return null;
  try {
    const {savedAt, ids, notebook} = JSON.parse(text) as {[name: string]: unknown};
    const {title, cells} = readNotebook(JSON.stringify(notebook), noLimits);
    const known = Array.isArray(ids) ? (ids as unknown[]).map(String) : [];
    const named = cells.map((cell, i) => ({...cell, id: known[i] ?? cell.id}));
    return {id, savedAt: Number(savedAt) || 0, title, cells: named};
  } catch {
    return null;
  }
}
