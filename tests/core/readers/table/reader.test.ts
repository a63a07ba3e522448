import {expect, it, vi} from "vitest";
import {eventFields} from "../../../../src/core/readers/fields.js";
import {forEachLine} from "../../../../src/core/readers/reader.js";
import type {LineKind} from "../../../../src/core/readers/reader.js";
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
  const found: unknown[] = [];
  const take = (kind: LineKind): void => {
    expect(reader.line).toBe(found.length + 1); // each line once, in order
    if (kind !== "event") return void found.push(kind === "comment" ? kind : reader.rejection);
    const slots = Object.keys(how.fields).map(
      (column) => [column, eventFields.find((field) => field.column === column)!.slot] as const
    );
    found.push(Object.fromEntries(slots.map(([column, slot]) => [column, reader.values[slot]])));
  };
  for (const line of lines) forEachLine(reader, reader.read(line), take);
  forEachLine(reader, reader.end(), take);
  expect(found.length).toBe(lines.length);
  return found;
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
  expect(timeOf("iso", "2026/03/02 12:00:00.000001")).toBe(noon + 1);
  expect(timeOf("iso", "02/03/2026 12:00")).toBeUndefined();
  expect(timeOf("dmy", "2/3/2026 12:00")).toBe(noon);
  expect(timeOf("dmy", "02/03/2026 12:00:00 PM")).toBe(noon);
  expect(timeOf("dmy", "02/03/2026 12:30:00 AM")).toBe(noon - 11.5 * 3_600_000_000);
  expect(timeOf("dmy", "31/02/2026 12:00")).toBeUndefined();
  expect(timeOf("dmy", "02/03/2026 13:00 PM")).toBeUndefined();
});

const short: Mapping = {
  fields: {time: "t", src: "s", dst: "d", service: "app"},
  time: "s",
  duration: "s"
};
const plain = "1772409600,10.0.0.1,::1,x";

/** Returns what each of *lines*, below a header, is: `event`, `comment` or the reason of its rejection. */
function kindsOf(lines: readonly string[]): string[] {
  return readAll({delimiter: ","}, ["t,s,d,app", ...lines], short)
    .slice(1)
    .map((each) => {
      if (each === "comment") return each;
      return (each as {reason?: string}).reason ?? "event";
    });
}

it("tableReader(format, mapping) takes a record over several lines, the last of which is the event", () => {
  expect(kindsOf(['1772409600,10.0.0.1,::1,"two', 'li""nes"', plain])).toEqual([
    "comment",
    "event",
    "event"
  ]);
});

it("tableReader(format, mapping) rejects the line that opens a quote which is never closed, and no other", () => {
  const open = '1772409600,10.0.0.1,::1,"x';
  const within = kindsOf([plain, open, ...Array<string>(40).fill(plain)]);
  expect(within[1]).toBe("line 3 opens a quote that is not closed before the end");
  expect(within.filter((kind) => kind === "event").length).toBe(41);
  const beyond = kindsOf([open, ...Array<string>(200).fill(plain)]);
  expect(beyond[0]).toBe("line 2 opens a quote that is not closed within 64 lines");
  expect(beyond.filter((kind) => kind === "event").length).toBe(200);
});

it("tableReader(format, mapping) rejects all lines of a quote that is closed over records, since it may be a cell", () => {
  const kinds = kindsOf([
    '1772409600,10.0.0.1,::1,"x',
    ...Array<string>(40).fill(plain),
    '1772409600,10.0.0.1,::1,x"',
    plain
  ]);
  expect(new Set(kinds.slice(0, 42))).toEqual(
    new Set([
      "ambiguous: in the quotes of lines 2 to 43, of which some are records on their own; close each quote on its line"
    ])
  );
  expect(kinds[42]).toBe("event");
});

it("tableReader(format, mapping) reads on behind a quote that closes within a cell, or over other fields", () => {
  const stray = kindsOf(['1772409600,10.0.0.1,::1,"x', '1772409600,10.0.0.1,::1,a"b', plain]);
  expect(stray[0]).toBe("line 2 opens a quote that line 3 closes within a cell");
  expect(stray.slice(1)).toEqual(["event", "event"]);
  const fields = kindsOf(['1772409600,"10.0.0.1,::1,x', '1772409600,10.0.0.1,::1,x"', plain]);
  expect(fields[0]).toBe("line 2 opens a quote over 2 fields to line 3; the header has 4");
  expect(fields.slice(1)).toEqual(["event", "event"]);
});

it("tableReader(format, mapping) splits no line more than three times, whatever its quotes", () => {
  const split = vi.spyOn(String.prototype, "indexOf");
  const calls = (line: string): number => {
    split.mockClear();
    kindsOf(Array<string>(500).fill(line));
    return split.mock.calls.length;
  };
  const once = calls('1,"a",b,c');
  for (const line of ['1,"a', 'x","y', '"', '1,2,3,"', '","'])
    expect(calls(line)).toBeLessThan(4 * once);
  split.mockRestore();
});

it("tableReader(format, mapping) takes a header that comes again, with its columns in another order too", () => {
  expect(kindsOf([plain, "t,s,d,app", plain])).toEqual(["event", "comment", "event"]);
  const rows = ["t,s,d,app", plain, "d,app,s,t,more", "192.0.2.7,y,10.0.0.2,1772409601,z"];
  expect(readAll({delimiter: ","}, rows, short)[3]).toMatchObject({
    src: "10.0.0.2",
    dst: "192.0.2.7",
    service: "y"
  });
});

it("tableReader(format, mapping) keeps a value that is the name of a property of objects", () => {
  const how: Mapping = {...mapping, fields: {...mapping.fields, service: "svc"}};
  for (const name of ["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"]) {
    const row = `1772409600,10.0.0.1,192.0.2.1,443,${name},1,1,T,${name}`;
    const [, csv] = readAll({delimiter: ","}, [`${header},svc`, row], how);
    expect(csv).toMatchObject({proto: name.toLowerCase(), service: name});
    const json = `{"t":1772409600,"s":"10.0.0.1","d":"::1","pr":"${name}","__proto__":{"svc":"x"}}`;
    expect(readAll("json", [json], how)[0]).toMatchObject({
      proto: name.toLowerCase(),
      service: null
    });
  }
});

it("tableReader(format, mapping) reads no list deeper than four levels, and never overflows", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const line = `{"t":1772409600,"s":${deep},"d":"::1"}`;
  expect(readAll("json", [line])[0]).toMatchObject({
    field: null,
    reason: "JSON too deep; expected at most 64 levels of lists and objects"
  });
  const five = '{"t":1772409600,"s":[[[[["10.0.0.1"]]]]],"d":"::1"}';
  expect(readAll("json", [five])[0]).toMatchObject({field: "s"});
  const lists = '{"t":1772409600,"s":"10.0.0.1","d":"::1","pr":["tcp",["udp"]]}';
  expect(readAll("json", [lists])[0]).toMatchObject({proto: "tcp,udp"});
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
