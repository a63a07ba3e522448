import type {Study, StudiedMethod} from "../../core/schema/study.js";

/** The average precision over events of a method, trained on the window as it is and without its attacks; null where it is not defined. */
export interface RegimeSlope {
  name: string;
  title: string;
  kind: StudiedMethod["kind"];
  seen: Interval | null;
  novel: Interval | null;
}

/** A mean over seeds, and the ends of its bootstrap interval; null without one. */
export interface Interval {
  mean: number;
  low: number | null;
  high: number | null;
}

/** A kind of attack, and the share of its events that a method finds in each regime; mean over the seeds. */
export interface AttackRecall {
  attack: string;
  events: number;
  isSeen: boolean;
  seen: number;
  novel: number | null;
}

/** Returns the methods with their average precision in both regimes, those with the highest of novel attacks first, or of seen ones without. */
export function regimeSlopes({methods}: Pick<Study, "methods">): RegimeSlope[] {
  const of = (method: StudiedMethod, regime: "seen" | "novel"): Interval | null => {
    const ap = method[regime]?.units.find(({unit}) => unit === "event")?.ap;
    return ap ? {mean: ap.mean, low: ap.low, high: ap.high} : null;
  };
  const rank = ({seen, novel}: RegimeSlope) => (novel ?? seen)?.mean ?? -1;
  return methods
    .map((method) => ({
      ...{name: method.name, title: method.title, kind: method.kind},
      ...{seen: of(method, "seen"), novel: of(method, "novel")}
    }))
    .sort((a, b) => rank(b) - rank(a));
}

/** Returns the recall of a method by kind of attack, those that the training window does not hold first. */
export function attackRecalls(
  {attacks}: Pick<Study, "attacks">,
  {seen, novel}: Pick<StudiedMethod, "seen" | "novel">
): AttackRecall[] {
  const read = (of: {[attack: string]: number}, attack: string) =>
    Object.hasOwn(of, attack) ? of[attack] : 0;
  return attacks
    .map((one) => ({
      ...one,
      seen: read(seen.recallByAttack, one.attack),
      novel: novel ? read(novel.recallByAttack, one.attack) : null
    }))
    .sort((a, b) => Number(a.isSeen) - Number(b.isSeen) || b.events - a.events);
}
