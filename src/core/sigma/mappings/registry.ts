import type {LogSource} from "../rule.js";
import {findSource} from "./mapping.js";
import type {Mapping} from "./mapping.js";
import {networkMappings} from "./network.js";
import {windowsMapping} from "./windows.js";
import {zeekTables} from "./zeek.js";

/** The mappings that come with the product; those with tables first. */
export const mappings: readonly Mapping[] = [...zeekTables, ...networkMappings, windowsMapping];

/** Returns the mappings that rules of *logsource* are for, those with tables first; empty if there is none. */
export function mappingsFor(logsource: LogSource, among: readonly Mapping[] = mappings): Mapping[] {
  return among.filter((mapping) => findSource(mapping, logsource) !== undefined);
}

/** Returns the mapping called *name*, or undefined. */
export function findMapping(name: string): Mapping | undefined {
  return mappings.find((mapping) => mapping.name === name);
}
