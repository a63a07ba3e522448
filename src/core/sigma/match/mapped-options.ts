import {findSource} from "../mappings/mapping.js";
import type {MappedSource, Mapping} from "../mappings/mapping.js";
import {foldCase} from "../text/pattern.js";
import {textOf} from "./event.js";
import type {SigmaEvent} from "./event.js";
import type {EventTest, MatchOptions} from "./match-rules.js";

/** Returns how events of *mapping* are matched: by the names of its fields, and only with rules that are for them. */
export function mappedOptions(mapping: Mapping): MatchOptions {
  const tests = new Map<MappedSource, EventTest>();
  return {
    names: (field) => (Object.hasOwn(mapping.fields, field) ? mapping.fields[field] : field),
    testOf({logsource}) {
      const source = findSource(mapping, logsource);
      if (source === undefined) return undefined;
      const test = tests.get(source) ?? ((event: SigmaEvent) => isOf(source, event));
      tests.set(source, test);
      return test;
    }
  };
}

function isOf({when = {}}: MappedSource, event: SigmaEvent): boolean {
  return Object.entries(when).every(([field, values]) => {
    const text = textOf(event.valueOf(field));
    return text !== undefined && values.some((value) => foldCase(String(value)) === foldCase(text));
  });
}
