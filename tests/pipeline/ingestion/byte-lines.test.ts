import {readdirSync, readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {byteLines} from "../../../pipeline/ingestion/byte-lines.js";
import {boundedReader} from "../../../src/core/readers/bounded-reader.js";
import {lineSplitter} from "../../../src/core/readers/lines.js";
import {forEachLine, maxLineLength} from "../../../src/core/readers/reader.js";
import type {EventValue, LineKind, LogReader} from "../../../src/core/readers/reader.js";
import type {ByteRows} from "../../../src/core/readers/rows/byte-rows.js";
import type {TimeBounds} from "../../../src/core/readers/time-bounds.js";
import {zeekReader} from "../../../src/core/readers/zeek.js";
import {seeded} from "../../../src/core/forest/random.js";

type Random = () => number;

/** A log as a reader says it: each line in turn, and how many of its rows were read as bytes. */
interface Log {
  lines: unknown[];
  asBytes: number;
}

/** Takes what *reader* says of its lines into *log*. */
function taker(log: Log, reader: LogReader): (line: LineKind) => void {
  return (line) => {
    if (line === "event") log.lines.push([reader.line, reader.kind?.name, ...reader.values]);
    if (line === "rejected") log.lines.push([reader.kind?.name, reader.rejection]);
    if (line === "comment") log.lines.push([reader.line, reader.kind?.name]);
  };
}

/** Returns what the reader of lines says of the text of *bytes*. */
function readAsText(bytes: Buffer, reader: LogReader): Log {
  const log: Log = {lines: [], asBytes: 0};
  const take = taker(log, reader);
  return ended(log, () => {
    const splitter = lineSplitter((line) => forEachLine(reader, reader.read(line), take));
    const decoder = new TextDecoder();
    splitter.push(decoder.decode(bytes, {stream: true}));
    splitter.push(decoder.decode());
    if (splitter.rest()) forEachLine(reader, reader.read(splitter.rest()), take);
  });
}

/** Returns what is read of *bytes* in pieces, as bytes where that is possible. */
function readAsBytes(bytes: Buffer, reader: LogReader, random: Random): Log {
  const log: Log = {lines: [], asBytes: 0};
  const take = taker(log, reader);
  return ended(log, () => {
    const lines = byteLines({
      rows: () => reader.bytes?.rows({from: -Infinity, to: Infinity}) ?? null,
      takeRow(rows, held) {
        reader.bytes!.pass();
        log.lines.push([reader.line, rows.kind.name, ...valuesOf(rows, held)]);
        ++log.asBytes;
      },
      takeText: (line) => forEachLine(reader, reader.read(line), take)
    });
    for (let start = 0; start < bytes.length;) {
      const end = start + 1 + Math.floor(random() ** 3 * 5000);
      lines.push(bytes.subarray(start, end));
      start = end;
    }
    if (lines.rest()) forEachLine(reader, reader.read(lines.rest()), take);
  });
}

function ended(log: Log, read: () => void): Log {
  try {
    read();
  } catch (error) {
    log.lines.push((error as Error).message);
  }
  return log;
}

function valuesOf(
  {kind, isText, numbers, starts, ends}: ByteRows,
  bytes: Uint8Array
): EventValue[] {
  return kind.fields.map(({slot, kind: type}) => {
    if (isText[slot])
      return starts[slot] < 0
        ? null
        : Buffer.from(bytes).toString("utf8", starts[slot], ends[slot]);
    if (Number.isNaN(numbers[slot])) return null;
    return type === "flag" || type === "secret" ? numbers[slot] === 1 : numbers[slot];
  });
}

const fixtures = new URL("../../fixtures/zeek/", import.meta.url);
const logs = [".", "kinds/tsv", "kinds/json", "kinds/stream"].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, fixtures), {withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name.includes("log"))
    .map(({name}) => repeated(readFileSync(new URL(`${folder}/${name}`, fixtures))))
);

/** Returns *log* with its last ten lines ten times more. */
function repeated(log: Buffer): Buffer {
  const lines = log.toString("latin1").trimEnd().split("\n");
  return Buffer.from([...lines, ...new Array(10).fill(lines.slice(-10)).flat(), ""].join("\n"), "latin1"); // prettier-ignore
}

/** What is put into lines to see whether it is read the same: the edges of every kind of value, and what is none. */
const pieces = [
  ...["", "-", "(empty)", "\t", "\n", "\r", "\r\n", "\0", " ", "#", "\\", "\\x09", "\\x2c", "\\xff"],
  ...["0", "00", "-1", "+1", "1e3", "0x1f", ".5", "5.", "1.5.2", "1".repeat(16), "9".repeat(400)],
  ...["9007199254740991", "9007199254740992", "65535", "65536", "999999999999999", "1e9", "1000000000.1"],
  ...["1500000000", "1500000000.1", "1500000000.123456", "1500000000.1234565", "1500000000.", "9007199255"],
  ...["99999999999.1", "2024-04-19T00:00:00Z", "T", "F", "true", "false", "t", "Infinity", "NaN", "0.1"],
  ...["0.30000000000000004", "123456789012.345", "1234567890123.45", "0.000001", "255.255.255.255"],
  ...["256.1.1.1", "1.2.3", "01.02.03.004", "::", "::1", "fe80::1%eth0", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"],
  ...["1:2:3:4:5:6:7:8:9", "é", "\u2028", "\ufeff", "😀", "x".repeat(65536), "x".repeat(65537)],
  ...["#fields\tts\tid.orig_h\tid.resp_h\tconn_state\n", "#path\tdns\n", "#unset_field\tx\n", "#empty_field\t-\n"],
  ...["#separator \\x2c\n", "#separator \\x09\n", "#path\tconn\n", "#close\n", "{}", "[", '"', ",", "   "]
].map((text) => Buffer.from(text)); // prettier-ignore

const bytesOf = [...pieces, ...[[0x80], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xff]].map((bytes) => Buffer.from(bytes))]; // prettier-ignore

/** Returns *log* with some of its cells and bytes replaced, removed or said twice. */
function mutated(log: Buffer, random: Random): Buffer {
  let bytes = log;
  const below = (n: number) => Math.floor(random() * n);
  for (let n = below(5); n >= 0; --n) {
    const piece = bytesOf[below(bytesOf.length)];
    let [start, end] = [below(bytes.length + 1), 0];
    if (random() < 0.7) start = bytes.lastIndexOf(random() < 0.8 ? 9 : 10, start) + 1; // where a cell or line begins
    const ends = [start, start + below(9), bytes.indexOf(9, start), bytes.indexOf(10, start)];
    end = Math.max(start, ends[below(4)]);
    const twice = random() < 0.1 ? bytes.subarray(start, start + below(2000)) : piece;
    bytes = Buffer.concat([bytes.subarray(0, start), twice, bytes.subarray(end)]);
  }
  return bytes;
}

const bounds: TimeBounds = {from: 1.3e15, to: 1.6e15, given: {from: false, to: true}};
const readers = [
  () => zeekReader(),
  () => boundedReader(zeekReader(), {boundsOf: () => bounds, field: "ts"})
];

it("byteLines(sink) reads every fixture as the reader of lines does", () => {
  const random = seeded(7);
  let asBytes = 0;
  for (const log of logs)
    for (const open of readers) {
      const expected = readAsText(log, open());
      const found = readAsBytes(log, open(), random);
      expect(found.lines).toEqual(expected.lines);
      asBytes += found.asBytes;
    }
  expect(asBytes).toBeGreaterThan(100);
});

it("byteLines(sink) reads logs that were changed at random places as the reader of lines does", () => {
  const random = seeded(48);
  let asBytes = 0;
  for (let i = 0; i < 1000; ++i) {
    const log = mutated(logs[Math.floor(random() * logs.length)], random);
    const open = readers[i % 2];
    const found = readAsBytes(log, open(), random);
    expect(found.lines, `log ${i}`).toEqual(readAsText(log, open()).lines);
    asBytes += found.asBytes;
  }
  expect(asBytes).toBeGreaterThan(1000);
});

it.each([maxLineLength - 1, maxLineLength, maxLineLength + 1, 4 * maxLineLength])(
  "byteLines(sink) reads a line of %i characters as the reader of lines does",
  (length) => {
    const header = "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tnote\n";
    const row = "1500000000.5\t10.0.0.1\t10.0.0.2\t";
    for (const [note, end] of [
      ["x", "\n"],
      ["é", "\n"],
      ["x", "\r\n"],
      ["€", ""]
    ] as const) {
      // prettier-ignore
      const long = `${header}${row}a\n${row}${note.repeat(length - row.length)}${end}${row}b\n`;
      const found = readAsBytes(Buffer.from(long), zeekReader(), () => 0.99);
      expect(found.lines).toEqual(readAsText(Buffer.from(long), zeekReader()).lines);
    }
  }
);
