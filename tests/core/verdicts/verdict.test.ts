import {expect, it} from "vitest";
import {jsonLineLimits, readJsonLines} from "../../../src/core/readers/json-lines.js";
import {countVerdicts, mergeVerdicts, verdictLines} from "../../../src/core/verdicts/merge.js";
import {
  identityOf,
  incidentKey,
  maybeIncident,
  parseAnyVerdict,
  parseVerdict
} from "../../../src/core/verdicts/verdict.js";
import type {EventVerdict, IncidentVerdict} from "../../../src/core/verdicts/verdict.js";

const verdict: EventVerdict = {
  format: "atalaya-verdict/1",
  file: "a".repeat(64),
  line: 17,
  verdict: "true",
  note: "<img src=x>\u202e",
  by: "ana",
  at: "2026-11-23T15:04:05.678Z",
  event: 3,
  evaluation: "b".repeat(64),
  time: 1_776_789_000_000,
  src: "10.0.0.1",
  dst: "2001:db8::1",
  score: 0.71
};

const {note: _n, by: _b, event: _e, evaluation: _v, time: _t, ...rest} = verdict;
const {src: _s, dst: _d, score: _c, ...least} = rest;

it("parseVerdict(value) returns what was written, whole", () => {
  expect(parseVerdict(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
});

it("parseVerdict(value) needs the event, the verdict and the time, and nothing else", () => {
  expect(parseVerdict(least)).toEqual({
    ...least,
    ...{note: "", by: "", event: null, evaluation: null},
    ...{time: null, src: null, dst: null, score: null}
  });
});

it.each([
  [{...verdict, format: "atalaya-verdict/2"}, "unsupported format: atalaya-verdict/2"],
  [{...verdict, file: "A".repeat(64)}, "invalid file: AAAA"],
  [{...verdict, file: "../../etc/passwd"}, "invalid file: ../../etc/passwd"],
  [{...verdict, line: 0}, "invalid line: 0"],
  [{...verdict, line: 1.5}, "invalid line: 1.5"],
  [{...verdict, line: "17"}, "invalid line: 17"],
  [{...verdict, verdict: true}, "invalid verdict: true; try one of true, false, unsure"],
  [{...verdict, verdict: "maybe"}, "invalid verdict: maybe"],
  [{...verdict, note: "x".repeat(2001)}, "invalid note: 2001 characters; at most 2000"],
  [{...verdict, note: ["x"]}, 'invalid note: ["x"]; it is text'],
  [{...verdict, at: "yesterday"}, "invalid at: yesterday"],
  [{...verdict, at: "2026-13-40T00:00:00Z"}, "invalid at: 2026-13-40T00:00:00Z"],
  [{...verdict, at: "2026-11-23T15:04:05+01:00"}, "invalid at"],
  [{...verdict, score: 1.5}, "invalid score: 1.5"],
  [{...verdict, script: "x"}, "unknown field: script"],
  [{...least, at: undefined}, "invalid at: nothing"],
  [{format: verdict.format, verdict: "true"}, "missing field: file"],
  [[verdict], "invalid verdict: ["],
  [7, "invalid verdict: 7; it is a JSON object"]
])("parseVerdict(value) refuses %j", (value, reason) => {
  expect(() => parseVerdict(value)).toThrow(RangeError);
  expect(() => parseVerdict(value)).toThrow(reason);
});

it("readJsonLines(text, parse) keeps what is sound and names each other line", () => {
  const text = `\ufeff${JSON.stringify(verdict)}\r\n\n{"a"\n  \n${JSON.stringify({...verdict, line: -1})}\n${" ".repeat(jsonLineLimits.length + 1)}`;
  const {accepted, rejected} = readJsonLines(text, parseVerdict);
  expect(accepted).toEqual([verdict]);
  expect(rejected.map(({line}) => line)).toEqual([3, 5, 6]);
  expect(rejected.map(({reason}) => reason.split(":")[0])).toEqual([
    "not JSON",
    "invalid line",
    "too long"
  ]);
});

it("readJsonLines(text, parse) reads a bounded number of lines, and says where it stopped", () => {
  const text = "7\n".repeat(jsonLineLimits.lines + 50);
  const {accepted, rejected} = readJsonLines(text, (value) => value);
  expect(accepted).toHaveLength(jsonLineLimits.lines);
  expect(rejected).toEqual([
    {
      line: jsonLineLimits.lines + 1,
      reason: `too many lines; split the file at ${jsonLineLimits.lines}`
    }
  ]);
});

it("mergeVerdicts(kept, given) lets the later one win, whatever the order, and loses none", () => {
  const at = (second: number, changes: Partial<EventVerdict> = {}): EventVerdict => ({
    ...verdict,
    ...changes,
    at: `2026-11-23T15:00:0${second}.000Z`
  });
  const other = at(1, {line: 18, verdict: "unsure"});
  const late = at(5, {verdict: "false"});
  for (const given of [
    [at(1), late, at(3), other],
    [late, other, at(3), at(1)]
  ]) {
    const merged = mergeVerdicts([at(2)], given);
    expect([...merged.verdicts.values()]).toEqual([late, other]);
    expect(merged.added + merged.replaced + merged.ignored).toBe(4);
  }
  expect(mergeVerdicts([at(2)], [at(2, {verdict: "false"})])).toMatchObject({ignored: 1});
});

it("verdictLines(verdicts) gives lines that read back as the same verdicts, the latest first", () => {
  const later = {...verdict, line: 18, at: "2026-11-24T00:00:00.000Z"};
  const {accepted, rejected} = readJsonLines(verdictLines([verdict, later]), parseVerdict);
  expect([accepted, rejected]).toEqual([[later, verdict], []]);
});

it("countVerdicts(verdicts) counts each kind, and identityOf(verdict) is the file and the line", () => {
  expect(countVerdicts([verdict, {...verdict, verdict: "unsure"}])).toEqual({
    all: 2,
    true: 1,
    false: 0,
    unsure: 1
  });
  expect(identityOf(verdict)).toBe(`${"a".repeat(64)}:17`);
});

const onIncident: IncidentVerdict = {
  format: "atalaya-incident-verdict/1",
  file: "c".repeat(64),
  incident: "fe80::1:2/with space/actor/475968",
  verdict: "false",
  note: "",
  by: "",
  at: "2026-11-23T15:04:05.678Z",
  evaluation: null,
  name: "Port scan: 75 ports on 2 hosts",
  events: 75
};

it("parseAnyVerdict(value) returns a verdict on an event or on an incident, by its format", () => {
  expect(parseAnyVerdict(JSON.parse(JSON.stringify(onIncident)))).toEqual(onIncident);
  expect(parseAnyVerdict(verdict)).toEqual(verdict);
  expect(() => parseAnyVerdict({...onIncident, incident: "10.0.0.1"})).toThrow("invalid incident");
  expect(() => parseAnyVerdict({...onIncident, line: 3})).toThrow("unknown field: line");
  expect(() => parseAnyVerdict(null)).toThrow(RangeError);
});

it("maybeIncident(key) returns what incidentKey(verdict) was made of, and nothing of other identities", () => {
  const {file, incident} = onIncident;
  expect(maybeIncident(incidentKey(onIncident))).toEqual({file, incident});
  expect(maybeIncident("some-event")).toBeUndefined();
  expect(identityOf(onIncident)).toBe(`${file}:${incident}`);
});
