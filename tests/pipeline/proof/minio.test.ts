import {rm} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {findLatest} from "../../../pipeline/run/latest.js";
import {reproduceRun} from "../../../pipeline/proof/reproduce-run.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {fileKey, findManifest} from "../../../pipeline/artifacts/artifacts.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {describeWith} from "../../services/available.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../services/minio.js";
import {newWorkspace, runSmallLogs, silent} from "./small-run.js";

describeWith("a run on MinIO:", missingMinio(), () => {
  it(
    "verifyRun(settings) reads the server and not the cache, and reproduceRun(settings) is identical",
    {timeout: minioBuildTimeout},
    async () => {
      const server = await startMinio();
      const {folder, settings} = await newWorkspace(server.env);
      try {
        const {run} = await runSmallLogs(settings, join(folder, "logs"));
        expect(await verifyRun(settings, {}, silent)).toMatchObject({run, ok: true});
        expect(await reproduceRun(settings, run, silent)).toMatchObject({identical: true});
        const stores = openStores(settings);
        const {evaluation, ingestion} = (await findLatest(stores))!;
        const key = fileKey({key: evaluation}, "metrics.json");
        const bytes = await stores.eval.read(key);
        await stores.eval.replace(
          key,
          bytes.map((byte, i) => (i === 5 ? byte ^ 1 : byte))
        );
        const raw = (await findManifest(stores, "ingestion", ingestion))!;
        const removed = fileKey(raw, raw.files[0].path);
        await stores.raw.remove(removed);
        const {ok, parts} = await verifyRun(settings, {}, silent);
        expect(ok).toBe(false);
        expect(parts.flatMap(({findings}) => findings.map(({what}) => what)).sort()).toEqual([
          `eval/${key}`,
          `raw/${removed}`
        ]);
      } finally {
        await server.stop();
        await rm(folder, {recursive: true, force: true});
      }
    }
  );
});
