import {expect, it} from "vitest";
import {findForeignFormat, isGzip} from "../../../src/core/readers/magic.js";
import {connectionReader, detectLog, openLog} from "../../../src/core/readers/registry.js";

const detect = (text: string, complete: boolean) =>
  detectLog(new TextEncoder().encode(text), complete);

it("detectLog(head, complete) leaves Zeek’s logs to their reader, whatever their kind", () => {
  expect(detect("#separator \\x09\n#path\thttp\n", true)).toEqual({
    kind: "log",
    format: "zeek",
    records: ["http"]
  });
  const records = (text: string) => {
    const detected = detect(text, true);
    return detected.kind === "log" ? detected.records : detected.kind;
  };
  expect(records('{"ts":1,"id.orig_h":"10.0.0.1"}\n')).toEqual([]);
  expect(records('{"ts":1,"id_orig_h":"10.0.0.1","conn_state":"SF"}\n')).toEqual(["conn"]);
  expect(records('{"_path":"dns","ts":1}\n{"_path":"conn_long"}\n')).toEqual(["dns", "conn"]);
  expect(records('{"@stream":"ssl","ts":1}\n')).toEqual(["ssl"]);
  expect(records('{"ts":1,"certificate":{"serial":"01"}}\n')).toEqual(["x509"]);
  expect(records("#fields\tts\tid.orig_h\tid.resp_h\tqtype\n")).toEqual(["dns"]);
  expect(records("#path\tstats\n")).toBe("unsupported");
  const fields = "#fields\tts\tid.orig_h\tid.resp_h\tconn_state\n";
  for (const path of ["open_conn", "conn_long"])
    expect(records(`#path\t${path}\n${fields}`), path).toEqual(["conn"]);
});

it("detectLog(head, complete) finds a table’s delimiter, names and records, BOM and CRLF aside", () => {
  const table = detect("\ufeffts;src;dst\r\n1772409600;10.0.0.1;::1\r\n177240", false);
  expect(table).toMatchObject({
    kind: "table",
    format: {delimiter: ";"},
    names: ["ts", "src", "dst"],
    samples: [["1772409600", "10.0.0.1", "::1"]],
    missing: []
  });
});

it("detectLog(head, complete) gathers the fields of JSON lines over the first of them", () => {
  const table = detect('{"time":1,"src":"::1"}\n{"dst":"::2","n":{"a":1}}\n', true);
  expect(table).toMatchObject({
    kind: "table",
    format: "json",
    names: ["time", "src", "dst", "n.a"]
  });
});

it.each([
  ["", "empty"],
  [" \n\n", "empty"],
  ['[\n {"ts": 1}\n]', "JSON over several lines, or a list"],
  ["Lorem ipsum\ndolor", 'a file that begins with "Lorem ipsum"']
])("detectLog(%j, true) says what it is instead", (text, found) => {
  expect(detect(text, true)).toMatchObject({kind: "unsupported", found});
});

it("openLog(log, mapping) reads what detectLog found, a table by the guessed mapping if none is given", () => {
  const text = "when,ts,src,dst\n7,8,10.0.0.1,::1\n";
  const detected = detect(text, true);
  if (detected.kind !== "table") throw new Error("no table");
  const timeOf = (reader = openLog(detected)) => {
    for (const line of text.split("\n")) reader.read(line);
    return reader.values[0];
  };
  expect(timeOf()).toBe(8_000_000);
  const fields = {...detected.mapping.fields, time: "when"};
  expect(timeOf(openLog(detected, {...detected.mapping, fields}))).toBe(7_000_000);
  expect(() => openLog({kind: "log", format: "x", records: []})).toThrow("unknown log format: x");
});

it("connectionReader(reader) rejects every record that is no connection, and accounts for each line", () => {
  const reader = connectionReader(openLog({kind: "log", format: "zeek", records: []}));
  const id = {ts: 1, uid: "C", "id.orig_h": "::1", "id.resp_h": "::2"};
  const read = (row: object) => reader.read(JSON.stringify(row));
  expect(read({_path: "dns", ...id, query: "x"})).toBe("rejected");
  expect(reader.rejection).toMatchObject({line: 1, reason: "not a connection: a Zeek dns record"});
  expect(read({_path: "conn", ...id})).toBe("event");
  expect(read({_path: "conn", ts: 1})).toBe("rejected");
  expect(reader.rejection).toMatchObject({line: 3, field: "id.orig_h"});
  expect(reader.refuse("{", "cut")).toBe("rejected");
  expect([reader.rejection?.reason, reader.line]).toEqual(["cut", 4]);
});

it("isGzip(bytes) goes by the first two bytes", () => {
  expect(isGzip(Uint8Array.of(0x1f, 0x8b, 8))).toBe(true);
  expect([isGzip(Uint8Array.of(0x1f)), isGzip(Uint8Array.of(0x1f, 0x8c))]).toEqual([false, false]);
});

it("findForeignFormat(bytes) knows files by their marks, and text by having few zeros", () => {
  const found = (...bytes: number[]) => findForeignFormat(Uint8Array.from(bytes))?.found;
  expect(found(0x25, 0x50, 0x44, 0x46, 0x2d)).toBe("a PDF");
  expect(found(0x50, 0x4b, 3, 4)).toBe("a zip file");
  expect(found(0xff, 0xfe, 0x41, 0)).toBe("UTF-16 text");
  expect(found(0x74, 0, 0x73, 0, 0x2c, 0, 0x61, 0)).toBe("UTF-16 text"); // no mark
  expect(found(1, 2, 0, 0, 0, 9)).toBe("a binary file");
  expect(found(0x74, 0x73, 0xc3, 0xa4)).toBeUndefined();
  expect(found(...new Array<number>(50).fill(0x74), 0)).toBeUndefined();
  expect(found()).toBeUndefined();
});
