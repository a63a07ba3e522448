import type {ExplorePage} from "../../core/schema/explore.js";
import type {SiteModel, SiteModelsPage} from "../../core/schema/site-models.js";
import type {SqlCondition} from "../../core/suppressions/condition.js";
import {suppressionSql} from "../../core/suppressions/suppression.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {suppressionPart} from "../records/suppression-form.js";
import {suppressionsInForce} from "../records/suppression-store.js";
import type {PageContext} from "../site/page-context.js";
import {chosenModel} from "../site-models/choice.js";
import {modelChooser} from "../site-models/model-chooser.js";
import {chosenExplorer} from "./chosen-explorer.js";
import {dimensionOf} from "./dimensions.js";
import {eventExplorer} from "./event-explorer.js";
import type {Hidden} from "./filter-state.js";
import {showPublished} from "./shown-scores.js";
import {expressionOf, offeredConditions} from "./suppression-conditions.js";

/** The parameter of the URL with which suppressed events are shown. */
const parameter = "suppressed";

/** The data of the page. */
export interface ExplorePageData {
  page: ExplorePage;

  /** The models that it can score with. */
  models: SiteModelsPage;
}

/**
 * Returns the page Explore without the events that suppressions of this browser hide, with their number
 * and a link that shows them, and a form that suppresses the selection. Where the URL names another model than that of
 * the run, its scores take the place of the published ones.
 */
export function explorePage({page, models}: ExplorePageData, context: PageContext): HTMLElement {
  const url = context.files["events.duckdb"];
  const open = async (): Promise<PublishedDatabase> =>
    (await import("../database/client.js")).openDatabase(url);
  const suppressions = suppressionsInForce();
  const shown = new URLSearchParams(location.search).get(parameter) === "shown";
  const where = suppressions.length > 0 ? suppressionSql(suppressions) : null;
  const hidden = where && !shown ? expressionOf(where) : null;
  const dimensions = page.dimensions.map(dimensionOf);
  const explorer = shownExplorer(page, models, {url, open, hidden, context});
  const form = suppressionPart("Suppress the selection", () => ({
    offered: offeredConditions(new URLSearchParams(location.search), dimensions),
    database: open,
    threshold: chosenModel(models, location.search)?.threshold ?? page.threshold
  }));
  return element(
    "div",
    {},
    where && later(async () => hiddenNote(await open(), where, {by: suppressions.length, shown})),
    ...explorer,
    form
  );
}

/** Where the events are, and which are hidden. */
interface ShownOptions {
  url: string;
  open: () => Promise<PublishedDatabase>;
  hidden: Hidden;
  context: PageContext;
}

/** Returns the choice of a model, and the figures by its scores, which follow the choice. */
function shownExplorer(
  page: ExplorePage,
  models: SiteModelsPage,
  {url, open, hidden, context: {headline: heading, files}}: ShownOptions
): HTMLElement[] {
  const place = element("div", {class: "shown-scores"});
  let leaving = new AbortController();
  let shown: SiteModel | null = null;
  let isReplaced = false; // whether the views of the database are of other scores
  const chooser = modelChooser(models, {
    about: "Every event is scored in this browser",
    onChoose: () => void show()
  });
  const showChosen = async (model: SiteModel, signal: AbortSignal): Promise<void> => {
    const listed = files["site-models.json"];
    const onProgress = (text: string) => signal.aborted || chooser.progress(text);
    place.setAttribute("aria-busy", "true");
    try {
      const database = await open();
      isReplaced = true;
      const options = {model, database, listed, heading, hidden, signal, onProgress};
      const node = await chosenExplorer(page, options);
      if (signal.aborted) return;
      place.removeAttribute("aria-busy");
      place.replaceChildren(node);
      chooser.ready();
    } catch (error) {
      if (signal.aborted) return;
      chooser.fail(error);
      await showOwn(signal);
    }
  };
  const showOwn = async (signal: AbortSignal): Promise<void> => {
    if (isReplaced) await showPublished(await open());
    if (signal.aborted) return;
    isReplaced = false;
    place.removeAttribute("aria-busy");
    place.replaceChildren(eventExplorer(page, {url, heading, hidden, signal}));
  };
  const show = async (): Promise<void> => {
    leaving.abort(new Error("another model was chosen"));
    leaving = new AbortController();
    const {signal} = leaving;
    shown = chooser.show();
    return shown ? showChosen(shown, signal) : showOwn(signal);
  };
  addEventListener("popstate", () => {
    if (chosenModel(models, location.search) !== shown) void show();
  });
  void show();
  return [chooser.node, place];
}

async function hiddenNote(
  database: PublishedDatabase,
  {sql: condition, parameters}: SqlCondition,
  {by, shown}: {by: number; shown: boolean}
): Promise<HTMLElement> {
  const [{n}] = await database.query<{n: number}>(
    `SELECT count(*) AS n FROM events WHERE ${condition}`,
    parameters
  );
  const verb = shown ? "would be hidden" : "hidden";
  const link = element("a", {href: location.pathname}, shown ? "Hide them" : "Show them");
  link.addEventListener("click", () => {
    const search = new URLSearchParams(location.search); // with the filters at that time
    if (shown) search.delete(parameter);
    else search.set(parameter, "shown");
    link.href = `?${search}`;
  });
  const text = `${formatCount(n)} ${plural(n, "event")} ${verb} by ${formatCount(by)} ${plural(by, "suppression")}. `;
  return element("p", {class: "about suppressed"}, text, link);
}
