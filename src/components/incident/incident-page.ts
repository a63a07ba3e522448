import {errorMessage} from "../../core/error-message.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import {openDatabase} from "../database/client.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {isControl, isTyping} from "../kit/keyboard-target.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {pageHref, pushUrlState, readUrlState} from "../site/url-state.js";
import {findIncident, nearestIncident} from "./incident-data.js";
import {incidentList} from "./incident-list.js";
import {incidentSentence, incidentsSentence} from "./incident-sentence.js";
import {incidentView} from "./incident-view.js";
import type {IncidentView} from "./incident-view.js";

/**
 * Shows the incident that the URL names (`?id=entity/role/hour`), or the list of all incidents if it names none. `j` and
 * `k` go on to its neighbours by severity, `t`, `f` and `u` give a verdict that covers its events.
 */
export function incidentPage(page: IncidentsPage, {headline, files}: PageContext): HTMLElement {
  const database = () => openDatabase(files["events.duckdb"]);
  const threshold = () => readThreshold(database);
  const options = {page, database, threshold, model: files["model.json"]};
  const root = element("div", {class: "incident"});
  let view: IncidentView | null = null;
  let turn = 0;
  const show = async (): Promise<void> => {
    const mine = ++turn;
    const id = new URLSearchParams(location.search).get("id");
    view = null;
    if (id === null) {
      root.replaceChildren(listOf(page, headline, files));
      return;
    }
    try {
      const incident = await findIncident(page, database, id);
      if (mine !== turn) return; // the reader has gone on
      view = incident && incidentView(incident, options);
      setHeadline(
        headline,
        incident
          ? traced(incidentSentence(incident), "incident.headline")
          : [{text: "This incident is not in this run."}]
      );
      root.replaceChildren(...(view?.nodes ?? [missing(page, id)]));
    } catch (error) {
      const message = `The incident could not be read: ${visible(errorMessage(error))}.`;
      root.replaceChildren(element("p", {role: "alert"}, message));
    }
  };
  const go = (id: string): void => {
    pushUrlState({id});
    scrollTo({top: 0});
    void show();
  };
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-id]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(link.getAttribute("data-id")!);
  });
  addEventListener("popstate", () => void show());
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || !root.isConnected) return;
    if (isTyping(event.target) || (event.key === "Enter" && isControl(event.target))) return;
    const rel = event.key === "j" ? "next" : event.key === "k" ? "prev" : null;
    const next = rel && root.querySelector(`a[rel=${rel}]`)?.getAttribute("data-id");
    if (next) go(next);
    else if (view?.press(event.key)) event.preventDefault();
  });
  void show();
  return root;
}

/** Returns the list of all incidents; the headline follows what the suppressions of this browser hide. */
function listOf(
  page: IncidentsPage,
  headline: HTMLElement,
  files: PageContext["files"]
): HTMLElement {
  const onCounts = (counts: Parameters<typeof incidentsSentence>[0]) =>
    setHeadline(headline, traced(incidentsSentence(counts), "incident.headline"));
  onCounts(page);
  const [data, events] = [files["incidents.json"], files["events.duckdb"]];
  return incidentList(page, {data, events, onCounts});
}

/** Returns the threshold of the URL, or else that of the run. */
async function readThreshold(database: () => Promise<PublishedDatabase>): Promise<number> {
  const own = readUrlState(location.search).threshold;
  if (own !== undefined) return own;
  const query = `SELECT CAST(value AS DOUBLE) AS value FROM facts WHERE name = 'threshold'`;
  return (await (await database()).query<{value: number}>(query))[0].value;
}

/** Says that an incident is gone, and offers the nearest of the same host. */
function missing({incidents}: IncidentsPage, id: string): HTMLElement {
  const nearest = nearestIncident(incidents, id);
  const text = `“${visible(id).slice(0, 200)}” names no incident here: it is of another log, or its evidence is no longer unusual enough.`;
  return element(
    "div",
    {},
    element("p", {class: "about"}, text),
    element(
      "p",
      {},
      nearest
        ? element(
            "a",
            {href: pageHref("incident", {id: nearest.id}), "data-id": nearest.id},
            `The nearest incident of the same host: ${visible(nearest.name).slice(0, 200)}`
          )
        : "Its host has no incident in this run.",
      " ",
      element("a", {href: pageHref("incident")}, "All incidents")
    )
  );
}
