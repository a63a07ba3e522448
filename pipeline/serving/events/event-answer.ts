import type {EventTable} from "../../../src/core/readers/events/table.js";
import type {EventEnds, StatedEvidence} from "../../../src/core/stream/evidence-index.js";
import type {EventModel, EventScores, ScoreReason} from "../../../src/core/stream/event-scores.js";

/** A piece of evidence beside an event. */
export interface AnsweredEvidence extends StatedEvidence {
  /** Whether its day is not over. */
  provisional: boolean;
}

/** Returns the evidence about the ends of an event, most unusual first. */
export type FindEvidence = (ends: EventEnds) => AnsweredEvidence[];

/** What is said of an event: what it is, its score, and why. */
export interface EventAnswer {
  time: string;
  src: string;
  dst: string;
  dst_port: number | null;
  proto: string | null;

  /** In (0, 1); higher is more anomalous. */
  score: number;

  /** Whether it is at or above the threshold of the model; null if nobody has chosen one. */
  alert: boolean | null;

  /** The name and the version of the model. */
  model: string;

  /** Null of a model that cannot explain, and where reasons were not asked for. */
  reason: string | null;
  reasons: ScoreReason[];
  evidence: AnsweredEvidence[];
}

/** What an answer is made of: the event is row *i* of *table*, and row *at* of what was scored. */
export interface AnswerOptions {
  table: EventTable;
  i: number;
  scored: EventScores;
  at: number;
  model: EventModel;
  evidence: FindEvidence;
  withReasons: boolean;
}

/** Returns what is said of an event. */
export function eventAnswer({
  table,
  i,
  scored,
  at,
  model,
  evidence,
  withReasons
}: AnswerOptions): EventAnswer {
  const {numbers, codes, texts} = table;
  const score = scored.scores[at];
  const src = texts.src.texts[codes.src[i]];
  const dst = texts.dst.texts[codes.dst[i]];
  const port = numbers.dst_port[i];
  const time = numbers.time[i];
  const why = withReasons ? scored.reasonsOf(at) : null;
  return {
    time: instant(time),
    src,
    dst,
    dst_port: Number.isNaN(port) ? null : port,
    proto: codes.proto[i] === 0 ? null : texts.proto.texts[codes.proto[i]],
    score,
    alert: model.threshold === null ? null : score >= model.threshold,
    model: `${model.name}@${model.version}`,
    reason: why?.reason ?? null,
    reasons: why?.reasons ?? [],
    evidence: evidence({time, src, dst, port})
  };
}

/** Returns a time in microseconds since 1970 as ISO 8601, UTC, to the microsecond. */
export function instant(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const text = new Date(millis).toISOString();
  return `${text.slice(0, -1)}${String(micros - 1000 * millis).padStart(3, "0")}Z`;
}
