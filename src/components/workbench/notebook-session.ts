import {NotebookError, sameNotebook} from "../../core/notebook/file.js";
import {freeName} from "../../core/notebook/names.js";
import {noSettings} from "../../core/notebook/types.js";
import type {Cell, Notebook} from "../../core/notebook/types.js";
import {decodeFragment, encodeNotebook, maxLinkLength} from "../site/notebook-url.js";
import {idOfKey, notebookStore} from "./notebook-store.js";
import type {StoredNotebook} from "./notebook-store.js";

/** The notebook that is open, stored at every change, and its link. */
export interface NotebookSession {
  current(): Notebook;

  /** Stores a change within 300 ms, or before the page is left. */
  change(next: Notebook): void;

  /** Opens a notebook as a new one; the previous one stays in the list. */
  open(notebook: Notebook): void;

  /** Opens one of the list. */
  restore(id: string): void;

  /** Returns the stored notebooks, the latest first. */
  list(): StoredNotebook[];
  id(): string;
}

/** The seed of a session, and its listeners. */
interface SessionOptions {
  seed: Notebook;

  /** Called when another notebook is opened, or another tab changed this one. */
  onOpen: (notebook: Notebook) => void;

  /** Called with a message on storage and links; empty without a problem. */
  onMessage: (text: string) => void;
}

const tabKey = "atalaya-notebook-tab";
const lastKey = "atalaya-notebook-last";

/**
 * Opens the notebook in the URL after `#`, else that of this tab, else the latest, else the seed. A link opens
 * as a new notebook: the previous one stays stored. Two tabs on one notebook are merged, cell by cell.
 */
// eslint-disable-next-line max-lines-per-function -- a session is one closure over its state
export async function notebookSession({
  seed,
  onOpen,
  onMessage
}: SessionOptions): Promise<NotebookSession> {
  const store = notebookStore(localStorage);
  let id = newId();
  let notebook = withOwnIds(seed);
  let base: Notebook | null = null;
  let timer = 0;
  let hash = "";

  function save(): void {
    clearTimeout(timer);
    timer = 0;
    try {
      const stored = store.save(id, base, notebook, Date.now());
      base = stored;
      remember();
      if (!sameNotebook(stored, notebook)) {
        notebook = stored;
        onOpen(stored);
      }
      onMessage("");
    } catch {
      onMessage("not stored: the browser’s storage is full or disabled; download the notebook");
    }
    void link();
  }

  function remember(): void {
    localStorage.setItem(lastKey, id);
    sessionStorage.setItem(tabKey, JSON.stringify({id, hash}));
  }

  /** Writes the notebook into the URL, if it fits. */
  async function link(): Promise<void> {
    const of = notebook;
    const fragment = await encodeNotebook(of);
    if (of !== notebook) return;
    const long = fragment.length > maxLinkLength;
    if (long)
      onMessage(
        `too long for a link: ${fragment.length} characters of ${maxLinkLength}; send the file`
      );
    hash = long ? "" : `#${fragment}`;
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
    try {
      remember();
    } catch {
      // reported already, when the notebook itself was not stored
    }
  }

  function show(next: Notebook, as: string, stored: Notebook | null): void {
    id = as;
    notebook = next;
    base = stored;
    onOpen(next);
    save();
  }

  function open(next: Notebook): void {
    if (timer) save();
    const same = store.list().find((stored) => sameNotebook(stored, next));
    if (same) show({title: same.title, cells: same.cells}, same.id, same);
    else show(withOwnIds(next), newId(), null);
  }

  function restore(of: string): void {
    if (timer) save();
    const stored = store.find(of);
    if (stored) show({title: stored.title, cells: stored.cells}, stored.id, stored);
  }

  async function openLink(): Promise<boolean> {
    if (location.hash === hash) return false;
    try {
      const linked = await decodeFragment(location.hash);
      if (linked) open(linked);
      return linked !== null;
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error;
      onMessage(error.message);
      return false;
    }
  }

  const tab = readTab();
  hash = tab.hash;
  // A reload may have begun just before the URL followed the last change: it is still of this tab.
  const own = hash === location.hash || location.hash === "" || isReload();
  if (tab.id !== null && own && store.find(tab.id)) restore(tab.id);
  else {
    hash = "";
    if (location.hash === "" || !(await openLink())) {
      const last = store.find(localStorage.getItem(lastKey) ?? "") ?? store.list()[0];
      if (last) restore(last.id);
      else open(seed);
    }
  }

  addEventListener("hashchange", () => void openLink());
  addEventListener("pagehide", () => timer && save());
  document.addEventListener("visibilitychange", () => document.hidden && timer && save());
  addEventListener("storage", ({key}) => {
    const there = idOfKey(key) === id ? store.find(id) : null;
    if (!there || sameNotebook(there, notebook)) return;
    if (timer) return save(); // merges both
    notebook = base = {title: there.title, cells: there.cells};
    onOpen(notebook);
  });

  return {
    current: () => notebook,
    change(next) {
      notebook = next;
      if (!timer) timer = window.setTimeout(save, 250);
    },
    open,
    restore,
    list: () => store.list(),
    id: () => id
  };
}

/** Returns a new, empty cell for a notebook of *cells*. */
export function newCell(cells: readonly Cell[], sql = ""): Cell {
  const name = freeName(cells.map((cell) => cell.name));
  return {id: newId(), name, sql, chart: {...noSettings}};
}

function withOwnIds({title, cells}: Notebook): Notebook {
  return {title, cells: cells.map((cell) => ({...cell, id: newId()}))};
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isReload(): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "reload";
}

function readTab(): {id: string | null; hash: string} {
  try {
    const {id, hash} = JSON.parse(sessionStorage.getItem(tabKey) ?? "{}") as Record<
      string,
      unknown
    >;
    return {id: typeof id === "string" ? id : null, hash: typeof hash === "string" ? hash : ""};
  } catch {
    return {id: null, hash: ""};
  }
}
