import {benignLabels, unlabelledWords} from "../../src/core/schema/events.js";
import {literals} from "../duckdb/session.js";

const word = "lower(trim(label))";

/** The SQL of `attackOf(label)` (src/core/schema/events.ts): 1, 0 or null. */
export const attackSql = `CASE
    WHEN label IS NULL OR list_contains(${literals([...unlabelledWords])}, ${word}) THEN NULL
    WHEN list_contains(${literals([...benignLabels])}, ${word}) THEN 0
    ELSE 1
  END`;
