import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {anyTime} from "../../../src/core/readers/time-bounds.js";
import type {TimeRequest} from "../../../src/core/readers/time-bounds.js";
import {readLogs} from "../../../src/components/your-log/read-logs.js";
import {isEvents} from "../../../src/core/schema/raw-facts.js";
import {factsOf, queryRaw} from "./read-raw.js";
import {testContext} from "./test-context.js";
import type {TestContext} from "./test-context.js";

const fields = "#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tduration\tconn_state\n";
const start = 1_713_484_800;
const row = (ts: string | number, seconds: string | number = 1) =>
  `${ts}\t10.0.0.1\t192.0.2.1\t${seconds}\tSF\n`;
const day = Array.from({length: 2000}, (_, i) => row(start + 43 * i));

/** Lands *texts* as files, in the order of their names; returns the manifest and its context. */
async function land(texts: readonly string[], time?: Partial<TimeRequest>, threads = 1) {
  const context = await testContext(threads);
  const patterns = await Promise.all(
    texts.map(async (text, i) => {
      const path = join(context.folder, `${i}.conn.log`);
      await writeFile(path, fields + text);
      return path;
    })
  );
  const request = {kind: "files" as const, patterns, time: {...anyTime, ...time}};
  const {manifest} = await ingest(request, context);
  return {manifest, context, events: manifest.files.find(({path}) => isEvents(path))!};
}

const rejectedOf = ({
  manifest,
  context
}: {
  manifest: Parameters<typeof queryRaw>[0];
  context: TestContext;
}) =>
  queryRaw<{file: number; line: number; field: string; reason: string; excerpt: string}>(
    manifest,
    context,
    "SELECT file, line, field, reason, excerpt FROM rejected ORDER BY file, line"
  );

it("ingest(files) gives the same events with stray times as without, and lists each", async () => {
  const strays = ["1.0", "4000000000", "1713484800123", "-1", "NaN"];
  const plain = await land([day.join("")]);
  const mixed = await land([day.join("") + strays.map((ts) => row(ts)).join("")], {}, 2);
  expect(mixed.events.rows).toBe(plain.events.rows);
  const columns = "SELECT * EXCLUDE (event_id, file) FROM events ORDER BY line";
  expect(await queryRaw(mixed.manifest, mixed.context, columns)).toEqual(
    await queryRaw(plain.manifest, plain.context, columns)
  );
  expect(factsOf(plain.manifest).time).toMatchObject({automatic: true, outside: 0});
  const {files, time, ...facts} = factsOf(mixed.manifest);
  const [{slot: file}] = files;
  expect(facts).toMatchObject({lines: 2007, comments: 2, accepted: 2000, rejected: 5});
  expect(files).toMatchObject([{outside: 2}]);
  expect(time).toMatchObject({
    outside: 2,
    events: {
      from: "2024-04-19T00:00:00.000000Z",
      to: "2024-04-19T23:52:37.000000Z",
      given: {from: false, to: false}
    }
  });
  const invalid = "invalid time; expected seconds since 1970 or ISO 8601 with a zone, from 1970 to 2255"; // prettier-ignore
  expect(await rejectedOf(mixed)).toEqual([
    {
      file,
      line: 2003,
      field: "ts",
      reason: "time 1970-01-01 is 54 years before the others; keep it with `atalaya run --time-from 1970-01-01`", // prettier-ignore
      excerpt: "1970-01-01T00:00:01.000000Z"
    },
    {
      file,
      line: 2004,
      field: "ts",
      reason: "time 2096-10-02 is 72 years after the others; keep it with `atalaya run --time-to 2096-10-02`", // prettier-ignore
      excerpt: "2096-10-02T07:06:40.000000Z"
    },
    ...strays.slice(2).map((ts, i) => ({file, line: 2005 + i, field: "ts", reason: invalid, excerpt: ts})) // prettier-ignore
  ]);
});

it("ingest(files) keeps what its remedy says, and what is asked for", async () => {
  const text = row("1.0") + day.join("") + row(4e9);
  const keptOf = async (time: Partial<TimeRequest>) => (await land([text], time)).manifest.rows;
  expect(await keptOf({from: 0})).toBe(2001);
  expect(await keptOf({from: 0, to: 4e15})).toBe(2002);
  expect(await keptOf({automatic: false})).toBe(2002);
  const cut = await land([text], {to: (start + 430) * 1e6});
  expect(cut.manifest.rows).toBe(11);
  expect((await rejectedOf(cut))[1].reason).toBe(
    "time 2024-04-19 is after 2024-04-19T00:07:10.000000Z, given by --time-to"
  );
});

it("ingest(files) keeps a connection that began long before the others, and reached into them", async () => {
  const early = start - 200 * 86_400;
  const {manifest} = await land([
    row(early, 200 * 86_400 + 60) + row(early, 60) + row("1.0", 999_999_999) + day.join("")
  ]);
  expect(manifest.rows).toBe(2001);
  expect(factsOf(manifest).firstTime).toBe("2023-10-02T00:00:00.000000Z");
});

it("ingest(files) keeps captures that are far apart, in any order of their files", async () => {
  const later = Array.from({length: 30}, (_, i) => row(start + 200 * 86_400 + i)).join("");
  for (const texts of [
    [day.join(""), later],
    [later, day.join("")]
  ])
    expect((await land([...texts, row("1.0")])).manifest.rows).toBe(2030);
});

it("ingest(files) reads only the file again that reaches beyond the bounds", async () => {
  const context = await testContext();
  context.partitions = {made: 0, reused: 0};
  const put = (name: string, text: string) => writeFile(join(context.folder, name), fields + text);
  await put("a.log", day.join(""));
  await put("b.log", row("1.0") + row(start));
  const request = {kind: "files" as const, patterns: [`${context.folder}/*.log`]};
  const {manifest} = await ingest(request, context);
  expect(factsOf(manifest).files.map(({accepted, outside}) => [accepted, outside])).toEqual([
    [2000, 0],
    [1, 1]
  ]);
  expect(context.partitions).toEqual({made: 3, reused: 0});
  expect(manifest.partitions?.length).toBe(2);
  context.partitions = {made: 0, reused: 0};
  const whole = await ingest({...request, time: {...anyTime, automatic: false}}, context);
  expect(whole.manifest.rows).toBe(2002);
  expect(context.partitions).toEqual({made: 0, reused: 2});
});

it("ingest(files) bounds records of other kinds by the times of all", async () => {
  const context = await testContext();
  const dns = (ts: number) => `${ts}\tC1\t10.0.0.1\t10.0.0.53\texample.org\n`;
  const header = "#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\n";
  await writeFile(join(context.folder, "conn.log"), fields + day.join(""));
  await writeFile(
    join(context.folder, "dns.log"),
    header + dns(1) + Array.from({length: 300}, (_, i) => dns(start + i)).join("")
  );
  const {manifest} = await ingest({kind: "files", patterns: [`${context.folder}/*.log`]}, context);
  expect(factsOf(manifest).kinds).toMatchObject([
    {kind: "conn", accepted: 2000, rejected: 0},
    {kind: "dns", accepted: 300, rejected: 1}
  ]);
});

it("readLogs(files) of Your log rejects the very lines that ingestion rejects", async () => {
  const text = row("1.0") + day.join("") + row(4e9) + row("x");
  const landed = await land([text]);
  const file = new File([fields + text], "0.conn.log");
  const watch = {progress: () => {}, isCancelled: () => false};
  const {table, files, rejections} = await readLogs([{file, mapping: null}], watch);
  expect(table.rows).toBe(landed.manifest.rows);
  expect(files).toMatchObject([{lines: 2005, comments: 2, accepted: 2000, rejected: 3}]);
  const plain = rejections.map(({file: _, index, ...rest}) => ({
    file: factsOf(landed.manifest).files[index].slot,
    ...rest
  }));
  expect(plain).toEqual(await rejectedOf(landed));
});
