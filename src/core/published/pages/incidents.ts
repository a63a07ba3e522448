import type {LogTime} from "../../evaluation/log-time.js";
import {ownWeight} from "../../incidents/calibration.js";
import type {FoundIncidents} from "../../incidents/find-incidents.js";
import {countSeverities} from "../../incidents/publish-incidents.js";
import {unseenOf} from "../../incidents/visibility.js";
import type {IncidentsPage, ListedIncident, PublishedIncident} from "../../schema/incidents.js";
import {incidentFiles} from "../incident-tables.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";

/** How many incidents a page lists at most. */
const maxListed = 2_000;

const hour = 3_600_000;

/** Returns what the pages say of incidents. */
export function incidentsPage(
  {chain, key, parameters, first, last, time, days, until}: Findings,
  found: FoundIncidents
): IncidentsPage {
  const {incidents, window, calibrationDays, exposure, visibility, measured} = found;
  const files = incidentFiles(chain, found);
  const inTest = incidents.filter((incident) => incident.window === "test");
  return {
    provenance: provenanceOf(chain, key, parameters),
    counts: countSeverities(incidents),
    testCounts: countSeverities(inTest),
    first,
    last,
    days,
    testDays: testDays(time, until),
    calibration: {
      days: calibrationDays,
      ownWeight: ownWeight(calibrationDays),
      warmUntil: window.warm * hour,
      trainedUntil: Math.max(first, until / 1000),
      localHosts: window.localSources
    },
    incidents: incidents
      .slice(0, maxListed)
      .map((incident, i) => listIncident(incident, {place: i + 1, file: files[i]})),
    of: incidents.length,
    exposure,
    unseen: unseenOf({
      visibility,
      window,
      calibrationDays,
      measured,
      days: time.days(time.first, time.last)
    })
  };
}

/** Returns the days that the log covers from the end of the training window, *until*, to its last event. */
function testDays(time: LogTime, until: number): number {
  return time.days(Math.max(time.first, Math.min(until, time.last)), time.last);
}

/** How many rules of an incident are listed at most. */
const maxRules = 10;

/** Returns *incident* with the strongest evidence of each detector, and of at most ten rules. */
function listIncident(
  {uids: _, ...incident}: PublishedIncident,
  {place, file}: {place: number; file: string}
): ListedIncident {
  const seen = new Set<string>();
  let rules = 0;
  const evidence = incident.evidence.filter(({detector, rule}) => {
    const key = rule ? `${detector} ${rule.rule}` : detector;
    return !seen.has(key) && seen.add(key) && (!rule || ++rules <= maxRules);
  });
  return {...incident, incident: place, file, evidence, pieces: incident.evidence.length};
}
