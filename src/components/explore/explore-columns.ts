import {element} from "../kit/element.js";
import {formatBytes, formatDuration, formatScore, formatTime, visible} from "../kit/format.js";
import {scoreColor} from "../kit/score-color.js";
import {severityMark} from "../kit/severity.js";
import type {Severity} from "../../core/schema/incidents.js";
import {pageHref} from "../site/url-state.js";
import {verdictTag} from "../records/verdict-mark.js";
import {findIncidentVerdict, findVerdict} from "../records/verdict-store.js";
import type {VirtualColumn} from "../kit/virtual-table.js";

/** One row of the table of Explore, as DuckDB returns it; 64-bit integers may be bigint. */
export interface ExploreRow {
  rank: number;
  event_id: number | bigint;
  /** What names it in any run of its file; missing in a log of the reader’s own. */
  identity?: string;
  time: number | Date;
  src: string;
  dst: string;
  port: number | null;
  proto: string | null;
  service: string | null;
  state: string | null;
  duration: number | null;
  orig_bytes: number | bigint | null;
  resp_bytes: number | bigint | null;
  score: number;

  /** The most severe incident that it belongs to: the SHA-256 of its file, a colon, its id; absent in a dropped log. */
  incident?: string | null;
  severity?: Severity | null;
}

/**
 * Returns the columns of the table; the scores from *threshold* to *max* are coloured, and the verdicts in
 * this browser on the events of *evaluation* are shown before their source. If *linked*, addresses lead to Entities;
 * those of a dropped log are unknown there.
 */
export function exploreColumns(
  threshold: number,
  max: number,
  evaluation = "",
  linked = true
): VirtualColumn<ExploreRow>[] {
  return [
    {name: "time", label: "time (UTC)", width: "112px", cell: ({time}) => formatTime(Number(time))},
    {
      name: "src",
      label: "source",
      width: "minmax(104px, 1fr)",
      cell: (row) => verdictHref(row, evaluation, linked)
    },
    {
      name: "dst",
      label: "destination",
      width: "minmax(104px, 1fr)",
      cell: ({dst}) => address(dst, linked)
    },
    {
      name: "port",
      label: "port",
      width: "72px",
      cell: portText
    },
    {name: "service", label: "service", width: "46px", cell: ({service}) => text(service ?? "")},
    {name: "state", label: "state", width: "48px", cell: ({state}) => text(state ?? "")},
    {
      name: "duration",
      label: "duration",
      width: "62px",
      number: true,
      cell: ({duration}) => formatDuration(duration)
    },
    bytesColumn("orig_bytes", "bytes out"),
    bytesColumn("resp_bytes", "bytes in"),
    ...(linked ? [incidentColumn] : []),
    {
      name: "score",
      label: "score",
      width: "62px",
      number: true,
      cell: ({score}) => scoreCell(score, threshold, max)
    }
  ];
}

const incidentColumn: VirtualColumn<ExploreRow> = {
  name: "incident",
  label: "incident",
  width: "72px",
  cell({incident, severity}) {
    if (!incident || !severity) return "";
    const id = incident.slice(incident.indexOf(":") + 1);
    const title = `belongs to the incident ${visible(id)}`;
    return element(
      "a",
      {href: pageHref("incident", {id}), title, tabindex: -1},
      severityMark(severity)
    );
  }
};

function bytesColumn(name: "orig_bytes" | "resp_bytes", label: string): VirtualColumn<ExploreRow> {
  return {name, label, width: "62px", number: true, cell: (row) => bytes(row[name])};
}

function portText({port, proto}: ExploreRow): string {
  return `${port ?? "–"}${proto ? `/${visible(proto)}` : ""}`;
}

function scoreCell(score: number, threshold: number, max: number): HTMLElement {
  const width = Math.round(100 * Math.max(0.04, Math.min(1, score)));
  const bar = element("span", {
    class: "bar",
    style: `width: ${width}%; background: ${scoreColor(score, threshold, max)}`
  });
  return element("span", {class: "score"}, formatScore(score), bar);
}

function address(value: string, linked: boolean): HTMLElement {
  if (linked) {
    const href = pageHref("entity", {entity: value});
    const title = `${visible(value)}: this host, against itself and its peers`;
    return element("a", {class: "clip mono host", href, title, tabindex: -1}, visible(value));
  }
  return element("span", {class: "clip mono", title: visible(value)}, visible(value));
}

function verdictHref(
  {src, event_id: event, incident}: ExploreRow,
  evaluation: string,
  linked: boolean
): HTMLElement {
  const verdict = findVerdict(Number(event), evaluation) ?? findIncidentVerdict(incident);
  return verdict
    ? element("span", {class: "verdict-cell"}, verdictTag(verdict), address(src, linked))
    : address(src, linked);
}

function text(value: string): HTMLElement {
  return element("span", {class: "clip", title: visible(value)}, visible(value));
}

function bytes(value: number | bigint | null): string {
  return formatBytes(value === null ? null : Number(value));
}
