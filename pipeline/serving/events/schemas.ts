import {integer, list, maybe, number, object, text} from "../routes/schemas.js";

const flag = {type: "boolean"};
const count = {type: "integer", minimum: 0};

const stated = {
  detector: text,
  title: text,
  entity: text,
  role: text,
  from: text,
  to: text,
  ratePerDay: number,
  sentence: text,
  provisional: flag
};

const reason = object({
  feature: text,
  value: number,
  typical: maybe("number"),
  contribution: number
});

const scored = {
  event: count,
  window: text,
  time: text,
  src: text,
  dst: text,
  dst_port: maybe("integer"),
  proto: maybe("string"),
  score: {type: "number", minimum: 0, maximum: 1},
  alert: maybe("boolean"),
  model: text,
  reason: maybe("string"),
  reasons: list(reason),
  evidence: list(object(stated)),
  provisional: flag,
  final: flag
};

const unscored = {field: maybe("string"), problem: text, excerpt: text, remedy: text};

const line = object(
  {
    line: {type: "integer", minimum: 1},
    outcome: {type: "string", enum: ["accepted", "late", "skipped", "rejected"]},
    ...scored,
    ...unscored
  },
  [...Object.keys(scored), ...Object.keys(unscored)]
);

const counts = {accepted: count, late: count, skipped: count, rejected: count};
const silentDetectors = list(object({name: text, why: text}));

/** The JSON schema of the response to lines: one entry a line but comments, in order. */
export const linesResponse = object({...counts, lines: list(line), silentDetectors});

/** The JSON schema of final scores. */
export const finalResponse = object({
  next: count,
  dropped: count,
  scores: list(object({cursor: count, ...scored, partial: flag}))
});

const ofDay = {day: text, provisional: flag, events: count, missing: count, pieces: count};

/** The JSON schema of the evidence of a day; a piece has what it was found by beside its sentence. */
export const evidenceResponse = object({
  ...ofDay,
  evidence: list(object({id: integer, ...stated})),
  silentDetectors
});

/** The JSON schema of the state. */
export const statusResponse = object({
  watermark: maybe("string"),
  closedUntil: maybe("string"),
  latenessSeconds: number,
  open: list(
    object({
      window: text,
      events: count,
      missing: count,
      sources: count,
      pairs: count,
      bytes: count
    })
  ),
  closing: object({windows: count, events: count, failure: maybe("string")}),
  counts: object(counts),
  late: object({mostSeconds: number, windows: list(object({window: text, events: count}))}),
  final: object({first: count, next: count, bytes: count}),
  lost: list(object({window: text, events: count})),
  evidence: list(object(ofDay)),
  silentDetectors
});
