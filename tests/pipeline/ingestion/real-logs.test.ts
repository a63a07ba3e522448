import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {gunzipSync} from "node:zlib";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {pickLines} from "../../../pipeline/logs/lines.js";
import {factsOf, queryRaw} from "./read-raw.js";
import {testContext} from "./test-context.js";

const data = fileURLToPath(new URL("../../../../shared/data/zeek/", import.meta.url));
const absent = !existsSync(data);
const why = absent ? " (skipped: no ../shared/data/zeek)" : "";

/** Cuts a tab-separated log the plain way: the rows under one header, as text by field. */
function plainRows(text: string): {[field: string]: string}[] {
  const lines = text.split("\n");
  const names = lines
    .find((line) => line.startsWith("#fields"))!
    .split("\t")
    .slice(1);
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => Object.fromEntries(line.split("\t").map((cell, i) => [names[i], cell])));
}

const sum = (rows: {[field: string]: string}[], field: string) =>
  rows.reduce((total, row) => total + (row[field] === "-" ? 0 : Number(row[field])), 0);

it.skipIf(absent)(`ingest(files) reads three days of hourly logs whole${why}`, async () => {
  const context = await testContext();
  const pattern = join(data, "multiday/*/conn.*.log.gz");
  const {manifest, rowsOut, rejected} = await ingest({kind: "files", patterns: [pattern]}, context);
  const rows = globSync(pattern, {absolute: true}).flatMap((path) =>
    plainRows(gunzipSync(readFileSync(path)).toString())
  );
  expect([rowsOut, rejected, rows.length]).toEqual([105_918, 0, 105_918]);
  const facts = factsOf(manifest);
  expect([facts.files.length, facts.lines, facts.comments]).toEqual([72, 106_566, 648]);
  const [totals] = await queryRaw(
    manifest,
    context,
    `
    SELECT
      sum(orig_bytes)::DOUBLE AS orig_bytes, sum(resp_pkts)::DOUBLE AS resp_pkts,
      sum(epoch_us(time) % 1000000)::DOUBLE AS micros, count(DISTINCT uid)::INTEGER AS uids,
      count(service)::INTEGER AS services, count(DISTINCT event_id)::INTEGER AS ids, count(DISTINCT file)::INTEGER AS files
    FROM events`
  );
  expect(totals).toEqual({
    orig_bytes: sum(rows, "orig_bytes"),
    resp_pkts: sum(rows, "resp_pkts"),
    micros: rows.reduce((total, {ts}) => total + Number(ts.split(".")[1]), 0),
    uids: new Set(rows.map(({uid}) => uid)).size,
    services: rows.filter(({service}) => service !== "-").length,
    ids: 105_918,
    files: 72
  });
});

it.skipIf(absent)(`ingest(files) reads a labelled log whole${why}`, async () => {
  const context = await testContext();
  const path = join(data, "labelled/conn.log.labeled");
  const {manifest, rowsOut, rejected} = await ingest({kind: "files", patterns: [path]}, context);
  expect([rowsOut, rejected, factsOf(manifest).labelled]).toEqual([5_347, 0, 5_347]);
  const rows = plainRows(readFileSync(path, "utf8"));
  const labels = await queryRaw<{label: string; n: number}>(
    manifest,
    context,
    "SELECT label, count(*)::INTEGER AS n FROM events GROUP BY label"
  );
  for (const {label, n} of labels) expect(n).toBe(rows.filter((row) => row.label === label).length);
  expect(labels.reduce((total, {n}) => total + n, 0)).toBe(rows.length);
});

it.skipIf(absent)(`ingest(files) reads tab-separated and JSON logs together${why}`, async () => {
  const context = await testContext();
  const patterns = ["conn.log", "conn_date_issue.log", "json/conn.log"].map((name) =>
    join(data, "zat", name)
  );
  const {manifest, rejected} = await ingest({kind: "files", patterns}, context);
  const counts = factsOf(manifest).files.map(({name, accepted}) => [name, accepted]);
  const n = plainRows(readFileSync(patterns[0], "utf8")).length;
  expect(counts).toEqual([
    ["conn.log", n],
    ["conn_date_issue.log", 3],
    ["json/conn.log", 50]
  ]);
  expect(rejected).toBe(0);
  const json = readFileSync(patterns[2], "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as {duration?: number});
  const durations = await queryRaw<{duration: number | null}>(
    manifest,
    context,
    `SELECT duration FROM events WHERE file = ${factsOf(manifest).files[2].slot} ORDER BY line`
  );
  expect(durations.map(({duration}) => duration)).toEqual(
    json.map(({duration}) => duration ?? null)
  );
});

it.skipIf(absent)(
  `ingest(files) reads a folder of every kind of log, and lists the rest${why}`,
  async () => {
    const context = await testContext();
    const {manifest, partial} = await ingest(
      {kind: "files", patterns: [join(data, "zat")]},
      context
    );
    const facts = factsOf(manifest);
    expect(facts.lines).toBe(facts.comments + facts.accepted + facts.rejected);
    const kinds = Object.fromEntries(facts.kinds.map(({kind, accepted}) => [kind, accepted]));
    expect(kinds).toMatchObject({conn: 413, dns: 104, ssl: 820, files: 163, weird: 14, dhcp: 9});
    expect(partial).toEqual([
      expect.stringContaining("http.log.corrupt.gz: gzip: unexpected end of file")
    ]);
    expect(facts.skipped.map(({name}) => name)).toEqual([
      "LICENSE",
      "json/capture_loss.log",
      "json/loaded_scripts.log",
      "json/packet_filter.log",
      "json/stats.log"
    ]);
  }
);

it.skipIf(absent)(
  `pickLines(path, numbers, maxLength) numbers lines as ingestion does${why}`,
  async () => {
    const context = await testContext();
    const path = globSync(join(data, "multiday/2024-04-19/conn.*.log.gz"), {absolute: true})[0];
    const {manifest} = await ingest({kind: "files", patterns: [path]}, context);
    const events = await queryRaw<{line: number; uid: string}>(
      manifest,
      context,
      "SELECT line, uid FROM events ORDER BY line"
    );
    const numbers = events.map(({line}) => line);
    const lines: string[] = [];
    for await (const line of pickLines(path, numbers, 65_536)) lines.push(line);
    expect(lines).toHaveLength(events.length);
    events.forEach(({uid}, i) => expect(lines[i]).toContain(uid));
  }
);
