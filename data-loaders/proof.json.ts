import {latestProof} from "../pipeline/materialise.js";
import {writeJson} from "../pipeline/stream-published.js";

// The signed statement on the latest run, and what it takes to check it: see src/core/proof/published.ts.
await writeJson(() => latestProof());
