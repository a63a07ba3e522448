import {countAlerts} from "../../core/evaluation/threshold-for-budget.js";
import {crossFilter} from "../../core/explore/cross-filter.js";
import type {ExploreView} from "../../core/explore/view.js";
import type {ExplorePage} from "../../core/schema/explore.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {eventExplorer} from "../explore/event-explorer.js";
import {noRows} from "../explore/fetch-rows.js";
import type {ExploreColumns} from "../explore/read-columns.js";
import type {ExploreEvents} from "../explore/explore-events.js";
import type {ExploreRow} from "../explore/explore-columns.js";
import type {OwnEvents} from "../explore/linked-views.js";
import type {LogWorker} from "./worker-client.js";
import type {LogIdentity} from "./log-identity.js";
import {withFiles, yourExportOptions, yourProvenanceLine} from "./log-provenance.js";
import type {PlainRow, Scored} from "./messages.js";

/** The context of the reader’s log in Explore. */
interface YourExploreOptions {
  today: Today;

  /** In (0, 1). */
  threshold: number;
  worker: LogWorker;
  identity: () => Promise<LogIdentity>;

  /** Shows an event of the log. */
  onOpen: (event: number) => void;

  /** Removes its listeners, when the log is gone. */
  signal: AbortSignal;
}

/** Returns the figures of Explore over the reader’s log: the same, but read from the worker’s memory. */
export async function yourExplore(
  scored: Scored,
  {today, threshold, worker, identity, onOpen, signal}: YourExploreOptions
): Promise<HTMLElement | null> {
  const answer = await worker.ask({kind: "explore", threshold}, "explore");
  if (!answer) return null;
  const {view} = answer;
  const provenance = {
    ...today.provenance,
    synthetic: false, // the reader’s data is not the site’s
    artifacts: {...today.provenance.artifacts, evaluation: ""} // nor are its verdicts
  };
  const page: ExplorePage = {
    provenance,
    events: scored.events,
    threshold,
    alerts: countAlerts(scored.scores, threshold),
    top: scored.top[0]?.score ?? threshold,
    labelled: view.values.label.some((value) => value !== null),
    dimensions: view.dimensions,
    lists: view.lists,
    rows: noRows
  };
  const heading = element("p", {class: "about"});
  const open = () => Promise.resolve(workerEvents(view, scored.events, {worker, identity}));
  const source = {provenance: today.provenance, identity};
  const own: OwnEvents = {
    exports: yourExportOptions(source),
    line: (n, exports) => yourProvenanceLine(source, {n, exports})
  };
  return element(
    "div",
    {},
    heading,
    eventExplorer(page, {url: null, open, heading, onOpen, signal, own})
  );
}

function workerEvents(
  view: ExploreView,
  events: number,
  {worker, identity}: Pick<YourExploreOptions, "worker" | "identity">
): ExploreEvents {
  const rowsOf = async (ranks: readonly number[]): Promise<PlainRow[]> => {
    const answer = await worker.ask({kind: "ranked", ranks}, "rows");
    return gone(answer).rows;
  };
  return {
    columns: () => Promise.resolve(columnsOf(view, events)),
    async mask(filters) {
      return gone(await worker.ask({kind: "mask", filters}, "mask")).mask;
    },
    unhidden: null,
    async rows(ranks) {
      return (await rowsOf(ranks)).map(exploreRow);
    },
    async sorted(wanted) {
      return gone(await worker.ask({kind: "sorted", wanted}, "ranks")).ranks;
    },
    async selection(filters, max) {
      const {ranks} = gone(await worker.ask({kind: "mostAnomalous", filters, max}, "ranks"));
      const rows: PlainRow[] = [];
      for (let i = 0; i < ranks.length; i += chunk)
        rows.push(...(await rowsOf(ranks.slice(i, i + chunk))));
      return withFiles(rows, identity);
    }
  };
}

const chunk = 1000; // so that the page stays responsive

function gone<T>(answer: T | null): T {
  if (answer === null) throw new Error("log not found; drop it again");
  return answer;
}

function columnsOf({dimensions, lists, codes, values}: ExploreView, rows: number): ExploreColumns {
  const names = [...dimensions, ...lists].map(({name}) => name);
  const sizes = [
    ...dimensions.map(({counts}) => counts.length),
    ...lists.map(({name}) => values[name].length)
  ];
  return {
    filter: crossFilter(
      names.map((name, i) => ({codes: codes[name], size: sizes[i]})),
      rows
    ),
    index: new Map(names.map((name, i) => [name, i])),
    values: new Map(Object.entries(values))
  };
}

function exploreRow(row: PlainRow): ExploreRow {
  return {...row, port: row.dst_port, state: row.conn_state} as unknown as ExploreRow;
}
