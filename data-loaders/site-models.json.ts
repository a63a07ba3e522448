import {noSiteModels} from "../src/core/published/site-models.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The models that pages can score with: a preview has that of the run alone, `atalaya build --models` others too.
await writeJson(() => Promise.resolve(noSiteModels));
