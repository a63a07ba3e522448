import {auditRuns, materialise} from "../pipeline/run/materialise.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The runs of the workspace, newest first; there is at least one once a page has been asked for.
await writeJson(async () => {
  await materialise("today.json");
  return auditRuns();
});
