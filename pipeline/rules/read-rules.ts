import {lstat, readdir, readFile, stat} from "node:fs/promises";
import {join} from "node:path";
import {errorMessage} from "../../src/core/error-message.js";
import {linkRules} from "../../src/core/sigma/link-rules.js";
import type {LinkedRule} from "../../src/core/sigma/link-rules.js";
import {parseRules} from "../../src/core/sigma/parse/parse-rules.js";
import type {ParsedRules} from "../../src/core/sigma/parse/parse-rules.js";
import type {Placeholders} from "../../src/core/sigma/parse/placeholders.js";
import type {Problem} from "../../src/core/sigma/parse/problem.js";
import {bounds} from "../../src/core/sigma/parse/read-yaml.js";
import {UsageError} from "../config/errors.js";

/** The rules in folders and files. */
export interface RuleSet {
  rules: LinkedRule[];
  problems: Problem[];
  /** The number of files that were read. */
  files: number;
}

/** Reads the rules in *paths*: files, and all files of YAML in folders, in the order of their names. */
export async function readRules(
  paths: readonly string[],
  placeholders: Placeholders = {}
): Promise<RuleSet> {
  const files = (await Promise.all(paths.map(listRuleFiles))).flat();
  const parsed: ParsedRules["rules"] = [];
  const problems: Problem[] = [];
  for (const file of new Set(files)) {
    const found = await readRuleFile(file, placeholders);
    for (const rule of found.rules) parsed.push(rule);
    for (const problem of found.problems) problems.push(problem);
  }
  const linked = linkRules(parsed);
  return {rules: linked.rules, problems: [...problems, ...linked.problems], files: files.length};
}

/** Reads the rules in *file*; what cannot be read is a problem of it. */
export async function readRuleFile(file: string, placeholders: Placeholders): Promise<ParsedRules> {
  try {
    // A character takes at most four bytes; what is longer is not read at all.
    const {size} = await stat(file);
    if (size > bounds.length * 4) return rejected(file, `too long: ${size} bytes`);
    return parseRules(await readFile(file, "utf8"), file, {placeholders});
  } catch (error) {
    return rejected(file, `unreadable file: ${errorMessage(error)}`);
  }
}

function rejected(file: string, message: string): ParsedRules {
  const problem: Problem = {file, line: 1, column: 1, field: "", message, remedy: "remove the file", severity: "error"}; // prettier-ignore
  return {rules: [], problems: [problem]};
}

/** Returns the files of YAML in *path*, or itself if it is a file. Links inside a folder are not followed. */
export async function listRuleFiles(path: string): Promise<string[]> {
  let folder: boolean;
  try {
    folder = (await stat(path)).isDirectory();
  } catch (error) {
    throw new UsageError(`rules not found: ${path}; name a folder or a file`, {cause: error});
  }
  if (!folder) return [path];
  const found: string[] = [];
  for (const name of (await readdir(path, {recursive: true})).sort()) {
    if (!/\.ya?ml$/i.test(name)) continue;
    const file = join(path, name);
    if ((await lstat(file)).isFile()) found.push(file);
  }
  return found;
}
