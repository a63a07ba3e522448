import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection} from "@duckdb/node-api";
import {beforeAll, expect, it} from "vitest";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import type {LinkedCorrelation} from "../../../../src/core/sigma/link-rules.js";
import {compares} from "../../../../src/core/sigma/match/tree-matcher.js";
import {SigmaEvent} from "../../../../src/core/sigma/match/event.js";
import {RuleMatcher} from "../../../../src/core/sigma/match/match-rules.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {correlationTypes} from "../../../../src/core/sigma/rule.js";
import type {CorrelationType} from "../../../../src/core/sigma/rule.js";
import type {Comparison} from "../../../../src/core/sigma/tree.js";
import {correlationQuery} from "../../../../src/core/sigma/sql/correlation-query.js";
import {drawer, rounds} from "../random-rules.js";
import type {Drawer} from "../random-rules.js";
import {bruteForce} from "./brute-force.js";
import type {DrawnCorrelation, DrawnEvent} from "./brute-force.js";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:", {threads: "1"})).connect();
  await connection.run("CREATE TABLE dns (event_id BIGINT, time TIMESTAMP, src VARCHAR, raw_query VARCHAR, uid VARCHAR)"); // prettier-ignore
});

/** Few instants and values, so that ties, gaps and repetitions are frequent. */
function drawEvents(draw: Drawer, rules: number): DrawnEvent[] {
  return draw.list(draw.below(18), () => ({
    time: draw.below(30),
    slots: draw.list(rules, () => draw.below(3) === 0).flatMap((on, slot) => (on ? [slot] : [])),
    group: draw.of(["a", "A", "b", null]),
    value: draw.of(["1", "2", "7", "-3", "x", "X", null])
  }));
}

interface Drawn extends DrawnCorrelation {
  yaml: string;
}

function drawCorrelation(draw: Drawer, type: CorrelationType, rules: number): Drawn {
  const span = draw.of([1, 3, 5, 10, 60]);
  const percentile = type === "value_percentile" && draw.chance(0.6) ? draw.of([0, 25, 50, 90, 100]) : undefined; // prettier-ignore
  const comparisons = draw.list(1 + draw.below(2), () => ({
    comparison: draw.of<Comparison>(["gt", "gte", "lt", "lte", "eq", "neq"]),
    value: draw.below(type.startsWith("value_") ? 12 : 5)
  }));
  const unique = [...new Map(comparisons.map((item) => [item.comparison, item])).values()];
  const condition = [
    ...(type.startsWith("value_") ? ["field: query"] : []),
    ...unique.map(({comparison, value}) => `${comparison}: ${value}`),
    ...(percentile === undefined ? [] : [`percentile: ${percentile}`])
  ];
  const names = Array.from({length: rules}, (_, slot) => `rule_${slot}`);
  const yaml = [
    `title: c\nid: 0e95725d-7320-415d-80f7-004da920fc11\ncorrelation:\n  type: ${type}\n  rules: [${names.join(", ")}]\n  group-by: [src_ip]\n  timespan: ${span}s\n  condition: {${condition.join(", ")}}`, // prettier-ignore
    ...names.map((name, slot) => `title: ${name}\nname: ${name}\nlogsource: {category: dns}\ndetection: {selection: {uid|contains: '<${slot}>'}, condition: selection}`) // prettier-ignore
  ].join("\n---\n");
  const meets = (measure: number) => unique.every((item) => compares(item.comparison, measure, item.value)); // prettier-ignore
  return {type, rules, span, percentile, meets, yaml};
}

function linkCorrelation(yaml: string): LinkedCorrelation {
  const parsed = parseRules(yaml, "test.yml");
  expect(parsed.problems).toEqual([]);
  return linkRules(parsed.rules).rules.find(
    (linked) => "correlated" in linked
  ) as LinkedCorrelation;
}

const uidOf = ({slots}: DrawnEvent) => slots.map((slot) => `<${slot}>`).join("");

function matched(linked: LinkedCorrelation, events: readonly DrawnEvent[]): string[] {
  const matcher = new RuleMatcher([linked, ...linked.correlated]);
  events.forEach((event, i) => {
    const {time, group, value} = event;
    matcher.add(new SigmaEvent({ts: 1_700_000_000 + time, src_ip: group, query: value, uid: uidOf(event)}), i); // prettier-ignore
  });
  return matcher
    .finish()
    .map(
      ({window}) =>
        `${window!.group[0]}@${window!.to / 1e6 - 1_700_000_000}=${+window!.measure.toFixed(9)}`
    ) // prettier-ignore
    .sort();
}

async function queried(
  linked: LinkedCorrelation,
  events: readonly DrawnEvent[]
): Promise<string[]> {
  await connection.run("DELETE FROM dns");
  const text = (value: string | null) => (value === null ? "NULL" : `'${value}'`);
  const rows = events.map((event, i) => `(${i}, make_timestamp(${(1_700_000_000 + event.time) * 1e6}), ${text(event.group)}, ${text(event.value)}, '${uidOf(event)}')`); // prettier-ignore
  if (rows.length > 0) await connection.run(`INSERT INTO dns VALUES ${rows.join(", ")}`);
  const reader = await connection.runAndReadAll(correlationQuery(linked));
  return reader
    .getRowObjects()
    .map(
      ({until, g0, measure}) =>
        `${String(g0)}@${Number(until) / 1e6 - 1_700_000_000}=${+Number(measure).toFixed(9)}`
    ) // prettier-ignore
    .sort();
}

it.each(correlationTypes)(
  "%s in memory and in SQL finds what a brute force finds",
  async (type) => {
    const draw = drawer(11, correlationTypes.indexOf(type));
    let hits = 0;
    for (let i = 0; i < rounds(40); ++i) {
      const rules = 1 + draw.below(4);
      const events = drawEvents(draw, rules).map((event) => ({...event, group: event.group?.toLowerCase() ?? null})); // prettier-ignore
      const correlation = drawCorrelation(draw, type, rules);
      const linked = linkCorrelation(correlation.yaml);
      const expected = bruteForce(events, correlation);
      hits += expected.length;
      const context = `${correlation.yaml}\n${JSON.stringify(events)}`;
      expect(matched(linked, events), context).toEqual(expected);
      expect(await queried(linked, events), context).toEqual(expected);
    }
    expect(hits).toBeGreaterThan(10);
  }
);

const chain = `title: then
id: 0e95725d-7320-415d-80f7-004da920fc12
correlation: {type: temporal_ordered, rules: [many, good], group-by: [query], timespan: 60s}
---
title: many
name: many
correlation: {type: event_count, rules: [bad], group-by: [src_ip], timespan: 10s, condition: {gte: 3}}
---
title: bad
name: bad
logsource: {category: dns}
detection: {selection: {uid: '<0>'}, condition: selection}
---
title: good
name: good
logsource: {category: dns}
detection: {selection: {uid: '<1>'}, condition: selection}
`;

it("a chained correlation has the fields of the events in the window, not those of its group alone", async () => {
  const event = (time: number, slot: number, value: string): DrawnEvent => ({time, slots: [slot], group: "a", value}); // prettier-ignore
  const events = [event(0, 0, "u1"), event(1, 0, "u2"), event(2, 0, "u3"), event(9, 1, "u1"), event(9, 1, "u9")]; // prettier-ignore
  const linked = linkRules(parseRules(chain, "test.yml").rules).rules;
  const top = linked[0] as LinkedCorrelation;
  const matcher = new RuleMatcher(linked);
  events.forEach(({time, value, group, slots}, i) => matcher.add(new SigmaEvent({ts: 1_700_000_000 + time, src_ip: group, query: value, uid: `<${slots[0]}>`}), i)); // prettier-ignore
  const windows = matcher.finish().map(({rule, event, window}) => [rule.title, event, window!.group]); // prettier-ignore
  expect(windows).toEqual([["then", 3, ["u1"]]]);
  expect(await queried(top, events)).toEqual(["u1@9=2"]);
});
