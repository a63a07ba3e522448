import {resolve} from "node:path";
import {shown} from "../../src/core/sigma/parse/problem.js";
import type {Value} from "../../src/core/sigma/parse/read-yaml.js";
import {maxDays, maxRuns} from "../maintenance/retention/policy.js";
import {isBucketAddress, parseBucketAddress} from "../mirror/address.js";
import type {FeedKey} from "../config/feed.js";
import type {Feed, Schedule, Trigger} from "./feed.js";
import {readMap, readNumber, readText, reportError} from "./fields.js";
import type {FeedContext, Report, ValuePath} from "./fields.js";
import {readOptions} from "./read-options.js";
import {scheduleProblem} from "./ticks.js";

const fields = ["input", "run", "schedule", "trigger", "key", "site", "retention"];

const defaultTrigger: Trigger = {every: 60, settle: 60};

/** The most seconds of an interval: a day. */
const day = 86_400;

/** Returns the feed *name* that *value* declares; reports its problems, and returns undefined if it is nothing like one. */
export function readFeed(name: string, value: Value, context: FeedContext): Feed | undefined {
  const {report, folder} = context;
  const path = ["feeds", name];
  const map = readMap(value, path, fields, report);
  if (!map) return undefined;
  const field = <T>(key: string, read: (value: Value, at: ValuePath) => T): T | null => {
    const found = map[key] ?? null;
    return found === null ? null : read(found, [...path, key]);
  };
  if ((map.input ?? null) === null)
    report(path, "missing input", "name files, globs or s3://BUCKET/PREFIX/, or write synthetic");
  const input = field("input", (found, at) => readInput(found, at, context)) ?? [];
  return {
    name,
    input,
    options: readOptions(map.run ?? null, [...path, "run"], {input, ...context}),
    schedule: field("schedule", (found, at) => readSchedule(found, at, report)) ?? null,
    trigger: field("trigger", (found, at) => readTrigger(found, at, {input, report})) ?? null,
    key: field("key", (found, at) => readKey(found, at, context)) ?? null,
    site: field("site", (found, at) => {
      const text = readText(found, at, "name the folder to publish in", report);
      return text === undefined ? null : resolve(folder, text);
    }),
    retention: field("retention", (found, at) => readRetention(found, at, report)) ?? null
  };
}

function readInput(value: Value, path: ValuePath, {report, folder}: FeedContext): string[] {
  if (value === "synthetic") return [];
  const items = Array.isArray(value) ? value : [value];
  if (items.length === 0) report(path, "missing input", "name files, or write synthetic");
  return items.flatMap((item, i) => {
    const at = Array.isArray(value) ? [...path, i] : path;
    const text = readText(item, at, "name files, a glob or s3://BUCKET/PREFIX/", report);
    if (text === undefined) return [];
    if (!isBucketAddress(text)) return [resolve(folder, text)];
    try {
      parseBucketAddress(text);
    } catch (error) {
      reportError(error, at, report);
    }
    return [text];
  });
}

function readSchedule(value: Value, path: ValuePath, report: Report): Schedule | undefined {
  const map = readMap(value, path, ["cron", "time-zone", "every"], report);
  if (!map) return undefined;
  const {cron = null, every = null, "time-zone": zone = null} = map;
  if ((cron === null) === (every === null)) {
    report(path, "ambiguous schedule", "give either cron, or every (minutes)");
    return undefined;
  }
  if (every !== null) {
    if (zone !== null)
      report([...path, "time-zone"], "unused time zone", "it is for cron; omit it");
    const minutes = readNumber(every, [...path, "every"], {min: 1, max: 10_080}, report);
    return minutes === undefined ? undefined : {everyMinutes: minutes};
  }
  const pattern = readText(cron, [...path, "cron"], "try 15 3 * * *", report);
  if (pattern === undefined) return undefined;
  const timeZone =
    zone === null ? "UTC" : readText(zone, [...path, "time-zone"], "try Europe/Berlin", report);
  if (timeZone === undefined) return undefined;
  const schedule = {cron: pattern, timeZone};
  const problem = scheduleProblem(schedule);
  if (problem) report([...path, problem.field], problem.message, problem.remedy);
  return problem ? undefined : schedule;
}

function readTrigger(
  value: Value,
  path: ValuePath,
  {input, report}: {input: readonly string[]; report: Report}
): Trigger | undefined {
  if (value === false) return undefined;
  if (input.length === 0)
    report(path, "unused trigger", "the synthetic feed has no files; omit it");
  if (value === true || value === "files") return defaultTrigger;
  const map = readMap(value, path, ["every", "settle"], report);
  if (!map) return undefined;
  const seconds = (name: keyof Trigger, min: number) =>
    (map[name] ?? null) === null
      ? defaultTrigger[name]
      : readNumber(map[name], [...path, name], {min, max: day}, report);
  const [every, settle] = [seconds("every", 1), seconds("settle", 0)];
  return every === undefined || settle === undefined ? undefined : {every, settle};
}

function readKey(
  value: Value,
  path: ValuePath,
  {report, folder}: FeedContext
): FeedKey | undefined {
  const map = readMap(value, path, ["file", "variable"], report);
  if (!map) return undefined;
  const {file = null, variable = null} = map;
  if ((file === null) === (variable === null)) {
    report(path, "ambiguous key", "give the file, or the variable of the environment, that has it");
    return undefined;
  }
  if (file !== null) {
    const text = readText(file, [...path, "file"], "name the file of the key", report);
    return text === undefined ? undefined : {file: resolve(folder, text)};
  }
  if (typeof variable === "string" && /^[A-Z_][A-Z0-9_]{0,99}$/.test(variable)) return {variable};
  const found = shown(JSON.stringify(variable));
  report([...path, "variable"], `invalid variable: ${found}`, "it has capitals, digits and _");
  return undefined;
}

function readRetention(
  value: Value,
  path: ValuePath,
  report: Report
): Feed["retention"] | undefined {
  const map = readMap(value, path, ["keep-runs", "keep-days"], report);
  if (!map) return undefined;
  const {"keep-runs": runs = null, "keep-days": days = null} = map;
  const keepRuns =
    runs === null
      ? undefined
      : readNumber(runs, [...path, "keep-runs"], {min: 1, max: maxRuns}, report);
  const keepDays =
    days === null
      ? undefined
      : readNumber(days, [...path, "keep-days"], {min: 0, max: maxDays, whole: false}, report);
  if (runs === null && days === null)
    report(path, "missing rule", "give keep-runs, keep-days, or both");
  return {...(keepRuns !== undefined && {keepRuns}), ...(keepDays !== undefined && {keepDays})};
}
