import {mappings} from "../../../../src/core/sigma/mappings/registry.js";
import type {Mapping} from "../../../../src/core/sigma/mappings/mapping.js";
import type {Placeholders} from "../../../../src/core/sigma/parse/placeholders.js";
import {UsageError} from "../../../config/errors.js";
import {readMapping, readPlaceholders} from "../../../rules/read-settings.js";
import {findNearest} from "../../nearest-name.js";
import type {OptionValues} from "../command.js";

/** Returns the values of an option that may be repeated. */
export function listOption(values: OptionValues, name: string): string[] {
  const value = values[name];
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

/** Returns the placeholders that `--placeholders` names; none without it. */
export async function placeholdersOption({placeholders}: OptionValues): Promise<Placeholders> {
  return placeholders === undefined ? {} : readPlaceholders(String(placeholders));
}

/** Returns the mapping that `--mapping` names, by its name or by its file; undefined without it. */
export async function mappingOption({mapping}: OptionValues): Promise<Mapping | undefined> {
  if (mapping === undefined) return undefined;
  const text = String(mapping);
  const known = mappings.find(({name}) => name === text);
  if (known) return known;
  if (/\.ya?ml$/i.test(text)) return readMapping(text);
  const names = mappings.map(({name}) => name);
  const nearest = findNearest(text, names);
  throw new UsageError(
    `unknown mapping: ${text}; ${nearest ? `did you mean ${nearest}?` : `name a file, or one of ${names.join(", ")}`}`
  );
}
