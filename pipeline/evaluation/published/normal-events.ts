import {ordinarySql, ordinaryValues} from "../../../src/core/published/normal-events.js";
import type {OrdinaryOptions} from "../../../src/core/published/normal-events.js";
import type {Session} from "../../duckdb/session.js";

export {ordinaryKept} from "../../../src/core/published/normal-events.js";

/** Fills `lake.ordinary`: see `ordinarySql`. */
export async function createOrdinary(session: Session, options: OrdinaryOptions): Promise<void> {
  await session.run(`CREATE TABLE lake.ordinary AS ${ordinarySql}`, ordinaryValues(options));
}
