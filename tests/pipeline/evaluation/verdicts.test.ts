import {expect, it} from "vitest";
import {evaluate} from "../../../pipeline/evaluation/evaluate.js";
import {verdictInput} from "../../../pipeline/evaluation/verdicts.js";
import type {EventVerdictInput} from "../../../pipeline/evaluation/verdicts.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import type {AlertsPage} from "../../../src/core/schema/alerts.js";
import type {Today} from "../../../src/core/schema/published.js";
import {labelledFlows, sharedEvaluation} from "./small-evaluation.js";

const other = "f".repeat(64);

it("evaluate(chain, options, context) is what it was without verdicts, and with those on other files only", async () => {
  const {context, chain, manifest, read} = await sharedEvaluation(labelledFlows());
  const given: EventVerdictInput[] = [{file: other, line: 9, verdict: "true"}];
  for (const verdicts of [[], given]) {
    const again = await evaluate(chain, {budgetPerDay: 20, verdicts}, context);
    expect([again.reused, again.manifest.key]).toEqual([true, manifest.key]);
  }
  expect((await read<Today>("published/today.json")).verdictSummary).toBeNull();
  expect(manifest.inputs.map(({name}) => name)).not.toContain("verdicts");
}, 120_000);

it("evaluate(chain, options, context) measures the models on what people judged, counted by hand", async () => {
  const {context, chain, read, query} = await sharedEvaluation(labelledFlows(), 20);
  const before = await read<Today>("published/today.json");
  const [top, second, third] = before.topEvents.map(({identity}) => identity);
  expect(before.topEvents[0].score).toBe(before.topEvents[1].score); // a tie shares one threshold
  const [{identity: low}] = await query<{identity: string}>(
    `SELECT sha256 || ':' || line AS identity FROM published.events JOIN published.files USING (file) ORDER BY rank DESC LIMIT 1`
  );
  const judge = (identity: string, verdict: EventVerdictInput["verdict"]): EventVerdictInput => {
    const [file, line] = identity.split(":");
    return {file, line: Number(line), verdict};
  };
  const header = {...judge(top, "true"), line: 1}; // no event: a line of the header
  const verdicts = [
    judge(top, "true"),
    judge(second, "false"),
    judge(third, "unsure"),
    judge(low, "true"),
    header,
    {file: other, line: 1, verdict: "false" as const}
  ];
  const result = await evaluate(chain, {budgetPerDay: 20, verdicts}, context);
  expect(result.reused).toBe(false);
  const bytes = await context.stores.eval.read(fileKey(result.manifest, "published/today.json"));
  const {verdictSummary} = JSON.parse(new TextDecoder().decode(bytes)) as Today;
  expect(verdictSummary).toMatchObject({
    verdicts: 5,
    matched: 4,
    unmatched: 1,
    true: 2,
    false: 1,
    unsure: 1
  });
  expect(verdictSummary?.models[0]).toEqual({
    model: "isolation-forest",
    threshold: before.threshold,
    above: {true: 1, false: 1, unsure: 1},
    precision: 1 / 2,
    ap: (1 / 2) * (1 / 2) + (1 / 2) * (2 / 3) // a true and a false one tie, then comes a true one
  });
  const measures = result.manifest.facts.metrics as {window: string; name: string; value: number}[];
  expect(measures).toContainEqual({
    model: "isolation-forest",
    window: "verdicts",
    name: "precision_at_threshold",
    value: 0.5
  });
  const shuffled = await evaluate(
    chain,
    {budgetPerDay: 20, verdicts: verdicts.toReversed()},
    context
  );
  expect(shuffled.reused).toBe(true);
  const changed = verdicts.map((one, i) => (i === 0 ? {...one, verdict: "false" as const} : one));
  const next = await evaluate(chain, {budgetPerDay: 20, verdicts: changed}, context);
  expect([next.reused, next.manifest.key === result.manifest.key]).toEqual([false, false]);
}, 180_000);

it("evaluate(chain, options, context) gives the verdict on an incident to its events, but those with one of their own", async () => {
  const {context, chain, query} = await sharedEvaluation(labelledFlows(), 20);
  const [{place, id, file, events}] = await query<
    Record<"id" | "file", string> & Record<"place" | "events", number>
  >(
    `SELECT incident AS place, id, file, events FROM published.incidents WHERE entity = '10.0.0.66' LIMIT 1`
  );
  const [{line}] = await query<{line: bigint}>(
    `SELECT e.line FROM published.events AS e JOIN published.incident_flows AS f USING (event_id)
    WHERE f.incident = ${place} ORDER BY line LIMIT 1`
  );
  const verdicts = [
    {file, incident: id, verdict: "true" as const},
    {file, incident: "10.9.9.9/actor/1", verdict: "true" as const},
    {file, line: Number(line), verdict: "false" as const}
  ];
  const {manifest} = await evaluate(chain, {budgetPerDay: 20, verdicts}, context);
  const bytes = await context.stores.eval.read(fileKey(manifest, "published/today.json"));
  const {verdictSummary} = JSON.parse(new TextDecoder().decode(bytes)) as Today;
  expect(verdictSummary).toMatchObject({
    ...{verdicts: 3, matched: 2, unmatched: 1, incidents: 2},
    ...{true: events - 1, false: 1, unsure: 0}
  });
}, 120_000);

it("verdictInput(verdicts, raw) keeps no note and no name, and sorts by file and line", async () => {
  const {chain} = await sharedEvaluation(labelledFlows());
  const [{sha256: file}] = chain.raw.facts.files as {sha256: string}[];
  const verdicts = [10, 9, 100].map((line) => ({
    file,
    line,
    verdict: "true" as const,
    note: "mine"
  }));
  const text = verdictInput(verdicts, chain.raw)?.text;
  expect(text).toBe(
    [9, 10, 100].map((line) => `{"file":"${file}","line":${line},"verdict":"true"}\n`).join("")
  );
  expect(verdictInput([], chain.raw)).toBeNull();
}, 120_000);

it("evaluate(chain, options, context) publishes whole what the front page leads to, and ordinary events to set it against", async () => {
  const {read, query} = await sharedEvaluation(labelledFlows(), 20);
  const today = await read<Today>("published/today.json");
  const {alerts} = await read<AlertsPage>("published/alerts.json");
  const published = new Map(alerts.map((alert) => [alert.event.event_id, alert]));
  for (const {event, identity} of [...today.topEvents, ...today.topIncidents]) {
    const {record, event: row} = published.get(event)!;
    expect(`${record?.sha256}:${record?.line}`).toBe(identity);
    expect(row.score).toBeTypeOf("number");
  }
  const [first, second] = alerts;
  expect(first.moreAnomalous).toBeNull();
  expect([first.lessAnomalous?.event_id, second.moreAnomalous?.event_id]).toEqual([
    second.event.event_id,
    first.event.event_id
  ]);
  const [{n, least, most}] = await query<{n: bigint; least: number; most: number}>(
    `SELECT count(*) AS n, max(score) AS most, max(epoch_ms(time)) AS least FROM published.normal_events`
  );
  expect(Number(n)).toBeGreaterThan(100);
  expect(most).toBeLessThan(today.threshold);
  expect(Number(least)).toBeLessThan(today.trainedUntil);
}, 120_000);
