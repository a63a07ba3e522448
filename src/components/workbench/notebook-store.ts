import {readNotebook, sameNotebook} from "../../core/notebook/file.js";
import {merge} from "../../core/notebook/merge.js";
import type {Notebook} from "../../core/notebook/types.js";

/** A notebook as this browser keeps it. */
export interface StoredNotebook extends Notebook {
  /** What it is called in the storage. */
  id: string;

  /** When it was changed last, in ms since the epoch. */
  savedAt: number;
}

/** Where notebooks are kept between visits: the browser’s own storage, of this site. */
export interface NotebookStore {
  /** Returns the notebooks, the one that was changed last first; what cannot be read is left out. */
  list(): StoredNotebook[];

  find(id: string): StoredNotebook | null;

  /**
   * Keeps *mine* as `id`. If somebody else has kept another since *base* was read, both are merged and
   * nothing is lost. Returns what is kept now; throws if the storage is full or forbidden.
   */
  save(id: string, base: Notebook | null, mine: Notebook, now: number): Notebook;

  remove(id: string): void;
}

const prefix = "atalaya-notebook:";
const maxKept = 10;

/** What was written here is read again, however much it is. */
const anything = {cells: Infinity, title: Infinity, name: Infinity, sql: Infinity};

/** Returns the store over *storage*: localStorage, or what behaves like it. */
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
      const kept = clash ? merge(base, mine, there) : mine;
      storage.setItem(prefix + id, write(kept, now));
      for (const old of list().slice(maxKept)) if (old.id !== id) storage.removeItem(prefix + old.id); // prettier-ignore
      return kept;
    },
    remove: (id) => storage.removeItem(prefix + id)
  };
}

/** Returns the identifier of the notebook that a key of the storage holds; null if it is another’s key. */
export function idOfKey(key: string | null): string | null {
  return key?.startsWith(prefix) ? key.slice(prefix.length) : null;
}

function keysOf(storage: Storage): string[] {
  const keys = Array.from({length: storage.length}, (_, i) => storage.key(i) ?? "");
  return keys.filter((key) => key.startsWith(prefix));
}

/** Cells keep their identifiers here, so that two tabs can tell them apart. */
function write({title, cells}: Notebook, savedAt: number): string {
  const ids = cells.map(({id}) => id);
  const plain = cells.map(({name, sql, chart}) => ({name, sql, chart}));
  const notebook = {format: "atalaya-notebook/1", title, cells: plain};
  return JSON.stringify({savedAt, ids, notebook});
}

function readStored(id: string, text: string | null): StoredNotebook | null {
  if (text === null) return null;
  try {
    const {savedAt, ids, notebook} = JSON.parse(text) as {[name: string]: unknown};
    const {title, cells} = readNotebook(JSON.stringify(notebook), anything);
    const known = Array.isArray(ids) ? (ids as unknown[]).map(String) : [];
    const named = cells.map((cell, i) => ({...cell, id: known[i] ?? cell.id}));
    return {id, savedAt: Number(savedAt) || 0, title, cells: named};
  } catch {
    return null;
  }
}
