import type {PageName} from "../../core/pages/registry.js";

/**
 * State that the pages share through the URL. *threshold* is in (0, 1); *from* and *until* are ms since the
 * epoch, UTC; *event* is an event_id; *entity* an address. Pages may add names of their own.
 */
export interface UrlState {
  threshold?: number;
  from?: number;
  until?: number;
  event?: number;
  entity?: string;
}

/** Values to put into a URL; null, undefined and the empty string remove a name. */
export type UrlChanges = Readonly<Record<string, string | number | null | undefined>>;

/** The names in the URL that every page understands, and that links between pages carry along. */
export const sharedNames: readonly string[] = [
  "threshold",
  "from",
  "until",
  "model",
  "event",
  "entity",
  "service",
  "port",
  "state",
  "label",
  "incidents",
  "each"
];

/** The pages whose scores, and so whose threshold, are of the model in the URL; on all others, they are of the run. */
export const modelPages: readonly PageName[] = ["explore", "alert", "your-log"];

/** Returns the shared state that a query string holds; what is not a number is skipped. */
export function readUrlState(search: string): UrlState {
  const params = new URLSearchParams(search);
  const state: UrlState = {};
  for (const name of ["threshold", "from", "until", "event"] as const) {
    const text = params.get(name);
    if (text !== null && text.trim() !== "" && Number.isFinite(Number(text))) {
      state[name] = Number(text);
    }
  }
  const entity = params.get("entity");
  if (entity) state.entity = entity;
  return state;
}

/**
 * Returns a link, relative to the pages at the root of the site, to a page in a state; e.g.,
 * `./alert.html?event=17`, which any server finds. Values are encoded.
 */
export function pageHref(
  page: PageName,
  state: Readonly<Record<string, string | number | null | undefined>> | UrlState = {}
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const query = params.toString();
  const file = `${page}.html`.replace(/(^|\/)index\.html$/, "$1");
  return `./${file}${query ? `?${query}` : ""}`;
}

/** Returns the link to an event by its identity: the digest of its file and its line, which every build of the log has. */
export function alertHref(identity: string): string {
  return pageHref("alert", {event: identity});
}

/** Returns the link to an incident by its id, which every build of the log has. */
export function incidentHref(id: string): string {
  return `./incident.html?${new URLSearchParams({id}).toString()}`;
}

/**
 * Puts values into the URL of the page without a new entry in the history; null, undefined and the
 * empty string remove a name; others stay.
 */
export function replaceUrlState(changes: UrlChanges): void {
  history.replaceState(history.state, "", changedUrl(changes));
}

/** Puts values into the URL of the page as a new entry in the history, so that Back undoes it. */
export function pushUrlState(changes: UrlChanges): void {
  const url = changedUrl(changes);
  if (url.href !== location.href) history.pushState(null, "", url);
}

function changedUrl(changes: UrlChanges): URL {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
  return url;
}
