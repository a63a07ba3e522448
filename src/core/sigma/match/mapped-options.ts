import {findSource} from "../mappings/mapping.js";
import type {MappedSource, Mapping} from "../mappings/mapping.js";
import {foldCase} from "../text/pattern.js";
import {textOf} from "./event.js";
import type {SigmaEvent} from "./event.js";
import type {MatchOptions} from "./match-rules.js";

/** Returns how events of *mapping* are matched: by the names of its fields, and only with rules that are for them. */
export function mappedOptions(mapping: Mapping): MatchOptions {
  const sources = new Map<object, MappedSource | undefined>();
  return {
    names: (field) => (Object.hasOwn(mapping.fields, field) ? mapping.fields[field] : field),
    isFor(rule, event) {
      const {logsource} = rule;
      if (!sources.has(logsource)) sources.set(logsource, findSource(mapping, logsource));
      const source = sources.get(logsource);
      return source !== undefined && isOf(source, event);
    }
  };
}

function isOf({when = {}}: MappedSource, event: SigmaEvent): boolean {
  return Object.entries(when).every(([field, values]) => {
    const text = textOf(event.valueOf(field));
    return text !== undefined && values.some((value) => foldCase(String(value)) === foldCase(text));
  });
}
