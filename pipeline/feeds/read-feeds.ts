import {dirname, relative} from "node:path";
import {readYaml} from "../../src/core/sigma/parse/read-yaml.js";
import type {Value, YamlDocument} from "../../src/core/sigma/parse/read-yaml.js";
import {problemText, shown} from "../../src/core/sigma/parse/problem.js";
import type {Problem} from "../../src/core/sigma/parse/problem.js";
import {findNearest} from "../cli/nearest-name.js";
import {UsageError} from "../config/errors.js";
import {feedNameRule, isFeedName} from "../config/feed.js";
import {readNamedText} from "../config/named-file.js";
import type {Feed} from "./feed.js";
import {readFeed} from "./read-feed.js";
import {isMap} from "./fields.js";
import type {Report} from "./fields.js";

/** The feeds of a file, in its order, and what is wrong with the others. */
export interface FeedsFile {
  /** The path of the file. */
  path: string;
  feeds: Feed[];
  problems: Problem[];
}

/** The most feeds of a file. */
const maxFeeds = 200;

/** The most problems that are listed in one message. */
const listed = 10;

/** Returns the feeds that the file at *path* declares, and its problems; throws a UsageError if it cannot be read at all. */
export async function checkFeeds(path: string): Promise<FeedsFile> {
  const remedy = "name a file of feeds, in YAML";
  const text = await readNamedText(path, {what: "file of feeds", remedy});
  return parseFeeds(text, path);
}

/** Returns the feeds of the file at *path*; throws a UsageError that lists its problems if there are any. */
export async function readFeeds(path: string): Promise<Feed[]> {
  const {feeds, problems} = await checkFeeds(path);
  if (problems.length === 0) return feeds;
  const lines = problems.slice(0, listed).map(problemText);
  const more = problems.length > listed ? [`… and ${problems.length - listed} more`] : [];
  throw new UsageError(
    [`invalid file of feeds: ${lines[0]}`, ...lines.slice(1), ...more].join("\n")
  );
}

/** Returns the one of *feeds* called *name*; throws a UsageError if there is none. */
export function getFeed(feeds: readonly Feed[], name: string): Feed {
  if (!isFeedName(name))
    throw new UsageError(
      `invalid --feed: ${shown(JSON.stringify(name))}; a name has ${feedNameRule}`
    );
  const found = feeds.find((feed) => feed.name === name);
  if (found) return found;
  const names = feeds.map((feed) => feed.name);
  const nearest = findNearest(name, names);
  const remedy = nearest
    ? `did you mean ${nearest}?`
    : `the file has ${names.join(", ") || "none"}`;
  throw new UsageError(`unknown feed: ${name}; ${remedy}`);
}

/** Reads *text*, the content of the file at *path*: its relative paths count from its folder. */
export function parseFeeds(text: string, path: string): FeedsFile {
  const file = relative(process.cwd(), path) || path;
  const {documents, problems} = readYaml(text, file);
  if (problems.length > 0) return {path, feeds: [], problems};
  const [document, second] = documents;
  const report: Report = (at, message, remedy) => {
    const place = (second ?? document)?.placeOf(at) ?? {file, line: 1, column: 1};
    problems.push({...place, field: shown(at.join(".")), message, remedy, severity: "error"});
  };
  const feeds = second
    ? []
    : declared(document, report).flatMap(([name, value]) => {
        const before = problems.length;
        const feed = readFeed(name, value, {report, folder: dirname(path)});
        return problems.length === before && feed ? [feed] : [];
      });
  if (second) report([], "too many documents", "write one");
  reportShared(feeds, report);
  return {path, feeds, problems};
}

function declared(document: YamlDocument | undefined, report: Report): [string, Value][] {
  const value = document?.value ?? null;
  if (!isMap(value) || !isMap(value.feeds ?? null)) {
    report(["feeds"], "missing feeds", "write `feeds:`, and below it each feed under its name");
    return [];
  }
  for (const key of Object.keys(value))
    if (key !== "feeds") report([key], `unknown field: ${shown(key)}`, "the file has feeds only");
  const entries = Object.entries(value.feeds as {[name: string]: Value});
  if (entries.length === 0) report(["feeds"], "missing feeds", "declare one");
  if (entries.length > maxFeeds)
    report(["feeds"], `too many feeds: ${entries.length}`, `at most ${maxFeeds}`);
  return entries.slice(0, maxFeeds).filter(([name]) => {
    if (isFeedName(name)) return true;
    report(["feeds", name], `invalid name: ${shown(name)}`, `a name has ${feedNameRule}`);
    return false;
  });
}

/** Reports what two feeds may not have in common: a site shows one of them, and a key signs for one of them. */
function reportShared(feeds: readonly Feed[], report: Report): void {
  for (const field of ["site", "key"] as const) {
    const owners = new Map<string, string>();
    for (const {name, [field]: value} of feeds) {
      if (value === null) continue;
      const text = JSON.stringify(value);
      const owner = owners.get(text);
      if (owner !== undefined)
        report(["feeds", name, field], `duplicate ${field}: that of ${owner}`, "name another"); // prettier-ignore
      else owners.set(text, name);
    }
  }
}
