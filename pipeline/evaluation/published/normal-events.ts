import {normalEventsSql, normalValues} from "../../../src/core/published/normal-events.js";
import type {NormalEventsOptions} from "../../../src/core/published/normal-events.js";
import type {Session} from "../../duckdb/session.js";

/** Fills `published.normal_events`: see `normalEventsSql`. */
export async function createNormalEvents(
  session: Session,
  options: NormalEventsOptions
): Promise<void> {
  await session.run(
    `CREATE TABLE published.normal_events AS ${normalEventsSql}`,
    normalValues(options)
  );
}
