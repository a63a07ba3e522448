import {createHash} from "node:crypto";
import {readFile, readdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {gunzipSync, gzipSync} from "node:zlib";
import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {mappableFields} from "../../../src/core/readers/table/mapping.js";
import {eventColumns} from "../../../src/core/schema/events.js";
import {fixture, readText} from "../../core/readers/read-text.js";
import {factsOf, queryRaw} from "./read-raw.js";
import {testContext} from "./test-context.js";
import type {TestContext} from "./test-context.js";

const fixturePath = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/zeek/${name}`, import.meta.url));
const files = (...patterns: string[]) => ({kind: "files" as const, patterns});
const header = "#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tconn_state\tlabel\n";
const row = (i: number) => `${i}.5\t10.0.0.1\t10.0.0.2\tSF\t${i % 2 ? "Benign" : "Malicious"}\n`;
const rows = (n: number) => Array.from({length: n}, (_, i) => row(i)).join("");

/** Writes a file into the folder of the test; returns its path. */
async function put(
  context: TestContext,
  name: string,
  bytes: string | Uint8Array
): Promise<string> {
  const path = join(context.folder, name);
  await writeFile(path, bytes);
  return path;
}

it("ingest(files) keeps bytes, events, rejected lines and the account of them", async () => {
  const context = await testContext();
  const {manifest, ...result} = await ingest(files(fixturePath("bad-lines.log")), context);
  expect(result).toMatchObject({reused: false, rowsIn: 25, rowsOut: 2, rejected: 15});
  expect(result).not.toHaveProperty("partial");
  const bytes = await readFile(fixturePath("bad-lines.log"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect(Buffer.from(await context.stores.raw.read(`bytes/${sha256}`))).toEqual(bytes);
  expect(manifest.inputs).toEqual([{name: "bad-lines.log", sha256, bytes: bytes.length}]);
  const {reasons, ...facts} = factsOf(manifest);
  expect(reasons.reduce((sum, {lines}) => sum + lines, 0)).toBe(15);
  expect(reasons[0]).toMatchObject({field: "ts", lines: 3, file: "bad-lines.log", line: 11});
  const slot = parseInt(sha256.slice(0, 6), 16);
  const noBounds = {from: null, to: null, given: {from: false, to: false}};
  expect(facts).toEqual({
    files: [
      {
        name: "bad-lines.log",
        slot,
        sha256,
        bytes: bytes.length,
        lines: 25,
        comments: 8,
        accepted: 2,
        rejected: 15,
        partial: null,
        outside: 0,
        kinds: [{kind: "conn", lines: 25, comments: 8, accepted: 2, rejected: 15}],
        days: [{kind: "conn", days: ["2026-01-01"]}]
      }
    ],
    ...{lines: 25, comments: 8, accepted: 2, rejected: 15},
    kinds: [
      {
        ...{kind: "conn", files: 1, use: "the events"},
        ...{lines: 25, comments: 8, accepted: 2, rejected: 15}
      }
    ],
    ...{labelled: 0, labels: [], synthetic: null, skipped: []},
    ...{firstTime: "2026-01-01T00:00:00.000000Z", lastTime: "2026-01-01T00:00:00.000000Z"},
    time: {automatic: true, events: noBounds, records: noBounds, outside: 0}
  });
  const partition = `file=${sha256.slice(0, 16)}`;
  expect(manifest.partitions?.map(({name, rows}) => [name, rows])).toEqual([[partition, 2]]);
  expect(manifest.files.map(({path, rows}) => [path, rows])).toEqual([
    [`${partition}/events/part-00000.parquet`, 2],
    [`${partition}/rejected.parquet`, 15]
  ]);
  const rejected = await queryRaw(
    manifest,
    context,
    "SELECT * FROM rejected ORDER BY line LIMIT 2"
  );
  const reason = expect.stringMatching(/^(missing value|invalid time);/);
  expect(rejected).toEqual([
    {file: slot, line: 10, kind: "conn", field: "ts", reason, excerpt: ""},
    {file: slot, line: 11, kind: "conn", field: "ts", reason, excerpt: "99999999999.0"}
  ]);
  expect(await readdir(context.scratch)).toEqual([]);
});

it("ingest(files) stores the columns of the schema, typed, in the order of files and lines", async () => {
  const context = await testContext();
  const {manifest} = await ingest(
    files(fixturePath("conn.log"), fixturePath("rotated.log")),
    context
  );
  const columns = await queryRaw<{column_name: string; column_type: string}>(
    manifest,
    context,
    "DESCRIBE events"
  );
  expect(columns.map(({column_name, column_type}) => [column_name, column_type])).toEqual(
    eventColumns.map(({name, type}) => [name, type])
  );
  const places = await queryRaw<{place: string}>(
    manifest,
    context,
    "SELECT format('{} {} {} {}', event_id, file, line, epoch_us(time)) AS place FROM events"
  );
  const [one, other] = factsOf(manifest).files.map(({slot}) => slot);
  expect(places.map(({place}) => place).sort()).toEqual(
    [
      `${one * 2 ** 29} ${one} 9 1767225600000001`,
      `${one * 2 ** 29 + 1} ${one} 10 1767225601999999`,
      `${one * 2 ** 29 + 2} ${one} 11 1767225602500000`,
      `${other * 2 ** 29} ${other} 9 1767225600000001`,
      `${other * 2 ** 29 + 1} ${other} 19 1767312000250000`,
      `${other * 2 ** 29 + 2} ${other} 20 1767312001250000`,
      `${other * 2 ** 29 + 3} ${other} 24 1767312002000000`
    ].sort()
  );
});

it("ingest(files) keeps hostile text in the table exactly as the reader gave it", async () => {
  const context = await testContext();
  const {manifest} = await ingest(files(fixturePath("hostile.log")), context);
  const stored = await queryRaw(
    manifest,
    context,
    "SELECT service, history, label, conn_state FROM events ORDER BY event_id"
  );
  const read = readText(fixture("hostile.log")).events;
  expect(stored).toEqual(
    read.map(({service, history, label, conn_state}) => ({service, history, label, conn_state}))
  );
});

it("ingest(request) does nothing the second time, and nothing differs on two threads", async () => {
  const context = await testContext(1);
  const request = files(fixturePath("conn.log"), fixturePath("hostile.log"));
  const first = await ingest(request, context);
  const second = await ingest(request, context);
  expect([first.reused, second.reused]).toEqual([false, true]);
  expect(second.manifest).toEqual(first.manifest);
  expect(second.rowsOut).toBe(first.rowsOut);
  const elsewhere = await ingest(request, await testContext(2));
  expect(elsewhere.reused).toBe(false);
  expect(elsewhere.manifest).toEqual(first.manifest);
});

it("ingest(files) names files by the folder they share, and no path of this machine", async () => {
  const context = await testContext();
  const {manifest} = await ingest(files(fixturePath("conn.log")), context);
  expect(JSON.stringify(manifest)).not.toContain(fixturePath(".").replace(/\/\.$/, ""));
  expect(JSON.stringify(manifest)).not.toContain(context.folder);
});

it("ingest(files) reads gzip by its bytes, member after member, whatever the name", async () => {
  const context = await testContext();
  const bytes = Buffer.concat([gzipSync(header + rows(3)), gzipSync(rows(4))]);
  const {manifest, ...result} = await ingest(files(await put(context, "conn.log", bytes)), context);
  expect(result).toMatchObject({rowsIn: 9, rowsOut: 7, rejected: 0});
  expect(factsOf(manifest).labelled).toBe(7);
});

it("ingest(files) reads a gzip that is cut short as far as it goes, and says so", async () => {
  const context = await testContext();
  const whole = gzipSync(header + rows(20_000));
  const cut = whole.subarray(0, whole.length >> 1);
  const text = gunzipSync(cut, {finishFlush: 2}).toString(); // Z_SYNC_FLUSH: what there is
  const {manifest, ...result} = await ingest(
    files(await put(context, "conn.log.gz", cut)),
    context
  );
  const lines = text.split("\n");
  expect(result).toMatchObject({
    rowsIn: lines.length,
    rowsOut: lines.length - 3,
    rejected: 1,
    partial: [`conn.log.gz: gzip: unexpected end of file after ${cut.length} bytes`]
  });
  const [rejected] = await queryRaw(manifest, context, "SELECT line, field, excerpt FROM rejected");
  expect(rejected).toEqual({line: lines.length, field: null, excerpt: lines.at(-1)});
  expect((await ingest(files(join(context.folder, "conn.log.gz")), context)).partial).toEqual(
    result.partial
  );
});

it("ingest(files) reads a damaged gzip to the damage, and keeps what is sound", async () => {
  const context = await testContext();
  const damaged = gzipSync(header + rows(5_000));
  damaged[damaged.length - 6] ^= 1; // in the checksum
  const {rowsOut, rejected, partial} = await ingest(
    files(await put(context, "a.gz", damaged)),
    context
  );
  expect([rowsOut, rejected]).toEqual([5_000, 1]);
  expect(partial).toEqual([
    expect.stringMatching(/^a\.gz: gzip: incorrect data check after \d+ bytes$/)
  ]);
});

it("ingest(files) rejects a record whose quote is open at the end, and says that the file is partial", async () => {
  const context = await testContext();
  const text = `ts,src,dst,label\n${"1,::1,::2,a\n".repeat(5)}2,::1,::2,"cut\nhere\n`;
  const path = await put(context, "cut.csv", text);
  const {manifest, ...result} = await ingest(files(path), context);
  expect(result).toMatchObject({rowsIn: 8, rowsOut: 5, rejected: 2});
  expect(result.partial).toEqual(["cut.csv: it ends within the quote that its line 7 opens"]);
  const rejected = await queryRaw(manifest, context, "SELECT line, kind, excerpt FROM rejected");
  expect(rejected).toEqual([
    {line: 7, kind: "conn", excerpt: '2,::1,::2,"cut'},
    {line: 8, kind: "conn", excerpt: "here"}
  ]);
});

it.each(["csv", "jsonl"])("ingest(files) reads conn.%s to the events of conn.log", async (form) => {
  const context = await testContext();
  const table = fixturePath(`../tables/conn.${form}`);
  const zeek = await ingest(files(fixturePath("conn.log")), context);
  const {manifest, ...result} = await ingest(files(table), context);
  const columns = mappableFields.map(({column}) => column);
  const sql = `SELECT ${columns.join(", ")} FROM events ORDER BY event_id`;
  expect(await queryRaw(manifest, context, sql)).toEqual(
    await queryRaw(zeek.manifest, context, sql)
  );
  const lines = form === "csv" ? 7 : 6;
  expect(result).toMatchObject({rowsIn: lines, rowsOut: 3, rejected: 2});
  const rejected = await queryRaw(manifest, context, "SELECT line, field, reason FROM rejected");
  const missing = "missing value; every connection has one";
  expect(rejected).toEqual(
    form === "csv"
      ? [
          {line: 3, field: "Start Time", reason: expect.stringContaining("invalid time")},
          {line: 4, field: null, reason: "wrong number of fields: 2; the header has 17"}
        ]
      : [
          {line: 2, field: "destination.ip", reason: missing},
          {line: 3, field: null, reason: "invalid JSON; expected one object per line"}
        ]
  );
});

it.each([
  ["stats.log", async () => "#path\tstats\n#fields\tts\n", "is a Zeek stats log, which is about"],
  ["stats.gz", async () => gzipSync("#path\tstats\n#fields\tts\n"), "a Zeek stats log"],
  ["dns.json", async () => '{"ts":1,"id.orig_h":"::1","id.resp_h":"::1"}\n', "none of the fields"],
  ["notes.txt", async () => "Dear diary\n", 'is a file that begins with "Dear diary"'],
  ["junk", async () => Buffer.from([0, 255, 254, 10, 7]), "is a binary file"],
  [
    "a.zst",
    async () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4]),
    "is a zstd file; unpack it first"
  ],
  ["who.csv", async () => "time,from,to\n1,::1,::2\n", "has none known for src, dst among"],
  ["who.json", async () => '{"src":"::1","dst":"::2"}\n', "rename its field to ts, time"],
  ["two.csv", async () => "ts,src,SRC,dst\n1,::1,::2,::3\n", 'has "src" and "SRC" for src']
])("ingest(files) rejects %s and lands nothing", async (name, content, found) => {
  const context = await testContext();
  const path = await put(context, name, await content());
  const error: unknown = await ingest(files(fixturePath("conn.log"), path), context).catch(
    (e) => e
  );
  expect(error).toMatchObject({name: "UsageError"});
  expect(String(error)).toContain(found);
  expect(String(error)).toContain(name);
  expect(await context.stores.raw.list("")).toEqual([]);
});

it("ingest(files) takes an empty file and a header without rows as no events, with a warning", async () => {
  const context = await testContext();
  const paths = [await put(context, "a.log", ""), await put(context, "b.log", header)];
  const {manifest, ...result} = await ingest(files(...paths), context);
  expect(result).toMatchObject({rowsIn: 2, rowsOut: 0, rejected: 0});
  expect(context.warnings).toEqual(["no events in a.log", "no events in b.log"]);
  expect(factsOf(manifest)).toMatchObject({firstTime: null, lastTime: null});
  expect(await queryRaw(manifest, context, "SELECT count(*)::INTEGER AS n FROM events")).toEqual([
    {n: 0}
  ]);
});

it("ingest(synthetic) lands the feed, and finds it again by its parameters", async () => {
  const context = await testContext();
  const request = {kind: "synthetic" as const, flows: 2_000, days: 2, seed: 7};
  const {manifest, ...result} = await ingest(request, context);
  expect(result).toMatchObject({reused: false, rowsOut: 2_000, rejected: 0});
  const facts = factsOf(manifest);
  expect(facts).toMatchObject({labelled: 2_000, synthetic: {flows: 2_000, days: 2, seed: 7}});
  expect(facts.files[0].name).toBe("synthetic-conn.log");
  expect(facts.files.map(({name}) => name)).toContain("synthetic-dns.log"); // with the uids of conn.log
  expect((await context.stores.raw.list("bytes/")).sort()).toEqual(
    facts.files.map(({sha256}) => `bytes/${sha256}`).sort()
  );
  expect((await ingest(request, context)).reused).toBe(true);
  const other = await ingest({...request, seed: 8}, context);
  expect([other.reused, other.manifest.key === manifest.key]).toEqual([false, false]);
  await expect(ingest({...request, flows: -1}, context)).rejects.toThrow("invalid --flows: -1");
});
