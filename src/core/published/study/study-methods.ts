import {detectorNames} from "../../detectors/detector.js";
import type {DetectorName} from "../../detectors/detector.js";
import {findDetector} from "../../detectors/registry.js";
import {detectorToJson} from "../../detectors/serialize.js";
import {modelFeatures} from "../../features/list.js";
import type {Matrix} from "../../forest/types.js";
import type {StudiedMethod} from "../../schema/study.js";
import {fitLogBytes, scoreLogBytes} from "./log-bytes.js";

/** A method that has been fitted: its scores, higher is more anomalous, and what is said of it. */
export interface FittedMethod {
  title: string;

  /** The size of its model, in bytes; null of one that learns nothing. */
  bytes: number | null;
  score(matrix: Matrix): Float64Array;
}

/** A method of a study. */
export type StudyMethod = Pick<StudiedMethod, "name" | "kind" | "isRandom">;

const logBytesName = "log-bytes";

/** The detectors whose fit draws nothing: their seeds differ by the training rows alone. */
const drawsNothing: ReadonlySet<DetectorName> = new Set(["ecod", "hbos", "robust-z-score"]);

/** The methods of a study, in the order in which it lists them: the detectors of the core, then the trivial baselines. */
export const studyMethods: readonly StudyMethod[] = [
  ...detectorNames
    .filter((name) => name !== "random" && findDetector(name))
    .map((name): StudyMethod => {
      return {name, kind: "detector", isRandom: !drawsNothing.has(name)};
    }),
  {name: logBytesName, kind: "baseline", isRandom: false},
  {name: "random", kind: "baseline", isRandom: true}
];

/** Fits the method *name* with its own defaults on *matrix*. Throws a RangeError if there are too few rows, or no such method. */
export function fitMethod(name: string, matrix: Matrix, seed: number): FittedMethod {
  if (name === logBytesName) {
    const learnt = fitLogBytes(matrix);
    const title = "Bytes z-score";
    return {title, bytes: 16, score: (rows) => scoreLogBytes(learnt, rows)};
  }
  const detector = findDetector(name);
  if (!detector) throw new RangeError(`unknown method: ${name}`);
  const fitted = detector.fit(matrix, {seed});
  return {
    title: fitted.describe().title,
    get bytes() {
      const text = detectorToJson(fitted, {features, training: anonymous});
      return name === "random" ? null : new TextEncoder().encode(text).length;
    },
    score: (rows) => fitted.score(rows)
  };
}

const features = modelFeatures.map(({name}) => name);

/** Where rows are from, in a model file whose size alone is asked for. */
const anonymous = {
  silver: "0".repeat(64),
  from: "1970-01-01T00:00:00.000000Z",
  until: "1970-01-01T00:00:00.000000Z",
  windowRows: 0,
  rows: 0
};
