import type {EntitiesPage} from "../../core/schema/entities.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {readAlertsAtThreshold} from "./entity-data.js";
import {entityList} from "./entity-list.js";
import type {EntityListOptions} from "./entity-list.js";
import {entitiesSentence} from "./entity-sentence.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import {section} from "../kit/section.js";
import {traced} from "../provenance/traced-sentence.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {hiddenPlaces, withoutHidden} from "./shown-incidents.js";
import type {UrlChanges} from "../site/url-state.js";

/** How to show all hosts. */
export interface HostListOptions {
  /** The URL of `events.duckdb`, which is opened only at another threshold than the run’s. */
  url: string;

  /** The threshold of the reader, in (0, 1). */
  threshold: number;
  onChange: (changes: UrlChanges) => void;
}

/** The sentence of the page, and what stands under it. */
export interface EntityView {
  sentence: SentencePart[];
  nodes: HTMLElement[];
}

/**
 * Returns the list of hosts, and the sentence over it, with alerts counted at the reader’s threshold, and without the
 * incidents that suppressions of this browser hide.
 */
export async function hostList(
  published: EntitiesPage,
  {url, threshold, onChange}: HostListOptions
): Promise<EntityView> {
  const hidden = await hiddenPlaces(url);
  const page = await withoutHidden(published, url, hidden);
  const names = page.entities.map(({entity}) => entity);
  const count = async () => readAlertsAtThreshold(await openDatabase(url), names, threshold);
  const found = threshold === page.threshold ? undefined : await count().catch(() => undefined);
  const entities = page.entities.map((entity) => ({
    ...entity,
    alerts: found ? (found.alerts.get(entity.entity) ?? 0) : entity.alerts
  }));
  const counted = {...page, entities, alerting: found?.alerting ?? page.alerting};
  return {
    sentence: traced(entitiesSentence(counted), "entity.headline"),
    nodes: [
      ...thresholdNote(page, threshold, onChange, found !== undefined),
      ...hiddenNote(hidden),
      listSection(counted, {onSearch: (entity) => onChange({entity})})
    ]
  };
}

/** Returns how many incidents suppressions of this browser hide, and where to show them; nothing if none is. */
export function hiddenNote(hidden: ReadonlySet<number>): HTMLElement[] {
  if (hidden.size === 0) return [];
  const text = `${formatCount(hidden.size)} ${plural(hidden.size, "incident")} suppressed in this browser; `;
  return [
    element(
      "p",
      {class: "about suppressed"},
      text,
      element("a", {href: "./#incidents"}, "Today shows them"),
      "."
    )
  ];
}

function listSection(page: EntitiesPage, options: EntityListOptions): HTMLElement {
  const rows = () =>
    page.entities.map(({spark, self, peer, inbound, incidents, ...entity}) => ({
      ...entity,
      severity: incidents.severity,
      incidentsAsSource: incidents.asSource,
      incidentsAsTarget: incidents.asTarget,
      inboundEvents: inbound?.events ?? 0,
      inboundFailed: inbound?.failed ?? 0,
      inboundSources: inbound?.sources ?? 0,
      inboundPorts: inbound?.ports ?? 0,
      bins: spark.length,
      unlikeItself: self?.z ?? null,
      closestPeer: peer?.peer ?? null,
      similarity: peer?.similarity ?? null
    }));
  return section(
    {title: "Hosts, most severe first", about: aboutList(page)},
    entityList(page, options),
    provenanceLine(page.provenance, {
      n: page.entities.length,
      query: hostsQuery,
      exports: {name: "hosts", rows}
    })
  );
}

const hostsQuery = `SELECT coalesce(s.entity, t.entity) AS host, min(incident) AS most_severe, any_value(s.events) AS as_source, any_value(t.events) AS as_target
FROM entities s FULL JOIN targets t USING (entity) LEFT JOIN incidents USING (entity)
GROUP BY host ORDER BY most_severe NULLS LAST, any_value(s.rank) NULLS LAST`;

/** Returns what a host is, what the columns hold, and exactly what the report does not hold. */
function aboutList(page: EntitiesPage): string {
  const {of, onlyTargets, kept, detailed, compared, skipped: others} = page;
  const parts = [
    `Listed: ${formatCount(page.entities.length)} of ${formatCount(of + onlyTargets)} addresses: ${formatCount(of)} opened a connection, ${formatCount(onlyTargets)} were only targets. Any other can be searched for. Colour: the severity of the evidence of an hour. Unlike itself: the highest robust z of its hours. Closest peer: the similarity of the host that behaves most alike, from 0 to 1.`
  ];
  if (kept < of) {
    const left = of - kept;
    parts.push(
      `Totals are published for ${formatCount(kept)} of ${formatCount(of)} sources, the most anomalous and the busiest; the other ${formatCount(left)} opened ${formatCount(others.events)} ${plural(others.events, "connection")}, ${formatCount(others.alerts)} of them alerts of the run, and can be searched for.`
    );
  }
  if (detailed < of)
    parts.push(
      `Hours, pairs and first uses are published for ${formatCount(detailed)} of ${formatCount(of)}: the most anomalous and the busiest.`
    );
  parts.push(
    `Peers are sought among the ${formatCount(compared)} of these with 10 connections or more.`
  );
  return parts.join(" ");
}

/** Returns a note that the threshold is the reader’s, with a button back to the run’s; nothing if it is the run’s. */
export function thresholdNote(
  page: EntitiesPage,
  threshold: number,
  change: (changes: UrlChanges) => void,
  counted = true
): HTMLElement[] {
  if (threshold === page.threshold) return [];
  const back = element("button", {type: "button"}, "the run’s threshold");
  back.addEventListener("click", () => change({threshold: null}));
  const note = counted
    ? `Alerts are counted and marked at your threshold of ${formatScore(threshold)}; the run’s is ${formatScore(page.threshold)}. `
    : `The events could not be read: alerts are those of the run’s threshold, ${formatScore(page.threshold)}. `;
  return [element("p", {class: "about entity-threshold"}, note, back)];
}
