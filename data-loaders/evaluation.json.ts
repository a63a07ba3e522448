import {latestEvaluation} from "../pipeline/run/materialise.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The full evaluation of the run that is shown, once `atalaya evaluate` has made it: see src/core/schema/study.ts.
await writeJson(() => latestEvaluation());
