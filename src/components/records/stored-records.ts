/** Records that are stored in this browser under one name. */
export interface StoredRecords<T> {
  /** Returns the records, by their identities. */
  all(): ReadonlyMap<string, T>;

  /** Replaces all records by *records*; throws a RangeError if there are too many. */
  replaceAll(records: Iterable<T>): void;

  /** Replaces the record with the same identity by *record*, or adds it; throws a RangeError if there are too many. */
  put(record: T): void;

  /** Removes a record. */
  remove(identity: string): void;

  /** Returns why records may be lost, as a sentence; null if they will not be. */
  fault(): string | null;

  /** Calls *listener* after every change, here or in another tab, until *node* has left the page. */
  listen(node: Node, listener: () => void): void;
}

/** How records are stored. */
export interface StoredRecordsOptions<T> {
  /** The name in the storage, with a version; e.g., `atalaya-verdicts/1`. */
  name: string;

  /** What they are called, in the plural; e.g., `verdicts`. */
  noun: string;

  /** The maximum number of records. */
  maxRecords: number;

  /** Returns the record that a stored value is; throws a RangeError if it is invalid. */
  parse: (value: unknown) => T;
  identityOf: (record: T) => string;

  /** The storage; defaults to the browser’s `localStorage`, which may throw. */
  storage?: () => Pick<Storage, "getItem" | "setItem">;
}

/**
 * Returns records that are stored in this browser, for this site alone. Every change is written at once, on top
 * of what other tabs have written; where the browser stores nothing, or its storage is full, the records last
 * until the page is left, and `fault` returns a message. What is stored but cannot be read is set aside.
 */
export function storedRecords<T>(options: StoredRecordsOptions<T>): StoredRecords<T> {
  return new BrowserRecords(options);
}

class BrowserRecords<T> implements StoredRecords<T> {
  readonly #options: Required<StoredRecordsOptions<T>>;
  readonly #listeners = new Map<() => void, Node>();
  #records = new Map<string, T>();
  #text: string | null = null; // what is stored, as it was read or written last
  #unsaved: string | null = null; // why the records are only in memory
  #lost: string | null = null; // what could not be read

  constructor(options: StoredRecordsOptions<T>) {
    this.#options = {storage: () => localStorage, ...options};
    if (typeof addEventListener !== "function") return; // pages are prerendered without a window
    addEventListener("storage", ({key}: StorageEvent) => {
      if (key === options.name || key === null) this.#notify();
    });
  }

  all(): ReadonlyMap<string, T> {
    this.#load();
    return this.#records;
  }

  replaceAll(records: Iterable<T>): void {
    const {noun, maxRecords, identityOf} = this.#options;
    const next = new Map([...records].map((record) => [identityOf(record), record]));
    if (next.size > maxRecords)
      throw new RangeError(`too many ${noun}: ${next.size}; this browser stores ${maxRecords}`);
    this.#records = next;
    this.#save();
  }

  put(record: T): void {
    this.#load();
    this.replaceAll([...this.#records.values(), record]);
  }

  remove(identity: string): void {
    this.#load();
    this.#records = new Map(this.#records);
    this.#records.delete(identity);
    this.#save();
  }

  fault(): string | null {
    return this.#unsaved ?? this.#lost;
  }

  listen(node: Node, listener: () => void): void {
    this.#listeners.set(listener, node);
  }

  #load(): void {
    if (this.#unsaved) return; // memory has more than the storage
    const {name, noun, parse, identityOf, storage} = this.#options;
    try {
      const stored = storage().getItem(name);
      if (stored === this.#text) return;
      this.#text = stored;
      const {records, lost} = readStored(stored, parse);
      this.#records = new Map(records.map((record) => [identityOf(record), record]));
      if (lost === 0) return;
      storage().setItem(`${name}/unreadable`, stored!);
      this.#lost = `${lost} of the ${noun} that are stored in this browser cannot be read; they are set aside under “${name}/unreadable”.`;
    } catch {
      this.#unsaved = `This browser stores nothing for this site: ${noun} last until the page is left. Export them.`;
    }
  }

  #save(): void {
    const {name, noun, storage} = this.#options;
    try {
      const text = JSON.stringify([...this.#records.values()]);
      storage().setItem(name, text);
      this.#text = text;
      this.#unsaved = null;
    } catch (error) {
      const full = error instanceof DOMException && /quota/i.test(error.name);
      this.#unsaved = full
        ? `The storage of this browser is full: new ${noun} last until the page is left. Export them, and remove some.`
        : `This browser stores nothing for this site: ${noun} last until the page is left. Export them.`;
    }
    this.#notify();
  }

  #notify(): void {
    for (const [listener, node] of this.#listeners) {
      if (node.isConnected) listener();
      else this.#listeners.delete(listener);
    }
  }
}

function readStored<T>(
  text: string | null,
  parse: (value: unknown) => T
): {records: T[]; lost: number} {
  if (text === null) return {records: [], lost: 0};
  const values = maybeArray(text);
  if (!values) return {records: [], lost: 1};
  const records: T[] = [];
  for (const value of values) {
    try {
      records.push(parse(value));
    } catch {
      // counted as unreadable
    }
  }
  return {records, lost: values.length - records.length};
}

function maybeArray(text: string): unknown[] | undefined {
  try {
    const values = JSON.parse(text) as unknown;
    return Array.isArray(values) ? (values as unknown[]) : undefined;
  } catch {
    return undefined;
  }
}
