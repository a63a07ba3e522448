import {latestPairs} from "../pipeline/materialise.js";
import {writeJson} from "../pipeline/stream-published.js";

// The run that is shown against earlier ones, event by event: see src/core/schema/run-pairs.ts.
await writeJson(() => latestPairs());
