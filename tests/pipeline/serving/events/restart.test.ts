import {mkdirSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {openEventsFolder} from "../../../../pipeline/serving/events/events-folder.js";
import {normalFlows, smallLog} from "../../small-log.js";
import {allFinals, newFolder, openLive} from "./live-scoring.js";
import {smallModel} from "./small-model.js";

const start = Date.parse("2023-11-14T22:15:00Z") / 1000;

function log(minutes: number, n: number): string {
  return smallLog(normalFlows(n, start + 60 * minutes));
}

it("a service that was killed goes on with its closed windows, and lists those that were open", async () => {
  const folder = newFolder();
  const before = await openLive(smallModel(), {folder, limits: {latenessSeconds: 60}});
  await before.post(log(0, 40));
  await before.live.closer.settle();
  const finals = await allFinals(before);
  expect(finals.length).toBe(35);
  // Nothing of the first is closed: it is as if it were killed here.
  mkdirSync(join(folder, "partial", "999-1"), {recursive: true});
  mkdirSync(join(folder, "flows", "2023-11-14"), {recursive: true});
  const orphan = join(folder, "flows", "2023-11-14", `f${"36".padStart(16, "0")}-w0005666666-n9.parquet`); // prettier-ignore
  writeFileSync(orphan, "of a window whose scores were not stored");
  const after = await openLive(smallModel(), {folder, limits: {latenessSeconds: 60}});
  const lost = [{window: "2023-11-14T22:50:00.000000Z", events: 5}];
  const {body} = await after.get<{lost: unknown; watermark: string}>("/events/status");
  expect(body).toMatchObject({lost, watermark: "2023-11-14T22:54:00.000000Z"});
  expect(after.warnings).toEqual([
    expect.stringContaining("open windows lost: 1, from 2023-11-14T22:50")
  ]);
  expect(readdirSync(join(folder, "flows", "2023-11-14"))).not.toContain(orphan.split("/").at(-1));
  expect(await allFinals(after)).toEqual(finals);
  const more = await after.post(log(36, 20));
  expect(more.body.accepted).toBe(20);
  const events = more.body.lines.map(({event}) => event!);
  expect(Math.min(...events)).toBeGreaterThan(Math.max(...finals.map(({event}) => event)));
  await after.live.flush(true);
  const all = await allFinals(after);
  expect(all.map(({cursor}) => cursor)).toEqual(all.map((_, i) => i + 1));
  const partial = new Set(all.filter((final) => final.partial).map(({window}) => window));
  expect([...partial]).toEqual(["2023-11-14T22:50:00.000000Z"]);
}, 30_000);

it("the evidence of a day goes on after a restart, and what was over stays", async () => {
  const folder = newFolder();
  const scan = Array.from({length: 600}, (_, i) => ({ts: start + i / 2, src: "10.0.0.66", dst: `10.0.${i >> 8}.${i & 255}`, port: 445, state: "S0"})); // prettier-ignore
  const before = await openLive(smallModel(), {folder});
  await before.post(smallLog(scan));
  await before.live.flush(true);
  await before.live.evidence.settle();
  const [{evidence}] = before.live.evidence.days;
  expect(evidence.map(({detector}) => detector)).toContain("scan");
  await before.live.close();
  const after = await openLive(smallModel(), {folder});
  await after.live.evidence.settle();
  expect(after.live.evidence.days).toMatchObject([{day: "2023-11-14", provisional: true, events: 600}]); // prettier-ignore
  const {body} = await after.post(smallLog([{ts: start + 600, src: "10.0.0.66", dst: "10.0.9.9", port: 445, state: "S0"}])); // prettier-ignore
  expect(body.lines[0].evidence).toMatchObject([{detector: "scan", entity: "10.0.0.66", provisional: true}, {detector: "lateral"}]); // prettier-ignore
  await after.post(smallLog(normalFlows(30, start + 86_400)));
  await after.live.flush(true);
  await after.live.evidence.settle();
  const {body: over} = await after.get<{provisional: boolean; events: number; evidence: {sentence: string}[]}>("/events/evidence?day=2023-11-14"); // prettier-ignore
  expect(over).toMatchObject({provisional: false, events: 601});
  expect(over.evidence[0].sentence).toContain("601 closed or silent ports");
  expect(readdirSync(join(folder, "flows"))).not.toContain("2023-11-14");
  expect((await after.get("/events/evidence?day=2020-01-01")).status).toBe(404);
}, 30_000);

it("openEventsFolder(root) begins anew where the state cannot be read, and never removes the last window", () => {
  const root = newFolder();
  writeFileSync(join(root, "state.json"), "{");
  const folder = openEventsFolder(root);
  expect(folder.readState()).toBeNull();
  const place = folder.begin(7);
  writeFileSync(join(place, "flows.parquet"), "");
  writeFileSync(join(place, "000000.ndjson"), "{}\n");
  folder.commit(place, {window: 7, first: 1, rows: 1, bytes: 3}, "1970-01-01");
  expect(folder.prune(0)).toBe(0);
  const reopened = openEventsFolder(root);
  expect(reopened.windows).toEqual([{window: 7, first: 1, rows: 1, bytes: 3}]);
  expect(reopened.flowsOf("1970-01-01").length).toBe(1);
  rmSync(root, {recursive: true});
});
