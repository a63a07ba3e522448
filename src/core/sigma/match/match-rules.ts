import {evaluateCorrelation} from "../correlation/evaluate-correlation.js";
import type {MeasuredHit} from "../correlation/evaluate-correlation.js";
import type {Occurrence} from "../correlation/occurrence.js";
import type {LinkedCorrelation, LinkedDetection, LinkedRule} from "../link-rules.js";
import type {DetectionRule, Rule} from "../rule.js";
import type {SigmaEvent} from "./event.js";
import {textOf} from "./event.js";
import {RuleIndex} from "./rule-index.js";
import type {IndexedRule} from "./rule-index.js";
import {maybeSeconds} from "./time.js";
import {maybeNumber, treeMatcher} from "./tree-matcher.js";
import type {FieldNames} from "./tree-matcher.js";

/** A hit of a rule: of a correlation, the last event of its window. */
export interface RuleHit {
  rule: Rule;
  /** The number of the event. */
  event: number;
  /** Of a correlation, its window. */
  window?: MeasuredHit;
}

/** Returns whether an event is of a log. */
export type EventTest = (event: SigmaEvent) => boolean;

const isAny: EventTest = () => true;

/** How events are matched. */
export interface MatchOptions {
  /** The field of an event that the field of a rule is; the same name by default. */
  names?: FieldNames;
  /**
   * Returns the test of the events that *rule* is for, or undefined if it is for none; by default, every rule is for every
   * event. Rules for the same log have the same function: it is called once for them all.
   */
  testOf?(rule: DetectionRule): EventTest | undefined;
  /** The fields that may hold when an event was, the first that an event has; defaults to `timeFields`. */
  timeFields?: readonly string[];
}

/** The fields that may hold when an event was, in the order in which they are looked for. */
export const timeFields = [
  "@timestamp",
  "TimeCreated_SystemTime",
  "timestamp",
  "eventTime",
  "UtcTime",
  "TimeCreated",
  "EventTime",
  "ts",
  "time",
  "_time",
  "date"
] as const;

interface Matched {
  event: SigmaEvent;
  index: number;
}

/** Matches events with rules, one event after the other. Only the events of correlations are kept in memory. */
export class RuleMatcher {
  /** The number of events that a correlation skipped since they have no time. */
  withoutTime = 0;
  private readonly rules: readonly LinkedRule[];
  private readonly options: MatchOptions;
  private readonly tests: {linked: LinkedDetection; test: EventTest}[];
  /** The rules for each log, as places in `tests`. */
  private readonly logs: {isOf: EventTest; index: RuleIndex}[];
  private readonly correlated: ReadonlySet<Rule>;
  private readonly matched = new Map<Rule, Occurrence[]>();
  private readonly windows = new Map<Rule, MeasuredHit[]>();

  constructor(rules: readonly LinkedRule[], options: MatchOptions = {}) {
    this.rules = rules;
    this.options = options;
    const logs = new Map<EventTest, IndexedRule[]>();
    this.tests = [];
    for (const linked of rules) {
      if ("correlated" in linked) continue;
      const isOf = options.testOf ? options.testOf(linked.rule) : isAny;
      if (!isOf) continue;
      const {tree} = linked.rule;
      const ofLog = logs.get(isOf) ?? [];
      logs.set(isOf, ofLog);
      ofLog.push({tree, place: this.tests.length});
      this.tests.push({linked, test: treeMatcher(tree, options.names)});
    }
    this.logs = [...logs].map(([isOf, rulesOf]) => ({isOf, index: new RuleIndex(rulesOf, options.names)})); // prettier-ignore
    this.correlated = new Set(rules.flatMap((linked) => "correlated" in linked ? linked.correlated.map(({rule}) => rule) : [])); // prettier-ignore
  }

  /** Returns the hits of rules for single events in *event*, the one with the number *index*, in the order of the rules. */
  add(event: SigmaEvent, index: number): RuleHit[] {
    const hits: RuleHit[] = [];
    let skipped = false;
    for (const place of this.candidates(event)) {
      const {linked, test} = this.tests[place];
      const {rule, hidden} = linked;
      if (!test(event)) continue;
      if (!hidden) hits.push({rule, event: index});
      if (!this.correlated.has(rule)) continue;
      const occurrence = this.occurrenceOf({event, index});
      skipped ||= occurrence === undefined;
      if (!occurrence) continue;
      const found = this.matched.get(rule) ?? [];
      this.matched.set(rule, found);
      found.push(occurrence);
    }
    if (skipped) ++this.withoutTime;
    return hits;
  }

  /** Returns the places of the rules that may match *event*, in order. */
  private candidates(event: SigmaEvent): number[] {
    const places = this.logs.flatMap(({isOf, index}) => (isOf(event) ? index.candidates(event) : [])); // prettier-ignore
    return places.sort((a, b) => a - b);
  }

  /** Returns the hits of correlations in the events that were added, in the order of the rules and of the windows. */
  finish(): RuleHit[] {
    return this.rules.flatMap((linked) => {
      if (linked.hidden || !("correlated" in linked)) return [];
      return this.windowsOf(linked).map((window) => {
        const last = window.evidence().filter(({time}) => time === window.to);
        return {rule: linked.rule, event: Math.max(...last.map(({event}) => event)), window};
      });
    });
  }

  private windowsOf(linked: LinkedCorrelation): MeasuredHit[] {
    const {rule, correlated} = linked;
    const known = this.windows.get(rule);
    if (known) return known;
    const sources = correlated.map((other, i) => ({
      names: [rule.correlation.rules[i], other.rule.name, other.rule.id],
      occurrences: this.occurrencesOf(other)
    }));
    const windows = evaluateCorrelation(rule.correlation, sources);
    this.windows.set(rule, windows);
    return windows;
  }

  /** A window counts for the correlation above it once, with the fields of each event in it. */
  private occurrencesOf(linked: LinkedRule): Occurrence[] {
    if (!("correlated" in linked)) return this.matched.get(linked.rule) ?? [];
    return this.windowsOf(linked).flatMap((window, i) =>
      window.evidence().map((occurrence) => ({
        ...fieldsOf(linked.rule.correlation.groupBy, window, occurrence),
        id: `${linked.rule.place.file}:${linked.rule.place.line}/${i}`,
        event: occurrence.event,
        time: window.to
      }))
    );
  }

  private occurrenceOf({event, index}: Matched): Occurrence | undefined {
    const value = (field: string) => {
      const found = event.valueOf(this.options.names?.(field) ?? field);
      return Array.isArray(found) ? (found[0] as unknown) : found;
    };
    const seconds = (this.options.timeFields ?? timeFields)
      .map((field) => maybeSeconds(value(field)))
      .find((found) => found !== undefined);
    if (seconds === undefined) return undefined;
    return {
      id: String(index),
      event: index,
      time: Math.round(seconds * 1e6),
      text: (field) => textOf(value(field)),
      number: (field) => maybeNumber(value(field))
    };
  }
}

function fieldsOf(groupBy: readonly string[], {group}: MeasuredHit, occurrence: Occurrence) {
  const own = (field: string) => group[groupBy.indexOf(field)] as string | undefined;
  return {
    text: (field: string) => own(field) ?? occurrence.text(field),
    number: (field: string) => maybeNumber(own(field)) ?? occurrence.number(field)
  };
}
