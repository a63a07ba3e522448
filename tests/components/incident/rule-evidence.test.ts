import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {timelineQuery} from "../../../src/components/incident/evidence-timeline.js";
import {evidenceGroups} from "../../../src/components/incident/incident-data.js";
import type {EvidencePiece} from "../../../src/components/incident/incident-data.js";
import {
  ruleHitsQuery,
  ruleWindowsQuery
} from "../../../src/components/incident/rule-evidence-data.js";
import type {ShownRule} from "../../../src/components/database/published-rules.js";

const connection = await (await DuckDBInstance.create()).connect();
await connection.run(`CREATE TABLE incidents AS FROM (VALUES (1, 'a'), (2, 'b')) AS t (incident, entity);
CREATE TABLE evidence AS FROM (VALUES
    (1, 1, NULL, 'scan', 0.02, TIMESTAMP '2024-04-19 02:00:00', TIMESTAMP '2024-04-19 03:00:00'),
    (1, 2, 7, 'rule', 0.5, TIMESTAMP '2024-04-19 02:00:00', TIMESTAMP '2024-04-19 04:00:00'),
    (2, 1, 7, 'rule', 0.5, TIMESTAMP '2024-04-19 02:00:00', TIMESTAMP '2024-04-19 04:00:00')
  ) AS t (incident, evidence, rule, detector, rate_per_day, since, until);
CREATE TABLE rule_hits AS FROM (VALUES
    (7, 1, 'events', 5, 50, TIMESTAMP '2024-04-19 01:59:59', 'a', 'actor', 'a', 'x', 22),
    (7, 1, 'events', 6, 60, TIMESTAMP '2024-04-19 02:10:00', 'a', 'actor', 'a', 'x', 22),
    (7, 2, 'dns', 8, NULL, TIMESTAMP '2024-04-19 02:20:00', 'a', 'actor', 'a', NULL, NULL),
    (7, 3, 'dns', 9, NULL, TIMESTAMP '2024-04-19 02:20:00', 'b', 'actor', 'b', NULL, NULL),
    (8, NULL, 'dns', 8, NULL, TIMESTAMP '2024-04-19 02:20:00', 'a', 'actor', 'a', NULL, NULL)
  ) AS t (rule, hit, log, record, event_id, time, entity, role, src, dst, port);
CREATE TABLE rule_windows AS FROM (VALUES
    (7, 1, 'a', 'actor', '{"src":"a"}', TIMESTAMP '2024-04-19 01:50:00', TIMESTAMP '2024-04-19 02:10:00', 12.0, 3),
    (7, 2, 'a', 'actor', '{"src":"a"}', TIMESTAMP '2024-04-19 05:00:00', TIMESTAMP '2024-04-19 05:10:00', 11.0, 3),
    (7, 3, 'b', 'actor', '{"src":"b"}', TIMESTAMP '2024-04-19 02:00:00', TIMESTAMP '2024-04-19 02:10:00', 10.0, 3)
  ) AS t (rule, hit, entity, role, "group", since, until, measure, events);
CREATE TABLE incident_events AS FROM (VALUES (1, 1, 60), (1, 2, 60)) AS t (incident, evidence, event_id);
CREATE TABLE incident_flows AS FROM (VALUES (1, 60, TIMESTAMP '2024-04-19 02:10:00')) AS t (incident, event_id, time)`);

const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();

it("ruleHitsQuery(incident, rule) gives the records about its host in the hours of its evidence, of flows and others", async () => {
  const hits = await rows(ruleHitsQuery(1, 7));
  expect(hits.map(({log, record, event}) => [log, record, event])).toEqual([
    ["events", 6, 60],
    ["dns", 8, null]
  ]);
});

it("ruleWindowsQuery(incident, rule) gives the windows about its host that overlap its evidence", async () => {
  const windows = await rows(ruleWindowsQuery(1, 7));
  expect(windows.map(({hit, events}) => [hit, events])).toEqual([[1, 3]]);
});

it("timelineQuery(incident, width, rules) counts flows of detectors and records of rules, each in a lane", async () => {
  const bins = await rows(timelineQuery(1, 3_600_000, [7]));
  expect(bins.map(({lane, events, pieces, rate}) => [lane, Number(events), Number(pieces), Number(rate)])).toEqual([["rule-7", 2, 1, 0.5], ["scan", 1, 1, 0.02]]); // prettier-ignore
  expect((await rows(timelineQuery(1, 3_600_000, []))).map(({lane}) => lane)).toEqual(["scan"]);
});

it("evidenceGroups(pieces, rules) keeps rules apart from one another and from detectors, in the order of the pieces", () => {
  const piece = (evidence: number, detector: string, rule: number | null) =>
    ({evidence, detector, rule}) as EvidencePiece;
  const rule = (place: number) => ({rule: place, title: `Title ${place}`}) as ShownRule;
  const pieces = [
    piece(1, "rule", 7),
    piece(2, "scan", null),
    piece(3, "rule", 9),
    piece(4, "rule", 7)
  ];
  const groups = evidenceGroups(pieces, new Map([7, 9].map((place) => [place, rule(place)])));
  expect(groups.map(({key, title, pieces: {length}}) => [key, title, length])).toEqual([
    ["rule-7", "Title 7", 2],
    ["scan", "Scan", 1],
    ["rule-9", "Title 9", 1]
  ]);
});
