import {severities} from "../../core/incidents/incidents.js";
import {countSeverities} from "../../core/incidents/publish-incidents.js";
import {findEntityDetector} from "../../core/detectors/entity/registry.js";
import type {IncidentsPage, ListedIncident} from "../../core/schema/incidents.js";
import {incidentJson, incidentRows} from "../exports/incident-rows.js";
import {element} from "../kit/element.js";
import {formatCount, formatHours, plural, visible} from "../kit/format.js";
import {ruleTitle} from "../kit/rule-text.js";
import {foundByNames, rateText, severityMark} from "../kit/severity.js";
import {section} from "../kit/section.js";
import {expandableTable} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {followHidden, nothingHidden} from "../records/hidden-incidents.js";
import {incidentHost} from "../records/incident-host.js";
import {verdictMark} from "../records/verdict-mark.js";
import {pageHref, replaceUrlState} from "../site/url-state.js";

/** How many incidents are shown at first. */
const shown = 50;

/** What the list is filtered by; empty for all. */
interface Filter {
  text: string;
  severity: string;
  window: string;
  found: string;
}

/** The URLs of incidents.json and of events.duckdb, which the export reads. */
export interface IncidentListOptions {
  data: string;
  events: string;

  /** Called with what the list counts, whenever a suppression of this browser changes it. */
  onCounts: (counts: Pick<IncidentsPage, "counts" | "of" | "days">) => void;
}

/** Lists the incidents, most severe first, with a filter that the URL holds. */
export function incidentList(
  page: IncidentsPage,
  {data, events, onCounts}: IncidentListOptions
): HTMLElement {
  const place = element("div");
  const status = element("p", {class: "about", role: "status"});
  const suppressed = element("div");
  const filter = readFilter();
  let incidents = page.incidents;
  let hidden = nothingHidden;
  const draw = (): void => {
    const found = incidents.filter((incident) => isMatch(incident, filter));
    const part = page.of > page.incidents.length ? ` of the ${formatCount(page.incidents.length)} most severe` : ""; // prettier-ignore
    status.textContent = `${formatCount(found.length)} ${plural(found.length, "incident")}${part}, of ${formatCount(page.of - hidden.incidents.size)}.`;
    place.replaceChildren(incidentTable(found));
  };
  const form = filterForm(filter, () => {
    replaceUrlState({
      q: filter.text,
      severity: filter.severity,
      window: filter.window,
      found: filter.found
    });
    draw();
  });
  draw();
  const node = section(
    {
      title: "Incidents, most severe first",
      about:
        "What a host did (by) or what was done to it (on) in hours that follow on one another. The rate says how often evidence as strong occurs on this network."
    },
    form,
    suppressed,
    status,
    place,
    provenanceLine(page.provenance, {
      n: page.of,
      data,
      query: "SELECT * FROM incidents ORDER BY incident",
      figure: "incident.incidents-most-severe-first",
      exports: {
        name: "incidents",
        rows: () => incidentRows(events, hidden.incidents),
        json: incidentJson
      }
    })
  );
  followHidden(node, events, (found, note) => {
    hidden = found;
    incidents = page.incidents.filter(({incident}) => !hidden.incidents.has(incident));
    const counts = hidden.incidents.size > 0 ? countSeverities(incidents) : page.counts;
    onCounts({counts, of: page.of - hidden.incidents.size, days: page.days});
    suppressed.replaceChildren(...(note ? [note] : []));
    draw();
  });
  return node;
}

/** Returns incidents as a table; each leads to its page. */
function incidentTable(incidents: readonly ListedIncident[]): HTMLElement {
  return expandableTable(incidents, {
    shown,
    class: "incident-table",
    label: "Incidents",
    empty: "No incident matches; remove a filter to see others.",
    columns: [
      {name: "severity", cell: ({severity}) => severityMark(severity)},
      {
        name: "time (UTC)",
        cell: ({from, to}) => formatHours(Date.parse(from), Date.parse(to))
      },
      {
        name: "host",
        class: "address",
        cell: (incident) => incidentHost(incident)
      },
      {
        name: "incident",
        header: true,
        cell: ({id, file, name}) => [
          element("a", {href: pageHref("incident", {id})}, visible(name).slice(0, 200)),
          verdictMark(`${file}:${id}`)
        ]
      },
      {name: "found by", cell: ({found_by}) => foundByNames[found_by]},
      {name: "rate", cell: ({rate_per_day}) => rateText(rate_per_day)},
      {name: "events", number: true, cell: ({events}) => formatCount(events)}
    ]
  });
}

function isMatch(incident: ListedIncident, {text, severity, window, found}: Filter): boolean {
  if (severity && incident.severity !== severity) return false;
  if (window && incident.window !== window) return false;
  if (found && incident.found_by !== found) return false;
  const {entity, name, role, evidence} = incident;
  const titles = evidence.map(
    ({detector, technique, rule}) =>
      `${detector} ${rule ? `${ruleTitle(rule)} ${rule.techniques.join(" ")}` : findEntityDetector(detector)?.title} ${technique}`
  );
  const all = [entity, name, role, ...titles].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function readFilter(): Filter {
  const params = new URLSearchParams(location.search);
  const of = (name: string) => params.get(name) ?? "";
  return {
    text: of("q") || of("entity"),
    severity: of("severity"),
    window: of("window"),
    found: of("found")
  };
}

function filterForm(filter: Filter, onChange: () => void): HTMLElement {
  const text = element("input", {
    type: "search",
    value: filter.text,
    placeholder: "host, behaviour, rule or technique",
    "aria-label": "Filter by host, behaviour, rule or technique"
  });
  const choice = (
    name: "severity" | "window" | "found",
    label: string,
    values: readonly string[],
    texts: Readonly<Record<string, string>> = {}
  ) => {
    const options = ["", ...values].map((value) =>
      element(
        "option",
        {value, selected: filter[name] === value},
        texts[value] ?? (value || `any ${label}`)
      )
    );
    const select = element("select", {"aria-label": label}, ...options);
    select.addEventListener("change", () => {
      filter[name] = select.value;
      onChange();
    });
    return select;
  };
  text.addEventListener("input", () => {
    filter.text = text.value;
    onChange();
  });
  const names = severities.map(({name}) => name);
  const form = element(
    "form",
    {class: "incident-filter"},
    text,
    choice("severity", "severity", names),
    choice("window", "window", ["test", "training"]),
    choice("found", "found by", Object.keys(foundByNames), {
      "": "found by any",
      models: "found by models",
      rules: "found by rules alone",
      both: "found by both"
    })
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}
