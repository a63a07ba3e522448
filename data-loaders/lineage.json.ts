import {latestLineage} from "../pipeline/materialise.js";
import {writeJson} from "../pipeline/stream-published.js";

// Which bytes the latest run was made from: see src/core/published/lineage.ts.
await writeJson(() => latestLineage());
