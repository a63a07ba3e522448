import type {Exposure, IncidentsPage} from "../../core/schema/incidents.js";
import {portName} from "../../core/detectors/entity/wording.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  formatTime,
  plural
} from "../kit/format.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {pageHref} from "../site/url-state.js";
import type {TodayExports} from "./today-exports.js";

/** How many rows of each table are shown. */
const maxRows = 6;

/** Shows what of the local hosts is exposed and under pressure: evidence beside the incidents, not further incidents. */
export function exposurePart(
  {exposure, provenance}: IncidentsPage,
  {data, exports}: {data: string; exports: TodayExports}
): HTMLElement {
  const parts = [
    targets(exposure),
    bruteForced(exposure),
    beacons(exposure),
    long(exposure)
  ].filter((part) => part !== null);
  const about = parts.length
    ? "Measured over the complete log, whether or not it is unusual here."
    : "No connection from outside to a local host, no login service under pressure, no even rhythm over most of a day, no connection of an hour or more.";
  const n = exposure.targets.length + exposure.bruteForced.length + exposure.beacons.length + exposure.longConnections.length; // prettier-ignore
  return section(
    {title: "Exposed and under pressure", about, class: "exposure", attributes: {id: "exposure"}},
    element("div", {"data-export": true}, ...parts),
    provenanceLine(provenance, {n, data, exports: exports.exposure})
  );
}

function targets({targets: rows, targetsOf: of}: Exposure): HTMLElement | null {
  return titled(
    rows,
    of,
    "local host called from outside",
    "local hosts called from outside",
    (shown) =>
      table(shown, {
        label: "Local hosts called from outside",
        columns: [
          {name: "host", class: "address", cell: ({host}) => hostLink(host)},
          {name: "sources", number: true, cell: ({sources}) => formatCount(sources)},
          {name: "flows", number: true, cell: ({flows}) => formatCount(flows)},
          {name: "failed", number: true, cell: ({flows, failed}) => formatShare(failed / flows)},
          {name: "ports", number: true, cell: ({ports}) => formatCount(ports)}
        ]
      })
  );
}

function bruteForced({bruteForced: rows, bruteForcedOf: of}: Exposure): HTMLElement | null {
  return titled(
    rows,
    of,
    "login service with short sessions from outside",
    "login services with short sessions from outside",
    (shown) =>
      // prettier-ignore
      table(shown, {
      label: "Login services with short sessions from outside",
      columns: [
        {
          name: "service",
          class: "address",
          attributes: ({port}) => ({title: portName(port)}),
          cell: ({host, port}) => [hostLink(host), `:${port}`]
        },
        {name: "sources", number: true, cell: ({sources}) => formatCount(sources)},
        {name: "sessions", number: true, cell: ({sessions}) => formatCount(sessions)},
        {name: "an hour, at most", number: true, cell: ({mostPerHour}) => formatCount(mostPerHour)}
      ]
    })
  );
}

function beacons({beacons: rows, beaconsOf: of}: Exposure): HTMLElement | null {
  return titled(
    rows,
    of,
    "destination called in an even rhythm",
    "destinations called in an even rhythm",
    (shown) =>
      // prettier-ignore
      table(shown, {
      label: "Destinations called in an even rhythm",
      columns: [
        {name: "destination", class: "address", cell: ({dst, port}) => [hostLink(dst), `:${port}`]},
        {name: "every", number: true, cell: ({period}) => formatDuration(period)},
        {name: "evenness", number: true, cell: ({score}) => score.toFixed(2)},
        {name: "of hosts", number: true, cell: ({share}) => formatShare(share)}
      ]
    })
  );
}

function long({longConnections: rows, longConnectionsOf: of}: Exposure): HTMLElement | null {
  return titled(
    rows,
    of,
    "connection of an hour or more",
    "connections of an hour or more",
    (shown) =>
      table(shown, {
        label: "Connections of an hour or more",
        columns: [
          {name: "from", cell: ({time, event}) => element("a", {href: pageHref("alert", {event})}, formatTime(time).slice(0, -3))}, // prettier-ignore
          {name: "hosts", class: "address", cell: ({src, dst}) => [nameElement(src, 13), " → ", nameElement(dst, 13)]}, // prettier-ignore
          {name: "lasted", number: true, cell: ({seconds}) => formatDuration(seconds)},
          {name: "bytes", number: true, cell: ({bytesOut, bytesIn}) => formatBytes(bytesOut + bytesIn)} // prettier-ignore
        ]
      })
  );
}

function titled<Row>(
  rows: readonly Row[],
  of: number,
  one: string,
  many: string,
  draw: (shown: readonly Row[]) => HTMLElement
): HTMLElement | null {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, maxRows);
  const first = shown.length < of ? `, the first ${formatCount(shown.length)}` : "";
  return element(
    "div",
    {class: "measured"},
    element("p", {class: "table-title"}, `${formatCount(of)} ${plural(of, one, many)}${first}`),
    draw(shown)
  );
}

function hostLink(entity: string): HTMLElement {
  return element("a", {href: pageHref("entity", {entity}), class: "host"}, nameElement(entity, 22));
}
