import {writeFile} from "node:fs/promises";
import {expect, it} from "vitest";
import type {Action} from "../../../pipeline/audit/decisions.js";
import {verifySuites} from "../../../pipeline/proof/verify-suites.js";
import {openReader} from "../../../pipeline/proof/objects.js";
import {newParts} from "../../../pipeline/proof/verification.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {recordSuite} from "../../../pipeline/suite/recorded-suites.js";
import {findLatestSuite, findSuite, readSuite, storeSuite, suiteFileKey} from "../../../pipeline/suite/stored-suites.js"; // prettier-ignore
import {summariseSuite} from "../../../src/core/evaluation/suite/summary.js";
import type {Suite} from "../../../src/core/evaluation/suite/summary.js";
import {measuredSuite} from "../../core/evaluation/suite/measured-suite.js";
import {withFolder} from "./folder.js";

it("verifySuites(reader, actions, part) finds a changed byte, and numbers that do not follow from the measures", async () => {
  await withFolder(async (folder) => {
    const settings = readSettings({workspace: folder}, {});
    const store = openStores(settings).eval;
    const actions: Action[] = [];
    const audit = {actions: async () => actions, recordAction: async (action: Action) => void actions.push(action)}; // prettier-ignore
    const keep = async (suite: Suite) => {
      const stored = await storeSuite(store, suite);
      await recordSuite(audit, stored, "ana", () => new Date(0));
      return stored.manifest.key;
    };
    const check = async () => {
      const {eval: part} = newParts();
      await verifySuites(
        openReader(settings, async () => folder),
        actions,
        part
      );
      return part.findings;
    };
    const suite = summariseSuite(measuredSuite());
    const key = await keep(suite);
    await keep(suite);
    expect(actions).toHaveLength(1);
    expect(await check()).toEqual([]);
    expect(await findLatestSuite(store)).toBe(key);
    expect(await readSuite(store, await findSuite(store, key.slice(0, 8)))).toEqual(suite);

    const forged = structuredClone(suite);
    (forged.summary.figures[0].auroc as unknown as number[])[0] = 0.999;
    const other = await keep(forged);
    expect(await check()).toEqual([{what: `eval/${suiteFileKey(other, "suite.json")}`, expected: "what follows from its measures", found: "something else"}]); // prettier-ignore

    await keep({...forged, version: 0}); // of an earlier version: its bytes are compared, and nothing is recomputed
    expect(await check()).toHaveLength(1);

    await writeFile(await store.localPath(suiteFileKey(key, "suite.json")), "{}");
    expect((await check()).map(({what}) => what)).toContain(`eval/${suiteFileKey(key, "suite.json")}`); // prettier-ignore
    await expect(readSuite(store, key)).rejects.toThrow("changed file: suite.json of the suite");
    await expect(findSuite(store, "0000")).rejects.toThrow("unknown suite: 0000; there are");
  });
});
