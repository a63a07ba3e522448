import type {TrainingSample} from "../../../src/core/forest/sample-file.js";
import {runTasks} from "../../tasks/run-tasks.js";
import type {Task} from "../../tasks/run-tasks.js";
import {openWorkers} from "../../tasks/workers.js";
import type {Workers} from "../../tasks/workers.js";
import type {compareDetector, DetectorResult} from "./compare-detector.js";
import type {DetectorFile} from "./detector-files.js";
import type {DrawnRows} from "./draw.js";
import type {Curve, ownCurve, seedCurve} from "./seed-curves.js";

/** What is compared, and on what. */
export interface ComparisonInputs {
  /** The files of the detectors; all are compared with the first. */
  files: DetectorFile[];
  drawn: DrawnRows;

  /** How many of the drawn events can be alerts. */
  budget: number;

  /** What forests of other seeds are grown on; undefined without any. */
  sample: TrainingSample | undefined;

  /** The scale of the scores of the model that alerts. */
  scale: number | null;
}

/** The results of all detectors, in the order of their files, and of all seeds, the run’s own first. */
export interface ComparisonResults {
  detectors: DetectorResult[];
  curves: Curve[];
}

/**
 * Scores the events that were drawn with every detector, and with forests of other seeds, on *threads* threads while
 * *work* does something else; with 0, on the thread of the caller. The number of threads changes no bit. Rejects once
 * *work* has ended, with its error, or that of the comparison, which names the detector.
 */
export async function runComparison(
  inputs: ComparisonInputs,
  threads: number,
  work: () => Promise<void>
): Promise<ComparisonResults> {
  const workers = openWorkers(threads);
  try {
    const comparing = runTasks(comparisonTasks(inputs, workers), {
      concurrency: Math.max(1, threads)
    });
    comparing.catch(() => {}); // thrown once the work, which nothing can interrupt, has ended
    await work();
    return (await comparing).get("comparison") as ComparisonResults;
  } finally {
    await workers.close();
  }
}

/** Returns the tasks that lead to that called “comparison”: each detector after the first, since it is compared with that. */
function comparisonTasks(
  {files, drawn, budget, sample, scale}: ComparisonInputs,
  workers: Workers
): Task[] {
  const module = new URL("./compare-detector.ts", import.meta.url);
  const curveModule = new URL("./seed-curves.ts", import.meta.url);
  const nameOf = ({name}: DetectorFile) => `comparison with ${name}`;
  const first = nameOf(files[0]);
  const compare = (file: DetectorFile, scores: Float64Array | null) =>
    workers.call<typeof compareDetector>(module, "compareDetector", {file, drawn, budget, first: scores}); // prettier-ignore
  const detectors = files.map((file): Task =>
    nameOf(file) === first
      ? {name: first, run: () => compare(file, null)}
      : {
          name: nameOf(file),
          needs: [first],
          run: (results) => compare(file, results.of<DetectorResult>(first).scores)
        }
  );
  const own: Task = {
    name: "curve of the run",
    needs: [first],
    run(results) {
      const {scores} = results.of<DetectorResult>(first);
      return workers.call<typeof ownCurve>(curveModule, "ownCurve", {scores, scale, drawn});
    }
  };
  const shared = sample && sharedSample(sample);
  const seeds = (sample?.seeds ?? []).map((seed): Task => ({
    name: `forest of the seed ${seed}`,
    run: () =>
      workers.call<typeof seedCurve>(curveModule, "seedCurve", {sample: shared!, seed, drawn})
  }));
  const curves = [own, ...seeds];
  const join: Task = {
    name: "comparison",
    needs: [...detectors, ...curves].map(({name}) => name),
    run: (results): ComparisonResults => ({
      detectors: detectors.map(({name}) => results.of<DetectorResult>(name)),
      curves: curves.map(({name}) => results.of<Curve>(name))
    })
  };
  return [...detectors, ...curves, join];
}

/** Returns *sample* with its values in memory that threads share. */
function sharedSample(sample: TrainingSample): TrainingSample {
  const {values} = sample.matrix;
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return {...sample, matrix: {...sample.matrix, values: shared}};
}
