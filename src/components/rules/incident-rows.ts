import {element} from "../kit/element.js";
import {formatHours, visible} from "../kit/format.js";
import {foundByNames, severityMark} from "../kit/severity.js";
import {expandableTable} from "../kit/table.js";
import {incidentHost} from "../records/incident-host.js";
import {incidentHref} from "../site/url-state.js";
import type {IncidentRow} from "./overlap-cells.js";

/** Lists incidents, the most severe first; each leads to its page. */
export function incidentRows(rows: readonly IncidentRow[], label: string): HTMLElement {
  return expandableTable(rows, {
    label,
    empty: "None.",
    columns: [
      {name: "severity", cell: ({severity}) => severityMark(severity)},
      {name: "time (UTC)", cell: ({since, until}) => formatHours(since, until)},
      {
        name: "host",
        class: "address",
        cell: (incident) => incidentHost(incident)
      },
      {
        name: "incident",
        header: true,
        cell: ({id, name}) => element("a", {href: incidentHref(id)}, visible(name).slice(0, 200))
      },
      {name: "found by", cell: ({found_by}) => foundByNames[found_by]}
    ]
  });
}
