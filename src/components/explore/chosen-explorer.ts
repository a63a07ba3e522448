import type {ExplorePage} from "../../core/schema/explore.js";
import type {SiteModel} from "../../core/schema/site-models.js";
import type {PublishedDatabase} from "../database/client.js";
import {formatCount, formatShare} from "../kit/format.js";
import {modelLabel} from "../site-models/choice.js";
import {fetchModel} from "../site-models/fetch-model.js";
import {modelExportOptions, modelLine} from "../site-models/model-line.js";
import {dimensionOf} from "./dimensions.js";
import {eventExplorer} from "./event-explorer.js";
import {noRows} from "./fetch-rows.js";
import type {Hidden} from "./filter-state.js";
import {publishedEvents} from "./published-events.js";
import {rescorePublished} from "./rescore-published.js";
import type {RankedScores} from "./score-worker.js";
import {showScores} from "./shown-scores.js";

/** The events, and where they are shown. */
interface ChosenOptions {
  model: SiteModel;
  database: PublishedDatabase;

  /** The URL of site-models.json. */
  listed: string;
  heading: HTMLElement;
  hidden: Hidden;

  /** Ends the work, and the listeners. */
  signal: AbortSignal;
  onProgress: (text: string) => void;
}

const ranked = new Map<string, RankedScores>();

/**
 * Returns the figures of Explore over the published events by the scores of another model, which are computed in a worker. Leaves
 * the views of the database as `showScores` does. Rejects if the model cannot score them, or its scores have not the listed alerts.
 */
export async function chosenExplorer(
  page: ExplorePage,
  {model, database, listed, heading, hidden, signal, onProgress}: ChosenOptions
): Promise<HTMLElement> {
  const found = ranked.get(model.sha256) ?? (await rescore(page, {model, database, listed, signal, onProgress})); // prettier-ignore
  if (found.alerts !== model.alerts)
    throw new Error(
      `its scores give ${formatCount(found.alerts)} alerts here and gave ${formatCount(model.alerts)} when the site was built; open Verify`
    );
  ranked.clear(); // the scores of one model at a time
  ranked.set(model.sha256, found);
  signal.throwIfAborted();
  await showScores(database, found.csv.slice());
  const shown = chosenPage(page, model, found);
  const dimensions = shown.dimensions.map(dimensionOf);
  const {events, provenance} = shown;
  return eventExplorer(shown, {
    url: null,
    open: () => Promise.resolve(publishedEvents(database, {events, dimensions, hidden})),
    heading,
    hidden,
    signal,
    by: modelLabel(model),
    own: {
      exports: modelExportOptions(model, provenance),
      line: (n, exports) => modelLine(provenance, model, {n, exports: {...exports, threshold: model.threshold}}) // prettier-ignore
    }
  });
}

async function rescore(
  {events}: ExplorePage,
  {model, database, listed, signal, onProgress}: Omit<ChosenOptions, "heading" | "hidden">
): Promise<RankedScores> {
  const label = modelLabel(model);
  onProgress(`Loading ${label} …`);
  const text = await fetchModel(listed, model);
  const {scale, threshold} = model;
  const found = await rescorePublished(database, {
    ...{text, scale, threshold, events, signal},
    onProgress: (done) =>
      onProgress(`Scoring ${formatCount(events)} events with ${label}: ${formatShare(done / events)}.`) // prettier-ignore
  });
  onProgress("");
  return found;
}

/** Returns the first view of Explore by other scores: all but those are as published, and no rows are. */
function chosenPage(page: ExplorePage, model: SiteModel, found: RankedScores): ExplorePage {
  const {edges, counts, alerts, highest} = found;
  return {
    ...page,
    threshold: model.threshold,
    alerts,
    top: highest,
    dimensions: page.dimensions.map((dimension) =>
      dimension.name === "score" ? {...dimension, edges, counts} : dimension
    ),
    rows: noRows
  };
}
