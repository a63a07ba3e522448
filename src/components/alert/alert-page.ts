import {parseModel} from "../../core/forest/serialize.js";
import type {AlertsPage} from "../../core/schema/alerts.js";
import type {Today} from "../../core/schema/published.js";
import type {SiteModelsPage} from "../../core/schema/site-models.js";
import {modelChooser} from "../site-models/model-chooser.js";
import {chosenModels} from "./chosen-model.js";
import type {ChosenModel} from "./chosen-model.js";
import {alertIdentity, eventName, findAlert, findPublished} from "./alert-data.js";
import type {Alert, EventName} from "./alert-data.js";
import {failure, skeleton, unknownEvent} from "./alert-messages.js";
import {alertSections} from "./alert-sections.js";
import type {AlertSections} from "./alert-sections.js";
import {isControl, isTyping} from "../kit/keyboard-target.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import type {PageContext} from "../site/page-context.js";
import {pushUrlState, readUrlState, replaceUrlState} from "../site/url-state.js";

/** The data of the page. */
export interface AlertPageData {
  today: Today;

  /** The events that need no database to be shown. */
  alerts: AlertsPage;

  /** The text of model.json. */
  model: string;

  /** The models that it can score with. */
  models: SiteModelsPage;
}

/**
 * Shows the event that the URL names (`?event=`), or else the most anomalous one, against the threshold of the
 * URL (`?threshold=`), or else that of the run. Neighbours are reached with `j` and `k` or their links, without
 * loading the page again; back and forward work. `t`, `f` and `u` give a verdict. Where the URL names another model than that of
 * the run, its score and reasons are shown beside those of the run.
 */
export function alertPage(
  {today, alerts, model, models}: AlertPageData,
  {files}: Pick<PageContext, "files">
): HTMLElement {
  const data = files["events.duckdb"];
  const database = openDatabase(data);
  database.catch(() => {}); // reported where an event is read
  const parsed = parseModel(model);
  const chooser = modelChooser(models, {
    about: null,
    onChoose: () => void show()
  });
  const chosenOf = chosenModels(parsed.file, files["site-models.json"]);
  const root = element(
    "div",
    {class: "alert", "aria-busy": "true"},
    ...skeleton(today, requested())
  );
  let [sections, leaving]: [AlertSections | null, AbortController] = [null, new AbortController()];
  const draw = (alert: Alert | null, id: string | null, chosen: ChosenModel | null): void => {
    leaving.abort();
    leaving = new AbortController();
    const threshold = chosen ? today.threshold : thresholdOf(today);
    const options = {today, parsed, model, data, database, chosen, threshold};
    sections = alert && alertSections(alert, {...options, signal: leaving.signal});
    root.replaceChildren(chooser.node, ...(sections?.nodes ?? [unknownEvent(id, today)]));
  };
  const show = async (): Promise<void> => {
    const {search} = location;
    const id = new URLSearchParams(search).get("event");
    root.setAttribute("aria-busy", "true");
    const wanted = chooser.show();
    try {
      const chosen = wanted && (await chosenOf(wanted).catch((error: unknown) => void chooser.fail(error))); // prettier-ignore
      const known = findPublished(alerts, requested());
      const alert = known ?? (await findAlert(await database, requested()));
      if (location.search !== search) return; // the reader went on meanwhile
      if (alert && id !== null && alert.file) replaceUrlState({event: alertIdentity(alert)}); // so that the address holds in a rebuilt site
      draw(alert, id, chosen ?? null);
      if (chosen) chooser.ready();
    } catch (error) {
      sections = null;
      root.replaceChildren(chooser.node, failure(error));
    }
    root.removeAttribute("aria-busy");
  };
  const go = (event: string): void => {
    pushUrlState({event});
    void show();
  };
  root.addEventListener("click", (event) => followEvent(event, go));
  addEventListener("popstate", () => {
    if (root.isConnected) void show();
  });
  addEventListener("keydown", (event) => pressKey(event, root, sections, go));
  void show();
  return root;
}

/** Does what a key does on the page in *root*: `j` and `k` call *go* with a neighbour, others give a verdict. */
function pressKey(
  event: KeyboardEvent,
  root: HTMLElement,
  sections: AlertSections | null,
  go: (event: string) => void
): void {
  if (event.metaKey || event.ctrlKey || event.altKey || !root.isConnected) return;
  if (isTyping(event.target) || (event.key === "Enter" && isControl(event.target))) return;
  const rel = event.key === "j" ? "next" : event.key === "k" ? "prev" : null;
  const next = rel && root.querySelector(`a[rel=${rel}]`)?.getAttribute("data-event");
  if (next) go(next);
  else if (sections?.press(event.key)) event.preventDefault();
}

/** Calls *go* for a plain click on a link to another event, instead of loading the page again. */
function followEvent(event: MouseEvent, go: (event: string) => void): void {
  const link = event.target instanceof Element && event.target.closest("a[data-event]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(link.getAttribute("data-event")!);
  if (link.closest("table")) scrollTo({top: 0});
}

function thresholdOf(today: Today): number {
  const {threshold} = readUrlState(location.search);
  return threshold !== undefined && threshold > 0 && threshold < 1 ? threshold : today.threshold;
}

function requested(): EventName | undefined {
  return eventName(location.search);
}
