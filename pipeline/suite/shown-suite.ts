import type {SuitePage} from "../../src/core/evaluation/suite/suite-page.js";
import {readSettings} from "../config/settings.js";
import type {Settings} from "../config/settings.js";
import {openStores} from "../storage/open.js";
import {findLatestSuite, findSuite, readSuite} from "./stored-suites.js";

/** Returns the suite whose digest begins with *digest*, or else the newest of the workspace; throws a UsageError if it is not there. */
export async function shownSuite(
  settings: Settings = readSettings(),
  digest?: string
): Promise<SuitePage> {
  const store = openStores(settings).eval;
  const key = digest === undefined ? await findLatestSuite(store) : await findSuite(store, digest);
  return key === undefined ? {key: null, suite: null} : {key, suite: await readSuite(store, key)};
}
