import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {logKinds} from "../../../src/core/readers/kinds/registry.js";
import {detectConnections, detectLog, openLog} from "../../../src/core/readers/registry.js";
import type {EventValue} from "../../../src/core/readers/reader.js";

type Named = Record<string, EventValue>;

const folder = new URL("../../fixtures/zeek/kinds/", import.meta.url);
const textOf = (name: string) => readFileSync(new URL(name, folder), "utf8");
const headOf = (text: string) => new TextEncoder().encode(text);
const expected = JSON.parse(textOf("expected.json")) as Record<string, Named[]>;
const names = logKinds.map(({name}) => name);

/** Reads a log, and returns the records of each kind with what is not null of them; fails on a rejected line. */
function recordsOf(text: string): Record<string, Named[]> {
  const detected = detectLog(headOf(text), true);
  if (detected.kind !== "log") throw new Error(`no log: ${JSON.stringify(detected)}`);
  const reader = openLog(detected);
  const records: Record<string, Named[]> = {};
  for (const line of text.trimEnd().split("\n")) {
    const read = reader.read(line);
    if (read === "rejected") throw new Error(reader.rejection!.reason);
    if (read !== "event") continue;
    const {kind, values} = reader;
    const stated = kind!.fields.flatMap(({column, slot}) =>
      values[slot] === null ? [] : [[column, values[slot]] as const]
    );
    (records[kind!.name] ??= []).push(Object.fromEntries(stated));
  }
  return records;
}

it.each(names)(
  "zeekReader() reads %s, tab-separated, and JSON with dots or underscores",
  (kind) => {
    for (const form of ["tsv", "json", "stream"]) {
      expect(recordsOf(textOf(`${form}/${kind}.log`)), form).toEqual({[kind]: expected[kind]});
    }
  }
);

it.each(names)("zeekReader() reads %s whose fields stand in objects", (kind) => {
  const lines = textOf(`json/${kind}.log`)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.stringify(nested(JSON.parse(line) as Record<string, unknown>)));
  expect(recordsOf(`${lines.join("\n")}\n`)).toEqual({[kind]: expected[kind]});
});

function nested(row: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const [outer, inner] = name.split(".");
    if (inner === undefined) result[name] = value;
    else (result[outer] = (result[outer] ?? {}) as Record<string, unknown>)[inner] = value;
  }
  return result;
}

it("zeekReader() reads a mixed stream to the records of separate files, in any order", () => {
  const json = names.flatMap((kind) => textOf(`stream/${kind}.log`).trimEnd().split("\n"));
  const tsv = names.map((kind) => textOf(`tsv/${kind}.log`));
  let state = 7;
  const random = (n: number) => (state = (state * 48271) % 2147483647) % n;
  for (let turn = 0; turn < 20; ++turn) {
    for (const [items, joint] of [
      [json, "\n"],
      [tsv, ""]
    ] as const) {
      const order = items.map((item) => [random(1e6), item] as const);
      const mixed = order.sort(([a], [b]) => a - b).map(([, item]) => item);
      const records = recordsOf(mixed.join(joint) + "\n");
      for (const kind of names) {
        expect(new Set(records[kind].map((one) => JSON.stringify(one)))).toEqual(
          new Set(expected[kind].map((one) => JSON.stringify(sorted(kind, one))))
        );
      }
    }
  }
});

/** Orders the columns of a record as its kind does. */
function sorted(kind: string, record: Named): Named {
  const {fields} = logKinds.find(({name}) => name === kind)!;
  return Object.fromEntries(
    fields.flatMap(({column}) => (column in record ? [[column, record[column]] as const] : []))
  );
}

it.each(names)(
  "detectLog(head, complete) tells %s by its fields where nothing else does",
  (kind) => {
    const unnamed = textOf(`tsv/${kind}.log`).replace(/^#path.*\n/m, "");
    expect(detectLog(headOf(unnamed), true)).toMatchObject({records: [kind]});
    expect(detectLog(headOf(textOf(`json/${kind}.log`)), true)).toMatchObject({records: [kind]});
  }
);

it("detectConnections(head, complete) says which log to drop instead", () => {
  expect(detectConnections(headOf(textOf("tsv/dns.log")), true)).toEqual({
    kind: "unsupported",
    found: "a Zeek dns log, which holds no connections",
    remedy:
      "drop the conn.log of the same sensor; `atalaya run` reads both, for names of destinations, and what was asked of resolvers"
  });
  expect(detectConnections(headOf(textOf("stream/conn.log")), true).kind).toBe("log");
});

it("zeekReader() rejects records of a kind that is no name, or lacks what every record has", () => {
  const reader = openLog({kind: "log", format: "zeek", records: ["dns"]});
  const reasonOf = (row: object) =>
    reader.read(JSON.stringify(row)) === "rejected" ? reader.rejection!.reason : "none";
  expect(reasonOf({_path: "<b>", ts: 1})).toBe('unknown kind of record: "<b>"');
  expect(reasonOf({_path: "dns", ts: 1})).toBe("missing value; every dns record has one");
  expect(reasonOf({_path: "new", ts: 1, uid: "C1"})).toBe("none");
  expect(reader.kind?.name).toBe("new");
  for (let i = 0; i < 98; ++i) reasonOf({_path: `k${i}`, ts: 1});
  expect(reasonOf({_path: "k99", ts: 1})).toBe("more than 100 kinds of records");
});
