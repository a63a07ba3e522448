import {auditRuns, materialise} from "../pipeline/materialise.js";

// The runs of the workspace, newest first; there is at least one once a page has been asked for.
await materialise("today.json");
process.stdout.write(JSON.stringify(await auditRuns()));
