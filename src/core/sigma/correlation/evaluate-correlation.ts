import {compares} from "../match/tree-matcher.js";
import type {Correlation} from "../rule.js";
import {foldCase} from "../text/pattern.js";
import {measureOf} from "./measures.js";
import {resolveAlias} from "./occurrence.js";
import type {Member, Occurrence, WindowHit} from "./occurrence.js";

/** The occurrences of one correlated rule. */
export interface CorrelatedOccurrences {
  /** The names by which aliases refer to the rule: what the correlation calls it, its name and its id. */
  names: readonly (string | undefined)[];
  occurrences: readonly Occurrence[];
}

/** A hit, with the occurrences in its window. */
export interface MeasuredHit extends WindowHit {
  /** Returns the occurrences in the window, in order of time; those of one instant in the order of the rules. */
  evidence(): Occurrence[];
}

/**
 * Returns the windows that meet *correlation*: at most one for each group and instant at which it has an occurrence,
 * since windows slide. A window ends at that instant, and holds all occurrences from `timespan` before it, both
 * ends included. Occurrences without a value of group-by are in no group. In order of group, then time.
 */
export function evaluateCorrelation(
  correlation: Correlation,
  correlated: readonly CorrelatedOccurrences[]
): MeasuredHit[] {
  const groups = new Map<string, {group: string[]; members: Member[]}>();
  correlated.forEach(({names, occurrences}, slot) => {
    const resolve = (field: string) => resolveAlias(correlation, names, field);
    const [groupFields, fields] = [
      correlation.groupBy.map(resolve),
      correlation.fields.map(resolve)
    ];
    for (const occurrence of occurrences) {
      const group = textsOf(occurrence, groupFields);
      if (!group) continue;
      const key = JSON.stringify(group);
      const found = groups.get(key) ?? {group, members: []};
      groups.set(key, found);
      found.members.push(memberOf(occurrence, slot, fields));
    }
  });
  const keys = [...groups.keys()].sort();
  return keys.flatMap((key) => slide(correlation, groups.get(key)!));
}

function textsOf(occurrence: Occurrence, fields: readonly string[]): string[] | undefined {
  const texts = fields.map((field) => occurrence.text(field));
  return texts.includes(undefined) ? undefined : texts.map((text) => foldCase(text!));
}

function memberOf(occurrence: Occurrence, slot: number, fields: readonly string[]): Member {
  const values = textsOf(occurrence, fields);
  return {
    occurrence,
    slot,
    time: occurrence.time,
    value: values && JSON.stringify(values),
    number: fields.length === 1 ? occurrence.number(fields[0]) : undefined
  };
}

function slide(
  correlation: Correlation,
  {group, members}: {group: string[]; members: Member[]}
): MeasuredHit[] {
  const ordered = distinct(correlation, members).sort((a, b) => a.time - b.time || a.slot - b.slot);
  const span = correlation.timespanSeconds * 1e6;
  const measure = measureOf(correlation);
  const hits: MeasuredHit[] = [];
  let start = 0;
  for (let end = 0; end < ordered.length;) {
    const to = ordered[end].time;
    for (; end < ordered.length && ordered[end].time === to; ++end) measure.add(ordered[end]);
    for (; ordered[start].time < to - span; ++start) measure.remove(ordered[start]);
    const value = measure.read(to - span);
    if (value === undefined || !meets(correlation, value)) continue;
    const [first, last] = [start, end];
    const evidence = () => ordered.slice(first, last).map(({occurrence}) => occurrence);
    hits.push({from: to - span, to, group, measure: value, evidence});
  }
  return hits;
}

/** An occurrence counts once, even if several rules have it, unless it matters which rules do. */
function distinct({type}: Correlation, members: readonly Member[]): Member[] {
  if (type.startsWith("temporal")) return [...members];
  const seen = new Map<string, Member>();
  for (const member of members) {
    const key = JSON.stringify([
      member.occurrence.id,
      type === "event_count" ? null : member.value
    ]);
    if (!seen.has(key)) seen.set(key, member);
  }
  return [...seen.values()];
}

function meets({comparisons}: Correlation, value: number): boolean {
  return comparisons.every((item) => compares(item.comparison, value, item.value));
}
