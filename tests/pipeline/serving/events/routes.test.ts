import {expect, it} from "vitest";
import {normalFlows, smallLog} from "../../small-log.js";
import {allFinals, openLive} from "./live-scoring.js";
import type {LiveScoring} from "./live-scoring.js";
import {smallModel} from "./small-model.js";

const start = Date.parse("2023-11-14T22:15:00Z") / 1000;

/** Returns the lines of *n* flows, a minute apart, from *minutes* after the start. */
function linesAt(minutes: number, n: number): string[] {
  return smallLog(normalFlows(n, start + 60 * minutes))
    .split("\n")
    .slice(0, -1);
}

function statusOf({get}: LiveScoring) {
  return get<{
    watermark: string | null;
    open: {window: string; events: number; missing: number}[];
    counts: Record<string, number>;
    late: {mostSeconds: number; windows: {window: string; events: number}[]};
    lost: {window: string; events: number}[];
    final: {first: number; next: number};
    closing: {windows: number};
    silentDetectors: {name: string}[];
  }>("/events/status").then(({body}) => body);
}

it("POST /events scores lines of Zeek’s TSV and JSON, CSV and JSON of other names, each with its reasons", async () => {
  const live = await openLive(smallModel());
  const iso = new Date(1000 * start).toISOString();
  const bodies = [
    linesAt(0, 2).join("\n"),
    `{"ts":${start},"uid":"C1","id.orig_h":"10.0.0.1","id.resp_h":"192.0.2.1","id.resp_p":443,"proto":"tcp","conn_state":"SF"}\n`,
    `timestamp,src_ip,dst_ip,dst_port\r\n${iso},10.0.0.2,192.0.2.1,53\r\n`,
    `{"timestamp":"${iso}","src_ip":"10.0.0.3","dest_ip":"192.0.2.1"}`
  ];
  for (const body of bodies) {
    const {status, body: said} = await live.post(body);
    expect(status).toBe(200);
    expect(said.rejected + said.skipped + said.late).toBe(0);
    expect(said.lines.length).toBe(said.accepted);
    const [first] = said.lines;
    expect(first).toMatchObject({
      outcome: "accepted",
      provisional: true,
      final: false,
      alert: null
    });
    expect(first.score).toBeGreaterThan(0);
    expect(first.score).toBeLessThan(1);
    expect(first.reason).toBeTruthy();
    expect(first.window).toBe("2023-11-14T22:15:00.000000Z");
  }
});

it("POST /events rejects a line with field, problem and remedy, and scores the others", async () => {
  const live = await openLive(smallModel());
  const lines = linesAt(0, 4);
  lines[4] = lines[4].replace("10.0.0.2", "10.0.0.256");
  lines.push("too\tfew", "");
  const {status, body} = await live.post(lines.join("\n"));
  expect([status, body.accepted, body.rejected]).toEqual([200, 3, 2]);
  const rejected = body.lines.filter(({outcome}) => outcome === "rejected");
  expect(rejected[0]).toMatchObject({line: 5, field: "id.orig_h", remedy: "correct id.orig_h"});
  expect(rejected[1]).toMatchObject({line: 8, field: null});
  expect(rejected[1].problem).toContain("wrong number of fields");
});

it("POST /events reads a sender’s later lines by the header of its first, until it states another", async () => {
  const live = await openLive(smallModel());
  const lines = linesAt(0, 6);
  expect((await live.post(lines.slice(3, 4).join("\n"), "?source=a")).status).toBe(400);
  expect((await live.post(lines.slice(0, 5).join("\n"), "?source=a")).body.accepted).toBe(2);
  const more = await live.post(lines.slice(5).join("\n"), "?source=a");
  expect(more.body.lines.map(({line, outcome}) => [line, outcome])).toEqual([5, 6, 7, 8].map((_, i) => [i + 1, "accepted"])); // prettier-ignore
  expect((await live.post(lines.slice(5).join("\n"), "?source=b")).status).toBe(400);
  const dns = ["#separator \\x09", "#path\tdns", "#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery", `${start}.0\tC1\t10.0.0.1\t10.0.0.2\texample.org`]; // prettier-ignore
  const other = await live.post(dns.join("\n"), "?source=a");
  expect(other.body.lines).toMatchObject([{line: 4, outcome: "skipped", problem: "a dns record has no score"}]); // prettier-ignore
});

it("POST /events reads a table by the mapping that it is given", async () => {
  const live = await openLive(smallModel());
  const body = `when,who,whom\n${start}000,10.0.0.1,192.0.2.1\n`;
  expect((await live.post(body)).body.error).toContain("missing field");
  const mapping = {fields: {time: "when", src: "who", dst: "whom"}, time: "ms"};
  const query = `?source=t&mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
  expect((await live.post(body, query)).body).toMatchObject({accepted: 1});
  expect((await live.post(`${start}001,10.0.0.1,192.0.2.1\n`, "?source=t")).body).toMatchObject({accepted: 1}); // prettier-ignore
  for (const wrong of [
    "[",
    "[]",
    '{"fields":{}}',
    '{"fields":{"nope":"x"}}',
    '{"fields":1}',
    '{"x":1}'
  ]) {
    const {status, body: said} = await live.post(body, `?mapping=${encodeURIComponent(wrong)}`);
    expect([status, said.error]).toEqual([400, expect.stringContaining("invalid mapping") as string]); // prettier-ignore
  }
});

it("POST /events lists late lines with a final score, and GET /events/status counts them", async () => {
  const live = await openLive(smallModel(), {limits: {latenessSeconds: 60}});
  await live.post(linesAt(0, 40).join("\n"));
  const {body} = await live.post(linesAt(1, 2).join("\n"));
  expect(body.lines).toMatchObject(Array(2).fill({outcome: "late", provisional: false, final: true})); // prettier-ignore
  await live.live.closer.settle();
  const status = await statusOf(live);
  expect(status.counts).toEqual({accepted: 40, late: 2, skipped: 0, rejected: 0});
  const windows = [{window: "2023-11-14T22:15:00.000000Z", events: 2}];
  expect(status.late).toEqual({mostSeconds: 34 * 60, windows});
  expect(status.watermark).toBe("2023-11-14T22:54:00.000000Z");
  expect(status.open.map(({window, events}) => [window.slice(11, 16), events])).toEqual([["22:50", 5]]); // prettier-ignore
  expect(status.final).toMatchObject({first: 1, next: 36});
  expect(status.silentDetectors.map(({name}) => name)).toEqual(["flow-model", "dns-names"]);
  const metrics = await live.registry.metrics();
  for (const line of [
    'atalaya_events_total{outcome="accepted"} 40',
    'atalaya_events_total{outcome="rejected"} 0',
    "atalaya_events_late_total 2",
    "atalaya_events_open_windows 1",
    "atalaya_events_final_total 35"
  ])
    // prettier-ignore
    expect(metrics).toContain(`${line}\n`);
  expect(metrics).toMatch(/atalaya_events_state_bytes [1-9]/);
  expect(metrics).toMatch(/atalaya_events_lag_seconds [1-9]/);
});

it("GET /events/final waits for scores, gives them from a cursor, as NDJSON too, and states what is not stored any more", async () => {
  const live = await openLive(smallModel(), {limits: {latenessSeconds: 0, finalBytes: 40_000}});
  const waiting = live.get<{next: number}>("/events/final?wait=20");
  await live.post(linesAt(0, 40).join("\n"));
  expect((await waiting).body.next).toBeGreaterThan(0);
  await live.post(linesAt(40, 200).join("\n"), "?reasonsFrom=1");
  await live.live.flush();
  const {body} = await live.get<{next: number; dropped: number; scores: {cursor: number}[]}>("/events/final?after=3&limit=4"); // prettier-ignore
  expect(body.dropped).toBeGreaterThan(0);
  expect(body.scores.map(({cursor}) => cursor)).toEqual([1, 2, 3, 4].map((i) => 3 + body.dropped + i)); // prettier-ignore
  expect(body.next).toBe(3 + body.dropped + 4);
  const lines = await live.service.inject({url: `/events/final?after=${body.next}&limit=2`, headers: {accept: "application/x-ndjson"}}); // prettier-ignore
  const said = lines.body.trim().split("\n").map((line) => JSON.parse(line) as {cursor?: number; next?: number}); // prettier-ignore
  expect(said.map(({cursor, next}) => cursor ?? next)).toEqual([1, 2, 2].map((i) => body.next + i)); // prettier-ignore
  expect((await live.get<{scores: unknown[]}>("/events/final?after=9007199254740991")).body.scores).toEqual([]); // prettier-ignore
});

it("POST /events rejects lines beyond the memory of open windows, whose scores are then partial, and goes on", async () => {
  const live = await openLive(smallModel(), {limits: {openEvents: 30, latenessSeconds: 3600}});
  const {status, body} = await live.post(linesAt(0, 40).join("\n"));
  expect([status, body.accepted, body.rejected]).toEqual([200, 30, 10]);
  expect(body.lines.at(-1)).toMatchObject({problem: "open windows are full"});
  const later = await live.post(linesAt(200, 3).join("\n"));
  expect(later.body.accepted).toBe(3); // the watermark has moved on, and made place
  await live.live.flush(true);
  const finals = await allFinals(live);
  expect(finals.length).toBe(33);
  expect(finals.filter(({partial}) => partial).length).toBe(0); // windows with events rejected only have no scores
});

it("POST /events rejects a request that is too large, empty or invalid, and lines of the future or too long", async () => {
  const now = () => 1000 * start;
  const live = await openLive(smallModel(), {limits: {lines: 5, lineLength: 120}, now}); // prettier-ignore
  expect((await live.post(linesAt(0, 3).join("\n"))).status).toBe(413);
  expect((await live.post("x".repeat(3_000_000))).status).toBe(413);
  expect((await live.post("")).status).toBe(400);
  expect((await live.post("?".repeat(9))).status).toBe(400);
  for (const query of ["?source=%20", "?reasonsFrom=2", "?reasonsFrom=x", "?source=a&source=b"])
    expect((await live.post("{}", query)).status).toBe(400);
  for (const url of [
    "final?after=-1",
    "final?limit=0",
    "final?limit=1.5",
    "final?wait=31",
    "evidence",
    "evidence?day=today"
  ])
    // prettier-ignore
    expect((await live.get(`/events/${url}`)).status).toBe(400);
  const json = (ts: number, more = "") => `{"ts":${ts},"uid":"C","id.orig_h":"10.0.0.1","id.resp_h":"192.0.2.1","conn_state":"S0"${more}}`; // prettier-ignore
  const {body} = await live.post([json(start), json(start + 90_000), json(start, `,"history":"${"a".repeat(99)}"`)].join("\n")); // prettier-ignore
  expect(body.lines.map(({outcome, problem}) => problem ?? outcome)).toEqual(["accepted", "time is ahead of the clock", "line too long; expected at most 120 characters"]); // prettier-ignore
});
