import {readdir} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import type {LinkedRule} from "../../src/core/sigma/link-rules.js";
import {mappedOptions} from "../../src/core/sigma/match/mapped-options.js";
import type {Mapping} from "../../src/core/sigma/mappings/mapping.js";
import {RuleMatcher} from "../../src/core/sigma/match/match-rules.js";
import {ruleKey} from "../../src/core/sigma/rule.js";
import {readEvents} from "./read-events.js";

/** What the events beside a file of rules show. */
export interface RuleTest {
  /** The file of rules. */
  file: string;
  /** The files with events that each rule of it has to match, and with events that none may match. */
  events: {match: string[]; other: string[]};
  /** What was not as it has to be, a sentence each; empty if all was. */
  failures: string[];
}

/**
 * Runs the rules of each file over the events that belong to it. Those of `NAME.yml` are in its own folder, in a folder
 * `events` in it or beside it, or in *folders*: each rule has to match events of `NAME.match.*`, in any of these files, or of
 * `NAME.json`; none may match one of `NAME.other.*`. A rule that a correlation refers to is tested by that alone. With
 * *mapping*, only rules for its log are run, on its fields.
 */
export async function testRules(
  rules: readonly LinkedRule[],
  folders: readonly string[] = [],
  mapping?: Mapping
): Promise<RuleTest[]> {
  const files = [...new Set(rules.map(({rule}) => rule.place.file))];
  const names = new Map<string, string[]>();
  const tests: RuleTest[] = [];
  for (const file of files) {
    const places = [...folders, ...eventFolders(file)];
    const events = {match: [] as string[], other: [] as string[]};
    for (const place of new Set(places)) {
      if (!names.has(place)) names.set(place, await maybeNames(place));
      for (const name of names.get(place)!) {
        const kind = kindOf(name, file);
        if (kind) events[kind].push(join(place, name));
      }
    }
    const own = rules.filter(({rule}) => rule.place.file === file);
    tests.push({file, events, failures: await failuresOf(own, events, mapping)});
  }
  return tests;
}

function eventFolders(file: string): string[] {
  const own = dirname(file);
  return [own, join(own, "events"), join(dirname(own), "events")];
}

async function maybeNames(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [] as string[])).sort();
}

/** Returns what the events in the file *name* show of the rules in *file*; undefined if they are of others. */
function kindOf(name: string, file: string): keyof RuleTest["events"] | undefined {
  const stem = basename(file).replace(/\.ya?ml$/i, "");
  if (!name.startsWith(`${stem}.`)) return undefined;
  const rest = name.slice(stem.length).replace(/\.gz$/, "");
  if (/^\.other\.(json|ndjson|jsonl)$/.test(rest)) return "other";
  return /^(\.match)?\.(json|ndjson|jsonl)$/.test(rest) ? "match" : undefined;
}

async function failuresOf(
  rules: readonly LinkedRule[],
  events: RuleTest["events"],
  mapping: Mapping | undefined
): Promise<string[]> {
  const failures: string[] = [];
  if (events.match.length > 0) {
    const hits = new Set<string>();
    for (const file of events.match)
      for (const {rule} of await hitsIn(file, rules, mapping, failures)) hits.add(rule);
    for (const {rule, hidden} of rules)
      if (!hidden && !hits.has(ruleKey(rule))) failures.push(`${rule.title} matches no event of ${events.match.join(", ")}`); // prettier-ignore
  }
  for (const file of events.other)
    for (const {title, event} of await hitsIn(file, rules, mapping, failures))
      failures.push(`${title} matches event ${event} of ${file}`);
  return failures;
}

async function hitsIn(
  file: string,
  rules: readonly LinkedRule[],
  mapping: Mapping | undefined,
  failures: string[]
): Promise<{rule: string; title: string; event: number}[]> {
  const matcher = new RuleMatcher(withCorrelated(rules), mapping && mappedOptions(mapping));
  const own = new Set(rules.map(({rule}) => rule));
  const hits = [];
  for await (const read of readEvents(file))
    if ("event" in read) hits.push(...matcher.add(read.event, read.index));
    else failures.push(`${file}:${read.line}: ${read.reason}`);
  hits.push(...matcher.finish());
  return hits
    .filter(({rule}) => own.has(rule))
    .map(({rule, event}) => ({rule: ruleKey(rule), title: rule.title, event}));
}

/** Returns *rules* with those that their correlations refer to, each once. */
function withCorrelated(rules: readonly LinkedRule[]): LinkedRule[] {
  const all = new Set<LinkedRule>();
  const add = (linked: LinkedRule) => {
    if ("correlated" in linked) linked.correlated.forEach(add);
    all.add(linked);
  };
  rules.forEach(add);
  return [...all];
}
