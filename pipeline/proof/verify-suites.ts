import type {Suite} from "../../src/core/evaluation/suite/summary.js";
import {errorMessage} from "../../src/core/error-message.js";
import type {Action} from "../audit/decisions.js";
import {isConsistent, recordedSuites, suiteObjects} from "../suite/recorded-suites.js";
import {readText} from "./objects.js";
import type {ObjectReader} from "./objects.js";
import {differ} from "./verification.js";
import type {PartVerification} from "./verification.js";

/**
 * Compares the objects of the suites that *actions* of the audit recorded with the digests there, and recomputes from the measures what
 * follows from them: means, parity and tests.
 */
export async function verifySuites(
  reader: ObjectReader,
  actions: readonly Action[],
  part: PartVerification
): Promise<void> {
  for (const suite of recordedSuites(actions))
    for (const {key, sha256} of suiteObjects(suite)) {
      const what = `eval/${key}`;
      try {
        const object = await readText(reader, reader.stores.eval, key);
        ++part.checked;
        part.bytes += object?.bytes ?? 0;
        if (object?.sha256 !== sha256)
          differ(part, {what, expected: sha256, found: object?.sha256 ?? "nothing"});
        else if (key.endsWith("suite.json") && !isConsistentText(object.content))
          differ(part, {what, expected: "what follows from its measures", found: "something else"});
      } catch (error) {
        differ(part, {what, expected: sha256, found: errorMessage(error)});
      }
    }
}

function isConsistentText(content: Uint8Array): boolean {
  return isConsistent(JSON.parse(new TextDecoder().decode(content)) as Suite);
}
