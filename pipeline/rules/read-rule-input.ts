import {basename, dirname, relative, sep} from "node:path";
import {fileURLToPath} from "node:url";
import {logSourceOf, ruleStates} from "../../src/core/published/rules/plan-rules.js";
import type {RuleDocument} from "../../src/core/published/rules/plan-rules.js";
import {linkRules} from "../../src/core/sigma/link-rules.js";
import type {LinkedRule} from "../../src/core/sigma/link-rules.js";
import type {ParsedRules} from "../../src/core/sigma/parse/parse-rules.js";
import type {Place, Problem} from "../../src/core/sigma/parse/problem.js";
import {ruleKey} from "../../src/core/sigma/rule.js";
import {UsageError} from "../config/errors.js";
import {listRuleFiles, readRuleFile} from "./read-rules.js";
import {ruleInput} from "./rule-input.js";
import type {RuleInput, SkippedRule} from "./rule-input.js";

/** The folder of the rules that come with the product. */
const ownFolder = fileURLToPath(new URL("zeek", import.meta.url));

/** The bounds of the rules of a run; what is beyond them is a problem of the folder. */
const bounds = {
  /** The rules of the given folders that are run, and the length of their texts in UTF-16 units. */
  rules: 2000,
  length: 16 * 1024 * 1024,
  /** The rules that are listed, and the problems. */
  listed: 10_000,
  problems: 10_000
};

/** The rules of a run, and what is wrong with documents of the given folders, with the paths as they were given. */
export interface ReadRuleInput {
  input: RuleInput | null;
  problems: Problem[];
}

/** Throws a UsageError if one of *folders* is no folder or file of rules. */
export async function checkRuleFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    if ((await listRuleFiles(folder)).length === 0)
      throw new UsageError(`no rules in ${folder}; name a folder with files *.yml, or a file`);
}

interface FileOfRules {
  source: RuleDocument["source"];
  file: string;
  path: string;
}

/**
 * Reads the rules in *folders*, after those of the product unless *own* is false: in order of the folders and of their paths.
 * Throws a UsageError if a folder is not found. Where the folders are changes nothing.
 */
export async function readRuleInput(
  folders: readonly string[],
  own = true
): Promise<ReadRuleInput> {
  const files = [
    ...(own ? await filesIn(ownFolder, "own") : []),
    ...(await Promise.all(folders.map((folder) => filesIn(folder, "user")))).flat()
  ];
  const places = new Map(files.map((one) => [one.file, one]));
  const parsed: ParsedRules["rules"] = [];
  const problems: Problem[] = [];
  for (const file of places.keys()) {
    const found = await readRuleFile(file, {});
    for (const rule of found.rules) parsed.push(rule);
    for (const problem of found.problems) problems.push(problem);
  }
  const linked = linkRules(parsed);
  problems.push(...linked.problems);
  const chosen = chooseRules(parsed, linked.rules, places);
  problems.push(...chosen.problems);
  return {
    problems,
    input: ruleInput({
      documents: chosen.documents,
      skipped: chosen.skipped.slice(0, bounds.listed),
      problems: problems.slice(0, bounds.problems).map((problem) => ({
        file: places.get(problem.file)!.path,
        line: problem.line,
        field: problem.field,
        message: problem.message,
        remedy: problem.remedy
      }))
    })
  };
}

/** Returns the files of rules in *folder*, with their paths below it; the file alone has its name. */
async function filesIn(folder: string, source: FileOfRules["source"]): Promise<FileOfRules[]> {
  const files = await listRuleFiles(folder);
  const base = files.length === 1 && files[0] === folder ? dirname(folder) : folder;
  const paths = files.map((file) => relative(base, file).split(sep).join("/") || basename(file));
  return files
    .map((file, i) => ({source, file, path: paths[i]}))
    .sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

/** Tells rules that are kept, all of the product’s and those of the user that may be run, from those that are listed. */
function chooseRules(
  parsed: ParsedRules["rules"],
  linked: readonly LinkedRule[],
  places: ReadonlyMap<string, FileOfRules>
): {documents: RuleDocument[]; skipped: SkippedRule[]; problems: Problem[]} {
  const states = ruleStates(linked);
  const skipped: SkippedRule[] = [];
  const problems: Problem[] = [];
  const kept = new Set<string>();
  const names = new Set<string>();
  const left = {rules: bounds.rules, length: bounds.length};
  for (const one of linked) {
    const {rule} = one;
    const {source, path} = places.get(rule.place.file)!;
    const {state, reason} = states.get(one)!;
    if (source === "user" && state === "not applicable") {
      const {title, kind, level = "informational"} = rule;
      skipped.push({id: ruleKey(rule), title, level, kind, reason, logSource: logSourceOf(one), path}); // prettier-ignore
      continue;
    }
    if (source === "user") {
      left.rules -= 1;
      left.length -= rule.text.length;
      if (left.rules < 0 || left.length < 0) {
        problems.push(tooMany(rule.place));
        continue;
      }
    }
    kept.add(placeKey(rule));
    for (const name of [rule.id, rule.name]) if (name !== undefined) names.add(name);
  }
  const documents = parsed
    .filter((rule) =>
      rule.kind === "filter" ? rule.rules.some((name) => names.has(name)) : kept.has(placeKey(rule))
    )
    .map(({place, text}): RuleDocument => {
      const {source, path} = places.get(place.file)!;
      return {source, path, yaml: text};
    });
  return {documents, skipped, problems};
}

function tooMany(place: Place): Problem {
  return {...place, field: "", message: `too many rules: a run has at most ${bounds.rules} for its logs`, remedy: "name fewer with --rules", severity: "error"}; // prettier-ignore
}

/** Tells documents apart: two of a file begin at different places. */
function placeKey({place: {file, line, column}}: Pick<LinkedRule["rule"], "place">): string {
  return `${line}:${column}:${file}`;
}
