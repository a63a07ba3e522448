import {latestLineage} from "../pipeline/run/materialise.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// Which bytes the latest run was made from: see src/core/published/lineage.ts.
await writeJson(() => latestLineage());
