import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {inspectLog} from "../../pipeline/ingestion/inspect-log.js";
import {readLog} from "../../pipeline/ingestion/read-log.js";
import {csv, ecs, Raw, tsv, zeekJson} from "../pipeline/ingestion/hostile-forms.js";
import type {Form} from "../pipeline/ingestion/hostile-forms.js";

/**
 * Measures how long ingestion reads hostile files, beside a benign file of the same format and size (megabytes, the first
 * argument; 16 by default). Prints a table in Markdown: seconds of processor time of the benign file, of the hostile one, and their ratio.
 */
const size = Number(process.argv[2] ?? 16) * 1e6;
const folder = mkdtempSync(join(tmpdir(), "bench-hostile-"));

/** Returns a file of about *size* bytes: the header, then what *line* returns, again and again. */
function fill(form: Form, line: (i: number) => string): string {
  const lines = [...form.header];
  for (let i = 0, bytes = 0; bytes < size; ++i) {
    lines.push(i < 100 ? form.line(i) : line(i)); // so that the format is known
    bytes += lines[lines.length - 1].length + 1;
  }
  return `${lines.join("\n")}\n`;
}

/** Returns the seconds of processor time that the faster of two readings of *bytes* takes. */
async function secondsOf(name: string, bytes: string | Uint8Array): Promise<number> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  let fastest = Infinity;
  for (let i = 0; i < 2; ++i) {
    const begun = process.cpuUsage();
    const {log} = await inspectLog({name, path});
    if (log)
      await readLog({name, path}, log, {
        accept() {},
        acceptRow() {},
        reject() {},
        progress() {}
      });
    const {user, system} = process.cpuUsage(begun);
    fastest = Math.min(fastest, (user + system) / 1e6);
  }
  rmSync(path);
  return fastest;
}

const benign = (form: Form) => fill(form, (i) => form.line(i));
const nested = (levels: number) => new Raw(`${"[".repeat(levels)}${"]".repeat(levels)}`);
const long = "y".repeat(60_000);
const wide: Form = {
  ...csv,
  header: [`${csv.header[0]}${Array.from({length: 10_000}, (_, k) => `,c${k}`).join("")}`],
  line: (i, fields) => csv.line(i, fields) + ",1".repeat(10_000)
};
const cases: [name: string, form: Form, text: () => string | Uint8Array][] = [
  ["one line", tsv, () => `${tsv.header.join("\n")}\n${"x".repeat(size)}`],
  ["one line", csv, () => `${csv.header.join("\n")}\n${"x,".repeat(size / 2)}`],
  ["one line of JSON", zeekJson, () => `${zeekJson.line(0)}\n{"a":"${"x".repeat(size)}"}`],
  ["NUL in each cell", tsv, () => fill(tsv, (i) => tsv.line(i, {service: "\0\0\0", note: "\0"}))],
  [
    "spaces in a cell",
    csv,
    () => fill(csv, (i) => csv.line(i, {proto: `a${" ".repeat(60_000)}b`}))
  ],
  ["digits in a cell", csv, () => fill(csv, (i) => csv.line(i, {time: "9".repeat(60_000)}))],
  ["an open quote a line", csv, () => fill(csv, (i) => csv.line(i).replace("none", '"none'))],
  ["quotes that close and open", csv, () => fill(csv, () => 'x","y')],
  ["lines of one quote", csv, () => fill(csv, (i) => (i % 2 ? '"' : csv.line(i)))],
  ["quotes doubled", csv, () => fill(csv, (i) => csv.line(i, {note: '"'.repeat(20_000)}))],
  ["10,000 columns", csv, () => benign(wide)],
  [
    "nested 6,000 deep",
    zeekJson,
    () => fill(zeekJson, (i) => zeekJson.line(i, {service: nested(6000)}))
  ],
  ["nested 6,000 deep", ecs, () => fill(ecs, (i) => ecs.line(i, {note: nested(6000)}))],
  ["10,000 fields", ecs, () => fill(ecs, (i) => `${ecs.line(i).slice(0, -1)}${Array.from({length: 10_000}, (_, k) => `,"f${k}":1`).join("")}}`)], // prettier-ignore
  ["lists of 20,000", zeekJson, () => fill(zeekJson, (i) => zeekJson.line(i, {service: new Raw(`[${"1,".repeat(20_000)}1]`)}))], // prettier-ignore
  ["escapes", tsv, () => fill(tsv, (i) => tsv.line(i, {note: "\\x41\\xff".repeat(5000)}))],
  ["long texts", tsv, () => fill(tsv, (i) => tsv.line(i, {note: long}))],
  ["header lines", tsv, () => fill(tsv, (i) => tsv.header[i % tsv.header.length])],
  ["CRLF", csv, () => benign(csv).replaceAll("\n", "\r\n")],
  ["invalid UTF-8", csv, () => Buffer.from(fill(csv, (i) => csv.line(i, {note: "\u00ff\u00fe"})), "latin1")] // prettier-ignore
];

console.log("| file | format | benign, s | hostile, s | ratio |\n| --- | --- | --- | --- | --- |");
const base = new Map<Form, number>();
for (const form of [tsv, zeekJson, csv, ecs]) {
  await secondsOf(`warm.${form.extension}`, benign(form));
  base.set(form, await secondsOf(`benign.${form.extension}`, benign(form)));
}
for (const [name, form, text] of cases) {
  const seconds = await secondsOf(`${name}.${form.extension}`, text());
  const expected = base.get(form)!;
  console.log(`| ${name} | ${form.extension} | ${expected.toFixed(2)} | ${seconds.toFixed(2)} | ${(seconds / expected).toFixed(2)} |`); // prettier-ignore
}
const bomb = gzipSync(`${tsv.header.join("\n")}\n${"a".repeat(4 * size)}`, {level: 9});
const plain = gzipSync(benign(tsv).repeat(4), {level: 1});
const [expected, seconds] = [await secondsOf("benign.gz", plain), await secondsOf("bomb.gz", bomb)];
console.log(`| gzip of ${(4 * size) / 1e6} MB of one letter, in ${(bomb.length / 1e6).toFixed(2)} MB | gz | ${expected.toFixed(2)} | ${seconds.toFixed(2)} | ${(seconds / expected).toFixed(2)} |`); // prettier-ignore
rmSync(folder, {recursive: true});
