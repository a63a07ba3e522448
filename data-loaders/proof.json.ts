import {latestProof} from "../pipeline/run/materialise.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The signed statement on the latest run, and what it takes to check it: see src/core/proof/published.ts.
await writeJson(() => latestProof());
