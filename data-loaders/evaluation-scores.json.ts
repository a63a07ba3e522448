import {latestEvaluationScores} from "../pipeline/run/materialise.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The scores of the first seed of that evaluation, from which Verify recomputes its numbers.
await writeJson(() => latestEvaluationScores());
