import {headline, partsOf} from "./page.js";
import type {PageInfo} from "./page.js";

/** The pages of the group Audit by name, in the order of the navigation. */
export const audit = {
  lineage: {
    title: "Lineage",
    question: "Which bytes made these numbers?",
    files: ["lineage.json"],
    figures: [
      headline(
        "Which bytes made these numbers",
        "the signed manifests and statement, and the record of the run",
        partsOf("lineage.json")()
      )
    ]
  },
  verify: {
    title: "Verify",
    question: "Is it true?",
    files: ["second-model.json"],
    figures: []
  },
  workbench: {
    title: "Workbench",
    question: "What else is in here?",
    files: ["today.json", "events.duckdb"],
    figures: []
  }
} satisfies Record<string, PageInfo>;
