import {shownSuite} from "../pipeline/suite/shown-suite.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The newest suite of labelled sets of the workspace, or that there is none.
await writeJson(() => shownSuite());
