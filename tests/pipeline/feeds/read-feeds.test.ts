import {join, resolve} from "node:path";
import {expect, it} from "vitest";
import {getFeed, parseFeeds} from "../../../pipeline/feeds/read-feeds.js";
import {problemText} from "../../../src/core/sigma/parse/problem.js";

const path = resolve("conf/feeds.yml");
const below = (name: string) => join(resolve("conf"), name);

/** Returns the problems of *text*, a line each. */
const problemsOf = (text: string) => parseFeeds(text, path).problems.map(problemText);

it("parseFeeds(text, path) reads what a feed may say, paths from the folder of the file", () => {
  const {feeds, problems} = parseFeeds(
    `# of the office and the lab
feeds:
  office:
    input: [logs/*.log, s3://logs/office/]
    run:
      budget: 20
      detectors: [scan, beacon]
      local-net: 10.0.0.0/8
      rules: [rules]
      fast: true
      full: false
    schedule: {cron: 15 3 * * *, time-zone: Europe/Berlin}
    trigger: {settle: 120}
    key: {file: keys/office.pem}
    site: sites/office
    retention: {keep-runs: 10, keep-days: 0.5}
  lab:
    input: synthetic
    run: {flows: 2000}
    schedule: {every: 30}
`,
    path
  );
  expect(problems).toEqual([]);
  expect(feeds).toEqual([
    {
      name: "office",
      input: [below("logs/*.log"), "s3://logs/office/"],
      options: {
        budget: "20",
        detectors: "scan,beacon",
        "local-net": ["10.0.0.0/8"],
        rules: [below("rules")],
        fast: true
      },
      schedule: {cron: "15 3 * * *", timeZone: "Europe/Berlin"},
      trigger: {every: 60, settle: 120},
      key: {file: below("keys/office.pem")},
      site: below("sites/office"),
      retention: {keepRuns: 10, keepDays: 0.5}
    },
    {
      name: "lab",
      input: [],
      options: {flows: "2000"},
      schedule: {everyMinutes: 30},
      ...{trigger: null, key: null, site: null, retention: null}
    }
  ]);
});

const feed = (body: string) => `feeds:\n  a: {input: x.log, ${body}}\n`;

it.each([
  ["", "conf/feeds.yml:1:1: feeds: missing feeds; write `feeds:`"],
  ["feeds: []", "missing feeds"],
  ["feeds: {}", "feeds: missing feeds; declare one"],
  ["feeds: {a: {input: x}}\n---\nfeeds: {}", "too many documents"],
  ["feeds:\n  a: [", "invalid YAML"],
  ["feeds:\n  ../a: {input: x}", "conf/feeds.yml:2:3: feeds.../a: invalid name: ../a; a name has"],
  ["feeds:\n  A: {input: x}", "invalid name: A"],
  ["feeds:\n  a: {input: x}\n  a: {input: y}", "3:3: duplicate key: a"],
  ["feeds:\n  a: 3", "2:3: feeds.a: invalid value: 3; give input, run, schedule"],
  ["feeds:\n  a: {}", "2:3: feeds.a: missing input; name files"],
  ["feeds:\n  a: {input: []}", "feeds.a.input: missing input"],
  ["feeds:\n  a: {input: [x, 3]}", "feeds.a.input.1: invalid text: 3"],
  ["feeds:\n  a: {input: s3://x}", "feeds.a.input: invalid address: s3://x; name a bucket"],
  [feed("inputs: y"), "feeds.a.inputs: unknown field: inputs; did you mean input?"],
  [feed("run: {budgett: 3}"), "2:27: feeds.a.run.budgett: unknown field: budgett; did you mean budget?"], // prettier-ignore
  [feed("run: {budget: -1}"), "feeds.a.run.budget: invalid --budget: -1; it is a number"],
  [feed("run: {fast: maybe}"), 'feeds.a.run.fast: invalid value: "maybe"; give true or false'],
  [
    feed("run: {flows: 9}"),
    "feeds.a.run.flows: ambiguous input: --flows is for the synthetic feed"
  ],
  [feed("schedule: {}"), "feeds.a.schedule: ambiguous schedule; give either cron, or every"],
  [feed("schedule: {cron: 61 * * * *}"), "feeds.a.schedule.cron: invalid pattern: 61 * * * *"],
  [feed('schedule: {cron: "0 0 3 * * *"}'), "feeds.a.schedule.cron: invalid pattern"], // seconds
  [feed("schedule: {cron: 0 0 30 2 *}"), "invalid pattern: 0 0 30 2 * is never due"],
  [feed("schedule: {cron: 0 3 * * *, time-zone: Mars/X}"), "unknown time zone: Mars/X"],
  [feed("schedule: {every: 0}"), "feeds.a.schedule.every: invalid number: 0; it is an integer"],
  [feed("trigger: {settle: -1}"), "feeds.a.trigger.settle: invalid number: -1"],
  [feed("key: secret"), "feeds.a.key: invalid value"],
  [feed("key: {variable: a b}"), 'feeds.a.key.variable: invalid variable: "a b"'],
  [feed("site: ''"), "feeds.a.site: invalid text"],
  [feed("retention: {}"), "feeds.a.retention: missing rule"],
  [`${feed("site: s")}  b: {input: y, site: ./s}`, "3:17: feeds.b.site: duplicate site: that of a; name another"] // prettier-ignore
])("parseFeeds(%j) says %s", (text, message) => {
  const problems = problemsOf(text);
  expect(problems.join("\n")).toContain(message);
  expect(problems[0]).toMatch(/^conf\/feeds\.yml:\d+:\d+: /);
});

it("parseFeeds(text, path) bounds what a file may hold, and repeats no control characters of it", () => {
  const many = Array.from({length: 300}, (_, i) => `  f${i}: {input: x}`).join("\n");
  expect(problemsOf(`feeds:\n${many}`)).toHaveLength(1);
  const [first] = problemsOf('feeds:\n  a: {input: x, "\\u001b[31m": 1}');
  expect(first).not.toContain("\u001b");
});

it("getFeed(feeds, name) finds that feed alone, and says what else there is", () => {
  const {feeds} = parseFeeds("feeds:\n  office: {input: x}\n  lab: {input: y}", path);
  expect(getFeed(feeds, "lab").name).toBe("lab");
  expect(() => getFeed(feeds, "ofice")).toThrow("unknown feed: ofice; did you mean office?");
  expect(() => getFeed(feeds, "constructor")).toThrow("the file has office, lab");
  expect(() => getFeed(feeds, "../lab")).toThrow('invalid --feed: "../lab"');
});
