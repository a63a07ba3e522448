import {NotebookError, sameNotebook} from "../../core/notebook/file.js";
import {freeName} from "../../core/notebook/names.js";
import {noSettings} from "../../core/notebook/types.js";
import type {Cell, Notebook} from "../../core/notebook/types.js";
import {decodeFragment, encodeNotebook, maxLinkLength} from "../site/notebook-url.js";
import {idOfKey, notebookStore} from "./notebook-store.js";
import type {StoredNotebook} from "./notebook-store.js";

/** The notebook that is open, kept at every change, and its link. */
export interface NotebookSession {
  current(): Notebook;

  /** Takes what was changed, and keeps it within 300 ms, or before the page goes. */
  change(next: Notebook): void;

  /** Opens a notebook as one of its own; the one before stays in the list. */
  open(notebook: Notebook): void;

  /** Opens one of the list. */
  restore(id: string): void;

  /** The notebooks that are kept, the latest first. */
  list(): StoredNotebook[];
  id(): string;
}

/** Whom a session tells. */
export interface SessionOptions {
  seed: Notebook;

  /** Called when another notebook is open, or another tab changed this one. */
  onOpen: (notebook: Notebook) => void;

  /** Called with what there is to say of keeping and linking; empty if all is well. */
  onMessage: (text: string) => void;
}

const tabKey = "atalaya-notebook-tab";
const lastKey = "atalaya-notebook-last";

/**
 * Opens what the address holds after `#`, else what this tab had open, else the latest, else the seed.
 * A link opens as a notebook of its own: what was there before is kept. Two tabs on one notebook are
 * merged, cell by cell.
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

  function keep(): void {
    clearTimeout(timer);
    timer = 0;
    try {
      const kept = store.save(id, base, notebook, Date.now());
      base = kept;
      remember();
      if (!sameNotebook(kept, notebook)) {
        notebook = kept;
        onOpen(kept);
      }
      onMessage("");
    } catch {
      onMessage("not kept: the browser’s storage is full or closed; download the notebook");
    }
    void link();
  }

  function remember(): void {
    localStorage.setItem(lastKey, id);
    sessionStorage.setItem(tabKey, JSON.stringify({id, hash}));
  }

  /** Puts the notebook into the address, as far as it fits. */
  async function link(): Promise<void> {
    const of = notebook;
    const fragment = await encodeNotebook(of);
    if (of !== notebook) return;
    const long = fragment.length > maxLinkLength;
    if (long)
      onMessage(
        `too long for a link: ${fragment.length} letters of ${maxLinkLength}; send the file`
      );
    hash = long ? "" : `#${fragment}`;
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
    try {
      remember();
    } catch {
      // said already, when the notebook itself was not kept
    }
  }

  function show(next: Notebook, as: string, kept: Notebook | null): void {
    id = as;
    notebook = next;
    base = kept;
    onOpen(next);
    keep();
  }

  function open(next: Notebook): void {
    if (timer) keep();
    const same = store.list().find((kept) => sameNotebook(kept, next));
    if (same) show({title: same.title, cells: same.cells}, same.id, same);
    else show(withOwnIds(next), newId(), null);
  }

  function restore(of: string): void {
    if (timer) keep();
    const kept = store.find(of);
    if (kept) show({title: kept.title, cells: kept.cells}, kept.id, kept);
  }

  async function openAddress(): Promise<boolean> {
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
  // A reload may have begun just before the address followed the last change: it is still this tab's.
  const own = hash === location.hash || location.hash === "" || isReload();
  if (tab.id !== null && own && store.find(tab.id)) restore(tab.id);
  else {
    hash = "";
    if (location.hash === "" || !(await openAddress())) {
      const last = store.find(localStorage.getItem(lastKey) ?? "") ?? store.list()[0];
      if (last) restore(last.id);
      else open(seed);
    }
  }

  addEventListener("hashchange", () => void openAddress());
  addEventListener("pagehide", () => timer && keep());
  document.addEventListener("visibilitychange", () => document.hidden && timer && keep());
  addEventListener("storage", ({key}) => {
    const there = idOfKey(key) === id ? store.find(id) : null;
    if (!there || sameNotebook(there, notebook)) return;
    if (timer) return keep(); // merges both
    notebook = base = {title: there.title, cells: there.cells};
    onOpen(notebook);
  });

  return {
    current: () => notebook,
    change(next) {
      notebook = next;
      if (!timer) timer = window.setTimeout(keep, 250);
    },
    open,
    restore,
    list: () => store.list(),
    id: () => id
  };
}

/** Returns a new, empty cell that can stand beside *cells*. */
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
