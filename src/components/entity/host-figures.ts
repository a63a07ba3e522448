import {unusualHours} from "../../core/entities/usual-hours.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import {element} from "../kit/element.js";
import {beaconStrips} from "./beacon-strips.js";
import {peerBand} from "./peer-band.js";
import type {EntityDetail} from "./entity-data.js";
import {entityQueries} from "./entity-data.js";
import {firstMarks} from "./first-seen.js";
import {horizon} from "./horizon.js";
import {peersAbout, peersSentence, peerTable} from "./peer-table.js";
import {robustAbout, seasonText, mostUnusualHours, unusualTable} from "./unusual-hours.js";
import {weekHeatmap, weekHours} from "./week-heatmap.js";
import {eventTable} from "../kit/event-table.js";
import type {ExportRow} from "../exports/export-menu.js";
import {formatCount, plural} from "../kit/format.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {responsive} from "../kit/responsive.js";
import type {UrlChanges} from "../site/url-state.js";

/** Which part of the log is shown, in ms, and how another is chosen. */
export interface HostOptions {
  from: number;
  until: number;

  /** The line of the reader, in (0, 1). */
  line: number;
  onChange: (changes: UrlChanges) => void;
}

/** A figure or table of a host. */
interface Part {
  id: string;
  title: string;
  about: string;
  draw: ((width: number) => SVGSVGElement) | null;
  table?: HTMLElement;
  query: string;
  rows: readonly object[];
  alerts?: boolean;
}

/** Returns the figures of a host between *from* and *until*. */
export function hostFigures(
  page: EntitiesPage,
  detail: EntityDetail,
  options: HostOptions
): HTMLElement[] {
  const {totals} = detail;
  const parts = [
    ...hourParts(page, detail, options),
    ...unlikeParts(page, detail, options),
    ...otherParts(page, detail, options)
  ];
  if (totals.detailed) return parts.map((part) => section(page, totals.entity, part, options.line));
  const note = `Of ${formatCount(page.of)} hosts, the ${formatCount(page.detailed)} strangest and busiest keep their hours; of this one, its totals and alerts are all there is.`;
  return [
    element("p", {class: "about"}, note),
    section(page, totals.entity, parts.at(-1)!, options.line)
  ];
}

/** Returns the parts about its hours: by themselves, among those of others, and by the week. */
function hourParts(page: EntitiesPage, detail: EntityDetail, options: HostOptions): Part[] {
  const {from, until, line, onChange} = options;
  const hours = detail.hours.filter(({hour}) => hour >= from && hour < until);
  const max = highest(line, page, detail);
  const span = {from, until};
  const onBrush = (from: number, until: number): void => onChange({from, until});
  return [
    {
      id: "hours",
      title: "Its hours",
      about:
        "Each row is folded into three bands: the darker, the more. Colour: the highest score of the hour, where it passes the line. Drag to look closer.",
      draw: (width) => horizon(hours, {width, ...span, threshold: line, max, onBrush}),
      query: entityQueries.hours,
      rows: hours
    },
    {
      id: "others",
      title: "Among all hosts",
      about:
        "Dots: what it sent in an hour. Band: the middle 80 % of all hosts that spoke in that hour, and their median.",
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

/** Returns how it is unlike itself, and unlike its peers. */
function unlikeParts(page: EntitiesPage, detail: EntityDetail, {from, until}: HostOptions): Part[] {
  const {hours, peers, totals} = detail;
  const measured = ["bytes_out", "events"] as const;
  const all = mostUnusualHours(...measured.map((measure) => unusualHours(hours, page, measure)));
  const unusual = all.filter(({hour}) => hour >= from && hour < until);
  const few = hours.length > 0 && unusual.length === 0;
  const alone = totals.compared
    ? peersSentence(peers, detail)
    : `It opened ${formatCount(totals.events)} ${plural(totals.events, "connection")}: fewer than 10 are no habit to compare.`;
  return [
    {
      id: "self",
      title: "Is it unlike itself?",
      about: few
        ? "No hour of it here is above what is usual, or the log has too few hours to say what is."
        : `Each hour against ${seasonText[page.season]}. ${robustAbout}`,
      draw: null,
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
      draw: null,
      table: peers.length ? peerTable(peers) : undefined,
      query: entityQueries.peers,
      rows: peers
    }
  ];
}

/** Returns its channels, its first uses and its alerts. */
function otherParts(
  page: EntitiesPage,
  detail: EntityDetail,
  {from, until, line}: HostOptions
): Part[] {
  const {channels, intervals, firsts} = detail;
  const span = {from, until};
  const alerts = detail.alerts.filter(({time}) => time >= from && time < until);
  const max = highest(line, page, detail);
  return [
    {
      id: "beacons",
      title: "Does it call by the clock?",
      about:
        "Seconds between calls to one port of one address, by powers of ten, over the whole log: at most 150 a channel. Regularity is 1 − MAD ÷ median of at least five intervals; 1 is a clock. A clock is not yet an attack: so are updates.",
      draw: channels.length ? (width) => beaconStrips(channels, intervals, {width}) : null,
      query: entityQueries.channels,
      rows: channels
    },
    {
      id: "firsts",
      title: "What it did for the first time",
      about:
        "First uses; the 40 latest of each kind. Grey: the training window. Strong marks came after it.",
      draw: (width) => firstMarks(firsts, {width, ...span, trainedUntil: page.trainedUntil}),
      query: entityQueries.firsts,
      rows: firsts
    },
    {
      id: "alerts",
      title: `Its ${plural(alerts.length, "alert")}`,
      about: alerts.length ? "" : "None of its connections stands above the line here.",
      draw: null,
      table: alerts.length
        ? eventTable(alerts, {threshold: line, max, caption: "Its alerts"})
        : undefined,
      query: entityQueries.alerts,
      rows: alerts,
      alerts: true
    }
  ];
}

function highest(line: number, {entities}: EntitiesPage, {totals}: EntityDetail): number {
  return Math.max(line, entities[0]?.score ?? 0, totals.score);
}

function section(page: EntitiesPage, entity: string, part: Part, line: number): HTMLElement {
  const {id, title, about, draw, table, query, rows, alerts} = part;
  const figure = draw && element("figure", {}, responsive(draw));
  const nothing = id === "beacons" && !draw ? "No channel with five intervals or more." : about;
  return element(
    "section",
    {class: "part", id},
    element("h2", {}, title),
    nothing ? element("p", {class: "about"}, nothing) : null,
    figure ?? table,
    provenanceLine(page.provenance, {
      n: rows.length,
      query: `-- ? is ${JSON.stringify(entity)}${alerts ? `, and before it the line, ${line}` : ""}\n${query}`,
      exports: rows.length
        ? {
            name: `host-${id}`,
            rows: () => rows as readonly ExportRow[],
            figure: draw
              ? () => document.querySelector<SVGSVGElement>(`#${id} figure svg`)
              : undefined,
            alerts,
            threshold: line
          }
        : undefined
    })
  );
}
