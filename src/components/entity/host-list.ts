import type {EntitiesPage, ListedEntity} from "../../core/schema/entities.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {readAlertsAtThreshold} from "./entity-data.js";
import type {AlertsAtThreshold} from "./entity-data.js";
import {entityList} from "./entity-list.js";
import type {EntityListOptions} from "./entity-list.js";
import {entitiesSentence} from "./entity-sentence.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import type {UrlChanges} from "../site/url-state.js";

/** How to show all hosts. */
export interface HostListOptions {
  /** The address of `events.duckdb`, which is opened only at another line than the run’s. */
  url: string;

  /** The line of the reader, in (0, 1). */
  line: number;
  onChange: (changes: UrlChanges) => void;
}

/** Returns the list of hosts, and the sentence over it, with alerts counted at the reader’s line. */
export async function hostList(
  page: EntitiesPage,
  {url, line, onChange}: HostListOptions
): Promise<{sentence: SentencePart[]; nodes: HTMLElement[]}> {
  const names = page.entities.map(({entity}) => entity);
  const count = () => openDatabase(url).then((lake) => readAlertsAtThreshold(lake, names, line));
  const moved = line !== page.threshold;
  const atThreshold: AlertsAtThreshold | undefined = moved
    ? await count().catch(() => undefined)
    : undefined;
  const alertsOf = ({entity, alerts}: ListedEntity) =>
    atThreshold ? (atThreshold.alerts.get(entity) ?? 0) : alerts;
  const entities = page.entities.map((entity) => ({...entity, alerts: alertsOf(entity)}));
  const alerting = atThreshold?.alerting ?? page.alerting;
  return {
    sentence: entitiesSentence({...page, entities, alerting}),
    nodes: [
      ...thresholdNote(page, line, onChange, atThreshold !== undefined),
      listSection(page, {
        line: atThreshold ? line : page.threshold,
        alertsOf,
        onSearch: (entity) => onChange({entity})
      })
    ]
  };
}

function listSection(page: EntitiesPage, options: EntityListOptions): HTMLElement {
  const rows = () =>
    page.entities.map(({spark, self, peer, ...entity}) => ({
      ...entity,
      alerts: options.alertsOf(page.entities.find((one) => one.entity === entity.entity)!),
      bins: spark.length,
      unlikeItself: self?.z ?? null,
      closestPeer: peer?.peer ?? null,
      similarity: peer?.similarity ?? null
    }));
  return element(
    "section",
    {class: "part"},
    element("h2", {}, "Hosts, strangest first"),
    element("p", {class: "about"}, aboutList(page)),
    entityList(page, options),
    provenanceLine(page.provenance, {
      n: page.of,
      query: "SELECT * FROM entities ORDER BY rank",
      exports: {name: "hosts", rows}
    })
  );
}

/** Returns what a host is, what the columns say, and exactly what is not kept. */
function aboutList({of, kept, detailed, compared, leftOut}: EntitiesPage): string {
  const parts = [
    "A host is an address that opened a connection; any other address can be searched for. Unlike itself: the highest robust z of its hours. Closest peer: how alike the host is that behaves most like it, from 0 to 1."
  ];
  if (kept < of) {
    const left = of - kept;
    parts.push(
      `Totals are kept of ${formatCount(kept)} of ${formatCount(of)} hosts, the strangest and the busiest; the other ${formatCount(left)} opened ${formatCount(leftOut.events)} ${plural(leftOut.events, "connection")}, ${formatCount(leftOut.alerts)} above the run’s line, and can be searched for.`
    );
  }
  if (detailed < of)
    parts.push(
      `Hours, channels and first uses are kept of ${formatCount(detailed)} of ${formatCount(of)}: the strangest and the busiest.`
    );
  parts.push(
    `Peers are sought among the ${formatCount(compared)} of these with 10 connections or more.`
  );
  return parts.join(" ");
}

/** Says that the line is the reader’s and not the run’s, with the way back; nothing if it is the run’s. */
export function thresholdNote(
  {threshold}: EntitiesPage,
  line: number,
  change: (changes: UrlChanges) => void,
  counted = true
): HTMLElement[] {
  if (line === threshold) return [];
  const back = element("button", {type: "button"}, "the run’s line");
  back.addEventListener("click", () => change({threshold: null}));
  const said = counted
    ? `Alerts are counted and marked at your line of ${formatScore(line)}; the run’s is ${formatScore(threshold)}. `
    : `The events could not be read: alerts are those of the run’s line, ${formatScore(threshold)}. `;
  return [element("p", {class: "about entity-threshold"}, said, back)];
}
