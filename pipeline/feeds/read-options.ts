import {resolve} from "node:path";
import {shown} from "../../src/core/sigma/parse/problem.js";
import type {Value} from "../../src/core/sigma/parse/read-yaml.js";
import {command as run} from "../cli/commands/run.js";
import type {OptionValues} from "../cli/commands/command.js";
import {readRequest} from "../cli/read-request.js";
import {UsageError} from "../config/errors.js";
import {readMap, reportError} from "./fields.js";
import type {FeedContext, ValuePath} from "./fields.js";

/** The options whose values are paths. */
const paths: readonly string[] = ["train-on", "with-model", "rules"];

/** Returns the options of a run that *value* declares, as the command line has them; reports what `run` would not accept. */
export function readOptions(
  value: Value,
  path: ValuePath,
  {input, report, folder}: FeedContext & {input: readonly string[]}
): OptionValues {
  if (value === null) return {};
  const map = readMap(value, path, Object.keys(run.options), report);
  const values: Record<string, string | boolean | string[]> = {};
  for (const [name, item] of Object.entries(map ?? {})) {
    if (!Object.hasOwn(run.options, name)) continue; // reported
    const read = valueOf(name, item);
    const wanted = run.options[name].type === "boolean" ? "true or false" : "a text, a number or a list"; // prettier-ignore
    if (read === undefined)
      report([...path, name], `invalid value: ${shown(JSON.stringify(item))}`, `give ${wanted}`);
    else if (read !== false) values[name] = paths.includes(name) ? below(folder, read) : read;
  }
  try {
    readRequest([...input], values);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const option = /--([a-z-]+)/.exec(error.message)?.[1];
    const isHere = option !== undefined && Object.hasOwn(values, option);
    reportError(error, isHere ? [...path, option] : path, report);
  }
  return values;
}

function valueOf(name: string, item: Value): string | boolean | string[] | undefined {
  const {type, multiple = false} = run.options[name];
  if (type === "boolean") return typeof item === "boolean" ? item : undefined;
  const items = Array.isArray(item) ? item : [item];
  if (!items.every((one) => typeof one === "string" || typeof one === "number")) {
    if (item === false && name === "own-rules") return "off"; // YAML 1.1 reads off as false
    return undefined;
  }
  return multiple ? items.map(String) : items.map(String).join(",");
}

function below(folder: string, value: string | boolean | string[]): string | boolean | string[] {
  if (typeof value === "boolean") return value;
  return Array.isArray(value) ? value.map((one) => resolve(folder, one)) : resolve(folder, value);
}
