/** What is kept in the browser under one name. */
export interface KeptRecords<T> {
  /** Returns the records, by their identities. */
  all(): ReadonlyMap<string, T>;

  /** Puts *records* in the place of all that are kept. */
  replaceAll(records: Iterable<T>): void;

  /** Puts *record* in the place of the one with the same identity; throws a RangeError if there are too many. */
  put(record: T): void;

  /** Takes a record away. */
  remove(identity: string): void;

  /** Returns why what is put here may be lost, as a sentence; null if nothing is. */
  fault(): string | null;

  /** Calls *listener* after every change, here or in another tab. */
  listen(listener: () => void): void;
}

/** How records are kept. */
export interface KeptRecordsOptions<T> {
  /** The name in the storage, with a version; e.g., `atalaya-verdicts/1`. */
  name: string;

  /** What they are called, in the plural; e.g., `verdicts`. */
  noun: string;

  /** The most records that are kept. */
  most: number;

  /** Returns the record that a stored value is; throws a RangeError if it is none. */
  parse: (value: unknown) => T;
  identityOf: (record: T) => string;

  /** Where they are kept; defaults to the browser’s `localStorage`. */
  storage?: () => Storage;
}

/**
 * Returns records that this browser keeps, for this site alone. Every change is written at once, on top
 * of what other tabs have written; where the browser keeps nothing, or its storage is full, the records
 * last until the page is left, and `fault` says so. What is stored but cannot be read is set aside.
 */
export function keptRecords<T>(options: KeptRecordsOptions<T>): KeptRecords<T> {
  const {name, noun, most, parse, identityOf, storage = () => localStorage} = options;
  const listeners: (() => void)[] = [];
  let records = new Map<string, T>();
  let text: string | null = null; // what is stored, as it was read or written last
  let fault: string | null = null;

  function load(): void {
    try {
      const stored = storage().getItem(name);
      if (stored === text) return;
      text = stored;
      const read = readStored(stored, parse);
      records = new Map(read.records.map((record) => [identityOf(record), record]));
      if (read.lost === 0) return;
      storage().setItem(`${name}/unreadable`, stored!);
      fault = `${read.lost} of the ${noun} that this browser keeps cannot be read; they are set aside under “${name}/unreadable”.`;
    } catch {
      fault = `This browser keeps nothing for this site: ${noun} last until the page is left. Export them.`;
    }
  }

  function save(): void {
    try {
      const next = JSON.stringify([...records.values()]);
      storage().setItem(name, next);
      text = next;
      fault = null;
    } catch (error) {
      const full = error instanceof DOMException && /quota/i.test(error.name);
      fault = full
        ? `The storage of this browser is full: new ${noun} last until the page is left. Export them, and take some away.`
        : `This browser keeps nothing for this site: ${noun} last until the page is left. Export them.`;
    }
    for (const listener of listeners) listener();
  }

  if (typeof addEventListener === "function") {
    addEventListener("storage", ({key}: StorageEvent) => {
      if (key !== name && key !== null) return;
      load();
      for (const listener of listeners) listener();
    });
  }
  return {
    all() {
      if (!fault) load();
      return records;
    },
    replaceAll(next) {
      const given = [...next];
      if (given.length > most)
        throw new RangeError(`too many ${noun}: ${given.length}; this browser keeps ${most}`);
      records = new Map(given.map((record) => [identityOf(record), record]));
      save();
    },
    put(record) {
      if (!fault) load();
      const identity = identityOf(record);
      if (!records.has(identity) && records.size >= most)
        throw new RangeError(
          `too many ${noun}: this browser keeps ${most}; export them, and take some away`
        );
      records.set(identity, record);
      save();
    },
    remove(identity) {
      if (!fault) load();
      records.delete(identity);
      save();
    },
    fault: () => fault,
    listen: (listener) => void listeners.push(listener)
  };
}

function readStored<T>(
  text: string | null,
  parse: (value: unknown) => T
): {records: T[]; lost: number} {
  if (text === null) return {records: [], lost: 0};
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return {records: [], lost: 1};
  }
  if (!Array.isArray(values)) return {records: [], lost: 1};
  const records: T[] = [];
  for (const value of values as unknown[]) {
    try {
      records.push(parse(value));
    } catch {
      // counted as lost
    }
  }
  return {records, lost: values.length - records.length};
}
