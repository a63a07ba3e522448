import type {Reporter} from "../artifacts/context.js";
import type {Log} from "./log.js";

/** The interval at which the progress of a step is logged, in milliseconds. */
const progressEvery = 30_000;

/**
 * Returns a reporter that writes to *log*: a line as a step begins, one as it ends, with its seconds, one each half
 * minute in between, and one for each warning. *now* is a clock in milliseconds.
 */
export function logReporter(log: Log, now = () => performance.now()): Reporter {
  const steps: {name: string; begun: number; shown: number}[] = [];
  return {
    begin(step) {
      steps.push({name: step, begun: now(), shown: now()});
      log.info(`${step} …`, {step, event: "begin"});
    },
    progress(done, total, unit) {
      const step = steps.at(-1);
      if (!step || now() - step.shown < progressEvery) return;
      step.shown = now();
      const message = `${step.name}: ${done.toLocaleString("en-US")} ${unit}`;
      log.info(message, {step: step.name, event: "progress", done, total, unit});
    },
    end(step, summary) {
      const i = steps.findLastIndex(({name}) => name === step);
      const seconds = i < 0 ? 0 : (now() - steps[i].begun) / 1000;
      if (i >= 0) steps.splice(i);
      const message = `${step}: ${summary}`;
      log.info(message, {step, event: "end", seconds: Math.round(seconds * 1000) / 1000});
    },
    warn: (message) => log.warn(message),
    found: (message) => log.info(message),
    with: (fields) => logReporter(log.with(fields), now)
  };
}
