import {unusualHours} from "../../core/entities/usual-hours.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import {element} from "../kit/element.js";
import {beaconStrips} from "./beacon-strips.js";
import {peerBand} from "./peer-band.js";
import type {EntityDetail} from "./entity-data.js";
import {entityQueries} from "./entity-data.js";
import {firstSeenMarks} from "./first-seen.js";
import {horizon} from "./horizon.js";
import {roleParts} from "./role-parts.js";
import type {HostOptions, HostPart} from "./role-parts.js";
import {peersAbout, peersSentence, peerTable} from "./peer-table.js";
import {robustAbout, seasonText, mostUnusualHours, unusualTable} from "./unusual-hours.js";
import {weekHeatmap, weekHours} from "./week-heatmap.js";
import {eventTable} from "../kit/event-table.js";
import type {ExportRow} from "../exports/export-menu.js";
import {formatCount, formatScore, plural} from "../kit/format.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";

/** Returns the figures and tables of a host between *from* and *until*. */
export function hostFigures(
  page: EntitiesPage,
  detail: EntityDetail,
  options: HostOptions
): HTMLElement[] {
  const {totals} = detail;
  const draw = (part: HostPart) => sectionOf(page, totals.entity, part, options.threshold);
  const alerts = draw(alertPart(page, detail, options));
  const roles = roleParts(detail, options).map(draw);
  if (totals.events === 0) return roles;
  if (!totals.detailed) {
    const note = `Of ${formatCount(page.of)} hosts, hours are published for the ${formatCount(page.detailed)} most anomalous and busiest; of this one, its totals, incidents and alerts only.`;
    return [...roles, element("p", {class: "about"}, note), alerts];
  }
  const parts = [
    ...hourParts(page, detail, options),
    ...unlikeParts(page, detail, options),
    ...habitParts(page, detail, options)
  ];
  return [...roles, ...parts.map(draw), alerts];
}

/** Returns the parts about its hours: by themselves, among those of others, and by the week. */
function hourParts(page: EntitiesPage, detail: EntityDetail, options: HostOptions): HostPart[] {
  const {from, until, threshold, onChange} = options;
  const hours = detail.hours.filter(({hour}) => hour >= from && hour < until);
  const max = highest(threshold, page, detail);
  const span = {from, until};
  const onBrush = (from: number, until: number): void => onChange({from, until});
  return [
    {
      id: "hours",
      title: "Its hours",
      about:
        "Each row is folded into three bands: the darker, the more. Colour: the highest score of the hour, where it reaches the threshold. Drag to look closer.",
      draw: (width) => horizon(hours, {width, ...span, threshold, max, onBrush}),
      query: entityQueries.hours,
      rows: hours
    },
    {
      id: "others",
      title: "Among all hosts",
      about:
        "Dots: what it sent in an hour. Band: the middle 80 % of all hosts that were active in that hour, and their median.",
      draw: (width) => peerBand(hours, detail.bands, {width, ...span}),
      query: entityQueries.hours,
      rows: hours
    },
    {
      id: "week",
      title: "Its week",
      about:
        "Connections by hour of the week, UTC, by powers of ten, in a mean week. Hatched: the log does not hold that hour.",
      draw: (width) =>
        weekHeatmap(weekHours(hours, Math.max(from, page.first), Math.min(until - 1, page.last)), {
          width
        }),
      query: entityQueries.hours,
      rows: hours
    }
  ];
}

/** Returns the parts on how it is unlike itself, and unlike its peers. */
function unlikeParts(
  page: EntitiesPage,
  detail: EntityDetail,
  {from, until}: HostOptions
): HostPart[] {
  const {hours, peers, totals} = detail;
  const measured = ["bytes_out", "events"] as const;
  const all = mostUnusualHours(...measured.map((measure) => unusualHours(hours, page, measure)));
  const unusual = all.filter(({hour}) => hour >= from && hour < until);
  const few = hours.length > 0 && unusual.length === 0;
  const alone = totals.compared
    ? peersSentence(peers, detail)
    : `It opened ${formatCount(totals.events)} ${plural(totals.events, "connection")}: fewer than 10 are too few to compare.`;
  return [
    {
      id: "self",
      title: "Is it unlike itself?",
      about: few
        ? "No hour of it here is above what is usual, or the log has too few hours to tell what is."
        : `Each hour against ${seasonText[page.season]}. ${robustAbout}`,
      table: unusual.length ? unusualTable(unusual) : undefined,
      query: entityQueries.hours,
      rows: unusual.map(({usual: {n, scale, spread}, hour, ...rest}) => ({
        hour: new Date(hour),
        ...rest,
        n,
        scale,
        spread
      }))
    },
    {
      id: "peers",
      title: "Is it unlike its peers?",
      about: peers.length ? `${alone} ${peersAbout}` : alone,
      table: peers.length ? peerTable(peers) : undefined,
      query: entityQueries.peers,
      rows: peers
    }
  ];
}

/** Returns the intervals of its pairs, and its first uses. */
function habitParts(
  page: EntitiesPage,
  {pairs, intervals, firsts}: EntityDetail,
  {from, until}: HostOptions
): HostPart[] {
  return [
    {
      id: "beacons",
      title: "Does it connect by the clock?",
      about: pairs.length
        ? "Seconds between connections to one port of one address, by powers of ten, over the complete log: at most 150 a pair. Regularity is 1 − MAD ÷ median of at least five intervals; 1 is a clock. A clock is not yet an attack: so are updates."
        : "No pair has five intervals or more.",
      draw: pairs.length ? (width) => beaconStrips(pairs, intervals, {width}) : undefined,
      query: entityQueries.pairs,
      rows: pairs
    },
    {
      id: "firsts",
      title: "First uses",
      about:
        "The first use of each service, port and destination; the 40 latest of each kind. Grey: the training window. Strong marks came after it.",
      draw: (width) =>
        firstSeenMarks(firsts, {width, from, until, trainedUntil: page.trainedUntil}),
      query: entityQueries.firsts,
      rows: firsts
    }
  ];
}

function alertPart(
  page: EntitiesPage,
  detail: EntityDetail,
  {from, until, threshold}: HostOptions
): HostPart {
  const alerts = detail.alerts.filter(({time}) => time >= from && time < until);
  const max = highest(threshold, page, detail);
  return {
    id: "alerts",
    title: "Alerts of the flow model",
    about: `${formatCount(alerts.length)} of its connections here ${alerts.length === 1 ? "is an alert" : "are alerts"} at ${formatScore(threshold)}.`,
    table: alerts.length ? eventTable(alerts, {threshold, max, caption: "Its alerts"}) : undefined,
    query: entityQueries.alerts,
    rows: alerts,
    alerts: true
  };
}

function highest(threshold: number, {entities}: EntitiesPage, {totals}: EntityDetail): number {
  return Math.max(threshold, entities[0]?.score ?? 0, totals.score);
}

function sectionOf(
  page: EntitiesPage,
  entity: string,
  {id, title, about, draw, table, query, rows, alerts}: HostPart,
  threshold: number
): HTMLElement {
  const figure = () => document.querySelector<SVGSVGElement>(`#${id} figure svg`);
  const name = `host-${id}`;
  const exported = () => rows as readonly ExportRow[];
  const note = alerts ? `, and before it the threshold, ${threshold}` : "";
  return section(
    {title, about: about || null, attributes: {id}},
    draw ? element("figure", {}, responsive(draw)) : table,
    provenanceLine(page.provenance, {
      n: rows.length,
      query: `-- ? is ${JSON.stringify(entity)}${note}\n${query}`,
      exports: rows.length
        ? {name, rows: exported, figure: draw && figure, alerts, threshold}
        : undefined
    })
  );
}
