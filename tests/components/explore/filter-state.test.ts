import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import {dimensionOf} from "../../../src/components/explore/dimensions.js";
import type {Filters} from "../../../src/components/explore/filter-state.js";
import {
  noFilters,
  readFilters,
  sameFilter,
  selectionQuery,
  writeFilters
} from "../../../src/components/explore/filter-state.js";
import {logEdges, scoreEdges, timeEdges} from "../../../src/core/explore/bins.js";

const days = {min: Date.UTC(2026, 2, 2), max: Date.UTC(2026, 2, 9)};
const dimensions = [
  {name: "time", column: "time", kind: "time" as const, edges: timeEdges(days)},
  {
    name: "score",
    column: "score",
    kind: "score" as const,
    edges: scoreEdges({min: 0.3, max: 0.75}, 0.66)
  },
  {name: "out", column: "orig_bytes", kind: "bytes" as const, edges: logEdges(1e6, 0)}
].map((one) => dimensionOf({...one, label: one.name, counts: []}));

const all: Filters = {
  ranges: {time: [3, 9], score: [40, 60], out: [0, 4]},
  picks: {service: ["dns", null], port: ["53", "443"], label: ["it's; DROP TABLE events --"]},
  host: "10.0.'",
  min: 0.66
};

it("readFilters(parameters, dimensions) reads what writeFilters wrote", () => {
  const parameters = new URLSearchParams("event=7");
  writeFilters(all, parameters, dimensions);
  expect(readFilters(new URLSearchParams(parameters.toString()), dimensions)).toEqual(all);
  expect(parameters.get("event")).toBe("7");
  writeFilters(noFilters(), parameters, dimensions);
  expect(parameters.toString()).toBe("event=7");
});

it("readFilters(parameters, dimensions) skips what it does not understand", () => {
  const parameters = new URLSearchParams(
    "threshold=abc&from=x&out-from=9&out-until=3&score-from=NaN"
  );
  expect(readFilters(parameters, dimensions)).toEqual(noFilters());
  expect(readFilters(new URLSearchParams("threshold=7"), dimensions).min).toBeNull();
});

it("sameFilter(name, a, b) compares one filter alone", () => {
  expect(sameFilter("host", all, {...all, host: "x"})).toBe(false);
  expect(sameFilter("service", all, {...all, host: "x"})).toBe(true);
});

it("selectionQuery(filters, dimensions) is SQL in which a hostile value is only ever a value", async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`CREATE TABLE events AS SELECT * FROM (VALUES
    (1, 1, TIMESTAMP '2026-03-02 12:00:00', 'x'' OR 1=1 --', 1, 'b', 53, 'udp', 'dns', 'SF', 1.0, 10, 10, 0.7, CAST(NULL AS VARCHAR), 'Benign', NULL),
    (2, 2, TIMESTAMP '2026-03-03 12:00:00', '10.0.0.1', 2, 'c', 443, 'tcp', NULL, 'S0', NULL, NULL, NULL, 0.5, NULL, NULL, NULL))
    AS t(rank, event_id, time, src, src_port, dst, dst_port, proto, service, conn_state, duration, orig_bytes, resp_bytes, score, detailed_label, label, technique)`);
  const ranks = async (change: Partial<Filters>): Promise<unknown[]> => {
    const reader = await connection.runAndReadAll(
      selectionQuery({...noFilters(), ...change}, dimensions)
    );
    return reader.getRows().map(([rank]) => rank);
  };
  expect(await ranks({})).toEqual([1, 2]);
  expect(await ranks({host: "X' OR 1=1 --"})).toEqual([1]);
  expect(await ranks({host: "' OR '1'='1"})).toEqual([]);
  expect(await ranks({picks: {service: [null]}})).toEqual([2]);
  expect(await ranks({picks: {service: [null, "dns"]}})).toEqual([1, 2]);
  expect(await ranks({picks: {port: ["443"]}})).toEqual([2]);
  expect(await ranks({picks: {label: ["Benign"]}})).toEqual([1]);
  expect(await ranks({min: 0.6})).toEqual([1]);
  expect(await ranks({ranges: {out: [0, dimensions[2].bins - 1]}})).toEqual([1]);
  expect(await ranks({ranges: {time: [0, 11]}})).toEqual([]);
  connection.closeSync();
});
