import {errorMessage} from "../../core/error-message.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {mostUnusual} from "../../core/entities/usual-hours.js";
import {readDestination, readEntity} from "./entity-data.js";
import type {EntityDetail} from "./entity-data.js";
import {hostFigures} from "./host-figures.js";
import {hostList, thresholdNote} from "./host-list.js";
import {destinationSentence, entitySentence} from "./entity-sentence.js";
import type {Unlikeness} from "./entity-sentence.js";
import {formatTime} from "../kit/format.js";
import {say} from "../site/sentence.js";
import {traced} from "../provenance/traced-sentence.js";
import {pageHref, pushUrlState, readUrlState} from "../site/url-state.js";
import type {UrlChanges} from "../site/url-state.js";

const hour = 3_600_000;

/** Where the page Entity reads, and where it says its sentence. */
export interface EntityPageOptions {
  /** The address of `events.duckdb`. */
  url: string;
  headline: Element;
}

/**
 * Shows the host that the URL names, or the list of all hosts if it names none; follows the URL, and
 * writes the part of the log that the reader drags over into it.
 */
export function entityPage(page: EntitiesPage, {url, headline}: EntityPageOptions): HTMLElement {
  const root = element("div", {class: "entity"});
  let turn = 0;
  const change = (changes: UrlChanges): void => {
    pushUrlState(changes);
    void show();
  };
  const showList = async (mine: number, line: number): Promise<void> => {
    if (line !== page.threshold) root.replaceChildren(skeleton("Counting at your line …"));
    const {sentence, nodes} = await hostList(page, {url, line, onChange: change});
    if (mine !== turn) return; // the reader has gone on
    say(headline, traced(sentence, "entity.headline"));
    root.replaceChildren(...nodes);
  };
  const show = async (): Promise<void> => {
    const mine = ++turn;
    const {entity, threshold: line = page.threshold} = readUrlState(location.search);
    if (entity === undefined) return showList(mine, line);
    root.replaceChildren(skeleton("Reading the host …"));
    try {
      const lake = await openDatabase(url);
      const detail = await readEntity(lake, entity, line);
      const called = detail ? null : await readDestination(lake, entity);
      if (mine !== turn) return; // the reader has gone on
      if (!detail) {
        say(headline, [{text: destinationSentence(entity, called)}]);
        root.replaceChildren(destinationLinks(entity, called !== null));
        return;
      }
      const hours = shownHours(page, detail);
      const sentence = entitySentence(shownTotals(page, detail, hours), hours, unlikeness(page, detail)); // prettier-ignore
      say(headline, traced(sentence, "entity.its-hours"));
      root.replaceChildren(
        rangeForm(page, change),
        ...thresholdNote(page, line, change),
        ...hostFigures(page, detail, {...span(page), line, onChange: change})
      );
    } catch (error) {
      if (mine !== turn) return;
      const reason = errorMessage(error);
      root.replaceChildren(element("p", {role: "alert"}, `The host could not be read: ${reason}.`));
    }
  };
  addEventListener("popstate", () => void show());
  void show();
  return root;
}

/** Returns how unlike itself a host is in the hours that are shown, and how unlike its peers. */
function unlikeness(page: EntitiesPage, detail: EntityDetail): Unlikeness {
  const {from, until} = span(page);
  const most = mostUnusual(detail.hours, page, ({hour}) => hour >= from && hour < until);
  const {closer, others, peers} = detail;
  return {most, closest: peers[0], closer, others};
}

function skeleton(text: string): HTMLElement {
  return element("div", {class: "skeleton", "aria-busy": "true"}, text);
}

/** Returns the part of the log that the URL names, in whole hours; the whole log by default. */
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

/** Returns what the sentence counts: the whole log, or the hours that are shown. */
function shownTotals(
  page: EntitiesPage,
  {totals}: EntityDetail,
  hours: EntityDetail["hours"]
): Pick<EntityDetail["totals"], "entity" | "events" | "alerts"> {
  const {from, until} = span(page);
  if (!totals.detailed || (from <= page.first && until > page.last)) return totals;
  return {
    entity: totals.entity,
    events: hours.reduce((sum, {events}) => sum + events, 0),
    alerts: hours.reduce((sum, {alerts}) => sum + alerts, 0)
  };
}

/** Returns the way back, and fields for the part of the log: what dragging does, with keys. */
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
    element("button", {type: "reset"}, "whole log")
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

function destinationLinks(entity: string, called: boolean): HTMLElement {
  return element(
    "p",
    {},
    element("a", {href: pageHref("entity")}, "All hosts"),
    called && " · ",
    called && element("a", {href: pageHref("explore", {entity})}, "its events in Explore")
  );
}
