import {errorMessage} from "../../core/error-message.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {mostUnusual} from "../../core/entities/usual-hours.js";
import {readEntity} from "./entity-data.js";
import type {EntityDetail} from "./entity-data.js";
import {hostFigures} from "./host-figures.js";
import {hiddenNote, hostList, thresholdNote} from "./host-list.js";
import type {EntityView, HostListOptions} from "./host-list.js";
import {hiddenPlaces, visibleIncidents} from "./shown-incidents.js";
import {destinationSentence, entitySentence, targetSentence} from "./entity-sentence.js";
import type {Unlikeness} from "./entity-sentence.js";
import {formatTime} from "../kit/format.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {traced} from "../provenance/traced-sentence.js";
import {pageHref, pushUrlState, readUrlState} from "../site/url-state.js";
import type {UrlChanges} from "../site/url-state.js";

const hour = 3_600_000;

/**
 * Shows the host that the URL names, or the list of all hosts if it names none; follows the URL, and
 * writes the part of the log that the reader drags over into it.
 */
export function entityPage(page: EntitiesPage, {headline, files}: PageContext): HTMLElement {
  const url = files["events.duckdb"];
  const root = element("div", {class: "entity"});
  let turn = 0;
  const onChange = (changes: UrlChanges): void => {
    pushUrlState(changes);
    void show();
  };
  const show = async (): Promise<void> => {
    const mine = ++turn;
    const {entity, threshold = page.threshold} = readUrlState(location.search);
    const listed = entity === undefined;
    if (!listed || threshold !== page.threshold) root.replaceChildren(skeleton(listed));
    try {
      const {sentence, nodes} = listed
        ? await hostList(page, {url, threshold, onChange})
        : await hostView(page, entity, {url, threshold, onChange});
      if (mine !== turn) return; // the reader has gone on
      setHeadline(headline, sentence);
      root.replaceChildren(...nodes);
    } catch (error) {
      if (mine !== turn) return;
      const message = `The host could not be read: ${errorMessage(error)}.`;
      root.replaceChildren(element("p", {role: "alert"}, message));
    }
  };
  addEventListener("popstate", () => void show());
  void show();
  return root;
}

/** Reads a host and returns its sentence and its figures; of an address that is in no event, a link. */
async function hostView(
  page: EntitiesPage,
  entity: string,
  {url, threshold, onChange}: HostListOptions
): Promise<EntityView> {
  const database = await openDatabase(url);
  const found = await readEntity(database, entity, threshold);
  const hidden = await hiddenPlaces(url);
  const detail = found && {...found, incidents: visibleIncidents(found.incidents, hidden)};
  if (!detail) return {sentence: [{text: destinationSentence(entity, null)}], nodes: [hostsLink()]};
  const hours = shownHours(page, detail);
  const {incidents, totals, traffic} = detail;
  const sentence =
    totals.events > 0
      ? entitySentence(shownTotals(page, detail, hours), incidents.own, {
          hours,
          inbound: traffic.inbound,
          unlike: unlikeness(page, detail)
        })
      : targetSentence(entity, incidents.own, traffic.inbound);
  return {
    sentence: traced(sentence, "entity.its-hours"),
    nodes: [
      rangeForm(page, onChange),
      ...hiddenNote(hidden),
      ...thresholdNote(page, threshold, onChange),
      ...hostFigures(page, detail, {...span(page), threshold, onChange})
    ]
  };
}

/** Returns how unlike itself a host is in the hours that are shown, and how unlike its peers. */
function unlikeness(page: EntitiesPage, detail: EntityDetail): Unlikeness {
  const {from, until} = span(page);
  const most = mostUnusual(detail.hours, page, ({hour}) => hour >= from && hour < until);
  const {closer, others, peers} = detail;
  return {most, closest: peers[0], closer, others};
}

function skeleton(listed: boolean): HTMLElement {
  const text = listed ? "Counting at your threshold …" : "Reading the host …";
  return element("div", {class: "skeleton", "aria-busy": "true"}, text);
}

/** Returns the part of the log that the URL names, in full hours; the complete log by default. */
function span(page: EntitiesPage): {from: number; until: number} {
  const {from = page.first, until = page.last + 1} = readUrlState(location.search);
  const low = Math.floor(Math.max(page.first, Math.min(from, page.last)) / hour) * hour;
  const high = Math.ceil(Math.min(page.last + 1, Math.max(until, low + 1)) / hour) * hour;
  return {from: low, until: Math.max(high, low + hour)};
}

function shownHours(page: EntitiesPage, {hours}: EntityDetail): EntityDetail["hours"] {
  const {from, until} = span(page);
  return hours.filter(({hour}) => hour >= from && hour < until);
}

/** Returns the totals of the sentence: of the complete log, or of the hours that are shown. */
function shownTotals(
  page: EntitiesPage,
  {totals}: EntityDetail,
  hours: EntityDetail["hours"]
): Pick<EntityDetail["totals"], "entity" | "events"> & {failed: number | null} {
  const {from, until} = span(page);
  if (!totals.detailed || (from <= page.first && until > page.last)) return totals;
  return {
    entity: totals.entity,
    events: hours.reduce((sum, {events}) => sum + events, 0),
    failed: null // not measured by hour
  };
}

/** Returns the link to all hosts, and fields for the part of the log, for those who do not drag. */
function rangeForm(page: EntitiesPage, change: (changes: UrlChanges) => void): HTMLElement {
  const {from, until} = span(page);
  const field = (name: string, time: number) =>
    element("input", {
      type: "datetime-local",
      name,
      value: new Date(time).toISOString().slice(0, 16),
      step: 3600
    });
  const start = field("from", from);
  const end = field("until", until);
  const read = ({value}: HTMLInputElement): number | null => {
    const time = Date.parse(`${value}Z`);
    return Number.isNaN(time) ? null : time;
  };
  const form = element(
    "form",
    {class: "entity-range"},
    element("a", {href: pageHref("entity")}, "all hosts"),
    element("label", {}, "from ", start),
    element("label", {}, "until ", end, " UTC"),
    element("button", {type: "submit"}, "show"),
    element("button", {type: "reset"}, "complete log")
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change({from: read(start), until: read(end)});
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    change({from: null, until: null});
  });
  form.title = `The log runs from ${formatTime(page.first)} to ${formatTime(page.last)} UTC`;
  return form;
}

function hostsLink(): HTMLElement {
  return element("p", {}, element("a", {href: pageHref("entity")}, "All hosts"));
}
