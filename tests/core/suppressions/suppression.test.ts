import {tmpdir} from "node:os";
import {expect, it, onTestFinished} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import {parseCondition} from "../../../src/core/suppressions/condition.js";
import type {SuppressibleEvent} from "../../../src/core/suppressions/condition.js";
import {
  isInForce,
  parseSuppression,
  suppressionMatcher,
  suppressionSql,
  suppressionWords
} from "../../../src/core/suppressions/suppression.js";

const suppression = {
  format: "atalaya-suppression/1",
  id: "a1",
  reason: "the scanner of the operations team",
  at: "2026-11-23T15:00:00.000Z",
  until: null,
  where: [{field: "src", equals: "10.0.0.9"}]
};

const events: SuppressibleEvent[] = [
  ...["10.0.0.9", "10.0.0.200", "10.0.1.0", "192.0.2.77", "255.255.255.255", "0.0.0.0"],
  ...["2001:db8::1", "2001:DB8:0:0:0:0:0:FFFF", "2001:db9::", "::", "::1", "fe80::1:2"],
  ...["::ffff:10.0.0.9", "64:ff9b::192.0.2.77", "1:2:3:4:5:6:7:8", "1::8"]
].map((src, i) => ({
  src,
  dst: "198.51.100.1",
  service: [null, "dns", "", "o'hara", "%_\\"][i % 5],
  dst_port: [null, 0, 53, 443, 65535][i % 5],
  duration: [null, 0, 0.25, 1e9][i % 4],
  orig_bytes: i === 3 ? null : i * 1000
}));

const conditions: unknown[] = [
  {field: "src", equals: "10.0.0.9"},
  {field: "src", in: ["10.0.0.9", "::1"]},
  {field: "service", equals: null},
  {field: "service", in: [null, "o'hara", "%_\\"]},
  {field: "service", equals: ""},
  {field: "dst_port", equals: 53},
  {field: "dst_port", in: [0, null]},
  {field: "dst_port", from: 53, to: 443},
  {field: "duration", from: 0.25},
  {field: "duration", to: 0},
  {field: "orig_bytes", from: 2000, to: 9000},
  ...["10.0.0.0/8", "10.0.0.0/24", "10.0.0.128/25", "0.0.0.0/0", "192.0.2.77/32"].map((cidr) => ({
    field: "src",
    cidr
  })),
  ...["2001:db8::/32", "::/0", "::/128", "::ffff:0:0/96", "fe80::/10", "1:2:3:4:5:6:7:8/127"].map(
    (cidr) => ({field: "src", cidr})
  )
];

it("suppressionSql(suppressions) is true in DuckDB of exactly the events that suppressionMatcher matches", async () => {
  const session = await openSession({scratch: tmpdir()});
  onTestFinished(() => session.close());
  await session.run(
    `CREATE TABLE events (i INTEGER, src VARCHAR, dst VARCHAR, service VARCHAR, dst_port INTEGER, duration DOUBLE, orig_bytes BIGINT)`
  );
  for (const [i, {src, dst, service, dst_port, duration, orig_bytes}] of events.entries()) {
    const bytes = orig_bytes === null ? null : BigInt(Number(orig_bytes));
    const row = [i, src, dst, service, dst_port, duration].map((value) => value ?? null);
    await session.run(`INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)`, [...row, bytes]);
  }
  const pairs = conditions.flatMap((a, i) => [[a], [a, conditions[(i + 4) % conditions.length]]]);
  let some = 0;
  for (const where of pairs) {
    const rule = {where: where.map(parseCondition)};
    const {sql, parameters} = suppressionSql([rule]);
    const rows = await session.rows<{i: number; hidden: boolean}>(
      `SELECT i, ${sql} AS hidden FROM events ORDER BY i`,
      parameters
    );
    const matches = suppressionMatcher([rule]);
    expect([suppressionWords(rule), rows.map(({hidden}) => hidden)]).toEqual([
      suppressionWords(rule),
      events.map(matches)
    ]);
    if (events.some(matches)) ++some;
  }
  expect(some).toBeGreaterThan(conditions.length); // not all of them trivially empty
});

it("suppressionMatcher(suppressions) knows which addresses lie in a block, whatever way they are written", () => {
  const inside = (cidr: string) => {
    const matches = suppressionMatcher([{where: [parseCondition({field: "src", cidr})]}]);
    return events.filter(matches).map(({src}) => src);
  };
  expect(inside("10.0.0.128/25")).toEqual(["10.0.0.200"]);
  expect(inside("10.0.0.0/8")).toEqual(["10.0.0.9", "10.0.0.200", "10.0.1.0"]);
  expect(inside("2001:db8::/32")).toEqual(["2001:db8::1", "2001:DB8:0:0:0:0:0:FFFF"]);
  expect(inside("::ffff:10.0.0.0/104")).toEqual(["::ffff:10.0.0.9"]);
  expect(inside("64:ff9b::c000:200/120")).toEqual(["64:ff9b::192.0.2.77"]);
});

it("suppressionMatcher(suppressions) wants all conditions of one, and one of several suppressions", () => {
  const rule = (...where: unknown[]) => ({where: where.map(parseCondition)});
  const [a, b] = [{field: "src", equals: "a"}, {field: "dst_port", equals: 1}]; // prettier-ignore
  expect(suppressionMatcher([rule(a, b)])({src: "a", dst_port: 2})).toBe(false);
  expect(suppressionMatcher([rule(a), rule(b)])({src: "a", dst_port: 2})).toBe(true);
  expect(suppressionMatcher([])({src: "a"})).toBe(false);
  expect(suppressionSql([])).toEqual({sql: "false", parameters: []});
});

it("suppressionSql(suppressions) never has a value of a log in its text", () => {
  const where = [parseCondition({field: "service", equals: "'; DROP TABLE events; --"})];
  const {sql, parameters} = suppressionSql([{where}]);
  expect(sql).not.toContain("DROP");
  expect(parameters).toEqual(["'; DROP TABLE events; --"]);
});

it("isInForce(suppression, now) ends when its time has come", () => {
  const until = "2026-12-01T00:00:00.000Z";
  expect(isInForce({until}, Date.parse(until) - 1)).toBe(true);
  expect(isInForce({until}, Date.parse(until))).toBe(false);
  expect(isInForce({until: null}, 8e15)).toBe(true);
});

it("parseSuppression(value) returns what was written, whole", () => {
  expect(parseSuppression(JSON.parse(JSON.stringify(suppression)))).toEqual(suppression);
});

it.each([
  [{...suppression, reason: " "}, "missing reason"],
  [{...suppression, where: []}, "none would hide everything"],
  [{...suppression, where: new Array(17).fill(suppression.where[0])}, "1 to 16 conditions"],
  [{...suppression, until: undefined}, "invalid until"],
  [{...suppression, until: "tomorrow"}, "invalid until: tomorrow"],
  [{...suppression, id: "<b>"}, "invalid id: <b>"],
  [{...suppression, extra: 1}, "unknown field: extra"],
  [{...suppression, format: "x"}, "unsupported format: x"],
  [{...suppression, where: [{field: "rank", equals: 1}]}, "unknown field: rank"],
  [{...suppression, where: [{field: "__proto__", equals: 1}]}, "unknown field: __proto__"],
  [{...suppression, where: [{field: "src"}]}, "invalid condition on src: nothing"],
  [{...suppression, where: [{field: "src", equals: 7}]}, "invalid src: 7; it is text"],
  [{...suppression, where: [{field: "src", cidr: "10.0.0.0/33"}]}, "invalid block: 10.0.0.0/33"],
  [{...suppression, where: [{field: "src", cidr: "ten/8"}]}, "invalid block: ten/8"],
  [{...suppression, where: [{field: "proto", cidr: "::/0"}]}, "invalid condition on proto: cidr"],
  [{...suppression, where: [{field: "dst_port", from: 9, to: 1}]}, "from 9 to 1"],
  [{...suppression, where: [{field: "dst_port", in: []}]}, "1 to 256 values"],
  [[], "invalid suppression: []"],
  [null, "invalid suppression: null"]
])("parseSuppression(value) refuses %j", (value, reason) => {
  expect(() => parseSuppression(value)).toThrow(reason);
  expect(() => parseSuppression(value)).toThrow(RangeError);
});
