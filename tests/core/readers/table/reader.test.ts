import {expect, it} from "vitest";
import {eventFields} from "../../../../src/core/readers/fields.js";
import type {Mapping} from "../../../../src/core/readers/table/mapping.js";
import {tableReader} from "../../../../src/core/readers/table/reader.js";
import type {TableFormat} from "../../../../src/core/readers/table/reader.js";

const mapping: Mapping = {
  fields: {
    time: "t",
    src: "s",
    dst: "d",
    dst_port: "p",
    proto: "pr",
    duration: "dur",
    orig_bytes: "out",
    local_orig: "loc"
  },
  time: "s",
  duration: "s"
};

/** Reads *lines* and returns what each was: an event’s values by column, a rejection, or a comment. */
function readAll(format: TableFormat, lines: readonly string[], how: Mapping = mapping) {
  const reader = tableReader(format, how);
  return lines.map((line) => {
    const kind = reader.read(line);
    if (kind === "comment") return kind;
    if (kind === "rejected") return reader.rejection;
    return Object.fromEntries(
      Object.keys(how.fields).map((column) => [
        column,
        reader.values[eventFields.find((field) => field.column === column)!.slot]
      ])
    );
  });
}

const header = "t,s,d,p,pr,dur,out,loc";

it("tableReader(format, mapping) reads each kind of field, and what says nothing as null", () => {
  expect(
    readAll({delimiter: ","}, [
      `\ufeff${header}`,
      "1772409600.5,10.0.0.1,192.0.2.1,443,TCP,1.5,77,T",
      '1772409600,"::1",192.0.2.1,,17,-,1200.0,0',
      ""
    ])
  ).toEqual([
    "comment",
    {
      time: 1772409600500000,
      src: "10.0.0.1",
      dst: "192.0.2.1",
      dst_port: 443,
      proto: "tcp",
      duration: 1.5,
      orig_bytes: 77,
      local_orig: true
    },
    {
      time: 1772409600000000,
      src: "::1",
      dst: "192.0.2.1",
      dst_port: null,
      proto: "udp",
      duration: null,
      orig_bytes: 1200,
      local_orig: false
    },
    "comment"
  ]);
});

it("tableReader(format, mapping) rejects what it cannot read, with line, field and reason", () => {
  const rejected = readAll({delimiter: ","}, [
    header,
    "1772409600,ten,192.0.2.1,443,tcp,1,1,T",
    "1772409600,10.0.0.1,192.0.2.1,65536,tcp,1,1,T",
    "1772409600,10.0.0.1,192.0.2.1,443,tcp,-1,1,T",
    "1772409600,10.0.0.1,192.0.2.1,443,tcp,1,1.5,T",
    "1772409600,10.0.0.1,192.0.2.1,443,tcp,1,1,maybe",
    ",10.0.0.1,192.0.2.1,443,tcp,1,1,T",
    "1.7e9,10.0.0.1,192.0.2.1,443,tcp,1,1,T",
    "1772409600,10.0.0.1",
    '1772409600,"10.0.0.1"x,192.0.2.1,443,tcp,1,1,T'
  ]).slice(1);
  expect(
    rejected.map((each) => [(each as {line: number}).line, (each as {field: string}).field])
  ).toEqual([
    [2, "s"],
    [3, "p"],
    [4, "dur"],
    [5, "out"],
    [6, "loc"],
    [7, "t"],
    [8, "t"],
    [9, null],
    [10, null]
  ]);
  expect(rejected[0]).toMatchObject({
    reason: "invalid address; expected IPv4 or IPv6",
    excerpt: "ten"
  });
  expect(rejected[5]).toMatchObject({reason: "missing value; every connection has one"});
  expect(rejected[7]).toMatchObject({reason: "wrong number of fields: 2; the header has 8"});
});

it("tableReader(format, mapping) reads times in any unit to the microsecond, and UTC without a zone", () => {
  const timeOf = (time: Mapping["time"], text: string) => {
    const [, event] = readAll({delimiter: ","}, ["t,s,d", `${text},10.0.0.1,::1`], {
      fields: {time: "t", src: "s", dst: "d"},
      time,
      duration: "s"
    });
    return (event as {time?: number}).time;
  };
  const noon = Date.UTC(2026, 2, 2, 12) * 1000; // microseconds
  expect(timeOf("s", "1772452800.000001")).toBe(noon + 1);
  expect(timeOf("ms", "1772452800001")).toBe(noon + 1000);
  expect(timeOf("ms", "1772452800000.5")).toBe(noon + 500);
  expect(timeOf("us", "1772452800000001")).toBe(noon + 1);
  expect(timeOf("ns", "1772452800000001999")).toBe(noon + 2); // rounded
  expect(timeOf("iso", "2026-03-02T13:00:00+01:00")).toBe(noon);
  expect(timeOf("iso", "2026-03-02 12:00:00")).toBe(noon);
  expect(timeOf("iso", "2026-03-02 12:00")).toBe(noon);
  expect(timeOf("iso", "02/03/2026 12:00")).toBeUndefined();
});

it("tableReader(format, mapping) takes a record over several lines, and gives up on an open quote", () => {
  const short: Mapping = {fields: {time: "t", src: "s", dst: "d"}, time: "s", duration: "s"};
  const lines = [
    "t,s,d,note",
    '1772409600,10.0.0.1,::1,"two',
    'lines"',
    "1772409600,10.0.0.1,::1,x"
  ];
  expect(readAll({delimiter: ","}, lines, short).map((each) => typeof each)).toEqual([
    "string",
    "string",
    "object",
    "object"
  ]);
  const open = readAll(
    {delimiter: ","},
    ["t,s,d,note", '1,::1,::1,"', ...Array<string>(200).fill("x")],
    short
  );
  expect(open[64]).toMatchObject({reason: "a quote is not closed within 64 lines", line: 65});
});

it("tableReader(format, mapping) reads JSON lines, and rejects what is no object", () => {
  const nested: Mapping = {
    fields: {
      time: "@timestamp",
      src: "source.ip",
      dst: "destination.ip",
      orig_bytes: "source.bytes"
    },
    time: "iso",
    duration: "s"
  };
  const line =
    '{"@timestamp":"2026-03-02T12:00:00Z","source":{"ip":"10.0.0.1","bytes":7},"destination":{"ip":"::1"}}';
  const [event, broken, list, empty] = readAll("json", [line, "{", "[1]", ""], nested);
  expect(event).toEqual({
    time: Date.UTC(2026, 2, 2, 12) * 1000,
    src: "10.0.0.1",
    dst: "::1",
    orig_bytes: 7
  });
  expect(broken).toMatchObject({field: null, line: 2});
  expect(list).toMatchObject({field: null, line: 3});
  expect(empty).toBe("comment");
});
