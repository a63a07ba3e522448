import {attackOf} from "../../src/core/schema/labels.js";
import type {LabelCount} from "../../src/core/schema/raw-facts.js";

/** Counts the labels of events, in bounded memory. */
export interface LabelCounts {
  /** Counts the label of an event, or of so many *events*. */
  add(label: string | null, events?: number): void;

  /** Returns the number of events whose label says whether they are an attack. */
  labelled(): number;

  /** Returns all labels that are counted, the first seen first. */
  all(): LabelCount[];

  /** Returns the most frequent labels, most frequent first. */
  top(): LabelCount[];
}

const maxKept = 1_000; // different labels: each may be what somebody sent
const maxListed = 50;
const maxLabelLength = 200;

/** Returns counts of no labels. Labels beyond the first thousand different ones are not listed. */
export function labelCounts(): LabelCounts {
  const counts = new Map<string, number>();
  const stated = new Map<string, boolean>();
  let labelled = 0;
  const isStated = (label: string): boolean => {
    let known = stated.get(label);
    if (known === undefined) {
      known = attackOf(label) !== null;
      if (stated.size < maxKept) stated.set(label, known);
    }
    return known;
  };
  const all = () => [...counts].map(([label, events]) => ({label, events}));
  return {
    add(label, events = 1) {
      if (label === null || !isStated(label)) return;
      labelled += events;
      const word = label.slice(0, maxLabelLength);
      const n = counts.get(word);
      if (n !== undefined || counts.size < maxKept) counts.set(word, (n ?? 0) + events);
    },
    labelled: () => labelled,
    all,
    top: () =>
      all()
        .sort((a, b) => b.events - a.events || (a.label < b.label ? -1 : 1))
        .slice(0, maxListed)
  };
}
