import {expect, it} from "vitest";
import {runEvents} from "../../../../pipeline/tracking/openlineage/events.js";
import type {RunEvent} from "../../../../pipeline/tracking/openlineage/events.js";
import type {Moment} from "../../../../pipeline/tracking/listener.js";
import {digest} from "../../audit/contract.js";
import {at, momentsOf} from "../moments.js";
import {findFaults} from "./check-event.js";

function eventsOf(moments: Moment[]): RunEvent[] {
  const eventOf = runEvents("soc");
  const events = moments.map((moment) => eventOf(moment)!);
  return JSON.parse(JSON.stringify(events)) as RunEvent[]; // as they are sent
}

const nameOf = ({job, eventType}: RunEvent) => `${job.name} ${eventType}`;

it("findFaults(event) finds a field that is missing, unknown, or of another type", () => {
  const [event] = eventsOf(momentsOf());
  const {run, ...rest} = event;
  expect(findFaults(rest as RunEvent)).toEqual(["event.run is missing"]);
  const wrong = {...event, job: {...event.job, name: 7}, more: 1};
  expect(findFaults(wrong)).toEqual(["event.job.name: number is no str", "event.more is unknown"]);
});

it("runEvents(namespace) makes of a run what OpenLineage’s own client would take", () => {
  for (const moments of [momentsOf(), momentsOf({failing: "training"}), momentsOf({reused: true})])
    for (const event of eventsOf(moments)) expect(findFaults(event)).toEqual([]);
});

it("runEvents(namespace) begins the run and each phase once, and ends each once", () => {
  expect(eventsOf(momentsOf()).map(nameOf)).toEqual([
    "run START",
    "run.ingestion START",
    "run.ingestion COMPLETE",
    "run.transformation START",
    "run.transformation COMPLETE",
    "run.training START",
    "run.training COMPLETE",
    "run.evaluation START",
    "run.evaluation COMPLETE",
    "run COMPLETE"
  ]);
  const failed = eventsOf(momentsOf({failing: "transformation"}));
  expect(failed.slice(-2).map(nameOf)).toEqual(["run.transformation FAIL", "run FAIL"]);
  for (const {run} of failed.slice(-2)) expect(run.facets.errorMessage.message).toBe("disk full");
});

it("runEvents(namespace) gives every job run one id, and each phase the run as its parent", () => {
  const events = eventsOf(momentsOf());
  const ids = new Map<string, Set<string>>();
  for (const {job, run} of events)
    ids.set(job.name, (ids.get(job.name) ?? new Set()).add(run.runId));
  expect([...ids.values()].map(({size}) => size)).toEqual([1, 1, 1, 1, 1]);
  expect(new Set([...ids.values()].flatMap((set) => [...set])).size).toBe(5);
  const whole = {run: {runId: events[0].run.runId}, job: {namespace: "soc", name: "run"}};
  for (const {run} of events.slice(1, -1))
    expect(run.facets.parent).toMatchObject({...whole, root: whole});
  expect(eventsOf(momentsOf())).toEqual(events);
});

it("runEvents(namespace) says what was read and made, as large as it is", () => {
  const events = eventsOf(momentsOf());
  const [raw, , , training] = events.filter(({eventType}) => eventType === "COMPLETE");
  expect(raw.eventTime).toBe(at(2).toISOString());
  expect(raw.inputs[0]).toMatchObject({
    namespace: "file",
    name: "conn.log",
    inputFacets: {
      dataQualityMetrics: {rowCount: 12, bytes: 900},
      dataQualityAssertions: {assertions: [{success: false, actual: "1"}]}
    }
  });
  expect(raw.outputs[0]).toMatchObject({
    namespace: "s3://raw",
    name: "events",
    facets: {
      version: {datasetVersion: digest("f")},
      dataSource: {uri: `s3://raw/artifacts/${digest("1")}`}
    },
    outputFacets: {outputStatistics: {rowCount: 10, size: 201, fileCount: 2}}
  });
  expect(training.inputs.map(({namespace, name}) => `${namespace}/${name}`)).toEqual([
    "s3://raw/events",
    "s3://silver/features",
    "s3://models/models"
  ]);
});

it("runEvents(namespace) says of a phase whether it was made before", () => {
  for (const reused of [true, false]) {
    const [, , done] = eventsOf(momentsOf({reused}));
    expect(done.run.facets.tags.tags).toContainEqual({
      key: "reused",
      value: String(reused),
      source: "ATALAYA"
    });
  }
});

it("runEvents(namespace) cuts an error, and leaves no control character in it", () => {
  const error = new Error(`\u001b[2J${"x".repeat(5_000)}`);
  const {run} = eventsOf(momentsOf({failing: "ingestion", error})).at(-1)!;
  expect(run.facets.errorMessage.message).toMatch(/^\\x1b\[2Jx{995,997}…$/);
});
