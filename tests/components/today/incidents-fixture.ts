import type {IncidentsPage, ListedIncident} from "../../../src/core/schema/incidents.js";
import {countSeverities} from "../../../src/core/incidents/publish-incidents.js";
import {todayWith} from "./today-fixture.js";

/** Returns a port scan by 10.0.0.5 in the test window with *changes*. */
export function incidentWith(changes: Partial<ListedIncident> = {}): ListedIncident {
  return {
    incident: 1,
    id: "10.0.0.5/actor/475321",
    entity: "10.0.0.5",
    role: "actor",
    from: "2024-03-22T01:00:00Z",
    to: "2024-03-22T02:00:00Z",
    severity: "critical",
    rate_per_day: 0.005,
    name: "Port scan: 75 ports on 2 hosts",
    found_by: "models",
    window: "test",
    events: 75,
    pieces: 1,
    file: "0".repeat(64),
    linked: [],
    evidence: [
      {
        detector: "scan",
        technique: "T1046",
        rate_per_day: 0.005,
        sentence: "75 closed or silent ports on 2 hosts",
        facts: {targets: 75, hosts: 2},
        src: "10.0.0.5",
        dst: null,
        domain: null,
        port: null,
        from: "2024-03-22T01:00:00Z",
        to: "2024-03-22T02:00:00Z",
        events: 75
      }
    ],
    ...changes
  };
}

/** Returns the page of *incidents*, over four days of which two are the test window, with *changes*. */
export function incidentsWith(
  incidents: ListedIncident[],
  changes: Partial<IncidentsPage> = {}
): IncidentsPage {
  const [first, day] = [Date.parse("2024-03-20T00:00:00Z"), 86_400_000];
  return {
    provenance: todayWith({}).provenance,
    counts: countSeverities(incidents),
    testCounts: countSeverities(incidents.filter(({window}) => window === "test")),
    first,
    last: first + 4 * day,
    days: 4,
    testDays: 2,
    calibration: {
      days: 1.5,
      ownWeight: 0.5,
      warmUntil: first + day / 2,
      trainedUntil: first + 2 * day,
      localHosts: 12
    },
    incidents: incidents.map((incident, i) => ({...incident, incident: i + 1})),
    of: incidents.length,
    exposure: {
      targets: [],
      targetsOf: 0,
      bruteForced: [],
      bruteForcedOf: 0,
      beacons: [],
      beaconsOf: 0,
      longConnections: [],
      longConnectionsOf: 0
    },
    unseen: [],
    ...changes
  };
}
