/** A store of the bytes of a layer. Keys are slash-separated and written once, but for `replace`. */
export interface Store {
  /** The address of the store, for messages; e.g., `s3://cybersec-ml-silver`. */
  readonly location: string;

  /** Whether its files are on this machine, so that reading one transfers nothing. */
  readonly isLocal: boolean;

  /** Returns the bytes at *key*; rejects with a NotFoundError if there are none. */
  read(key: string): Promise<Uint8Array>;

  /** Returns the path of a file on this machine with the bytes at *key*, for DuckDB and streams; rejects with a NotFoundError. Never write to it. */
  localPath(key: string): Promise<string>;

  /** Stores *bytes* at *key*, completely or not at all; does nothing if the key exists. */
  write(key: string, bytes: Uint8Array): Promise<void>;

  /** Moves the file at *path* into the store at *key*, completely or not at all; if the key exists, only removes the file. */
  adopt(key: string, path: string): Promise<void>;

  /** Keeps *bytes* at *key*, in place of what was there: for pointers such as `latest.json`, never for artifacts. */
  replace(key: string, bytes: Uint8Array): Promise<void>;

  /** Returns whether there is anything at *key*. */
  has(key: string): Promise<boolean>;

  /** Returns the keys that start with *prefix*, in ascending order. */
  list(prefix: string): Promise<string[]>;

  /**
   * Returns what lies under *prefix*, a folder with its slash, and is nothing that `list` returns: links, hidden files, empty
   * folders, and what is no file, each as its path with what it is; e.g., `a/.b (a hidden file)`. In ascending order.
   */
  listStrays(prefix: string): Promise<string[]>;

  /** Removes what is at *key*; does nothing if there is nothing. For `atalaya gc` and retention only: nothing else undoes a write. */
  remove(key: string): Promise<void>;

  /** Returns the names of writes that were begun at least *seconds* ago and never ended: partial files, multipart uploads. */
  listUnfinished(seconds: number): Promise<string[]>;

  /** Removes the unfinished write that listUnfinished calls *name*; does nothing if it is gone. */
  removeUnfinished(name: string): Promise<void>;
}

/** The four layers. */
export interface Stores {
  raw: Store;
  silver: Store;
  models: Store;
  eval: Store;
}
