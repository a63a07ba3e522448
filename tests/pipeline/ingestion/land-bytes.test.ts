import {appendFile, mkdir, readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {bytesKey, copyLog, landBytes} from "../../../pipeline/ingestion/land-bytes.js";
import {sha256OfFile} from "../../../pipeline/artifacts/digest.js";
import {testContext} from "./test-context.js";

it("copyLog(log, folder) copies the bytes that have the digest, and no others", async () => {
  const {folder, stores} = await testContext();
  const path = join(folder, "conn.log");
  await mkdir(join(folder, "copies"));
  await writeFile(path, "one line\n");
  const log = {name: "conn.log", path, ...(await sha256OfFile(path))};
  const copy = await copyLog(log, join(folder, "copies"));
  await landBytes(stores.raw, [copy]);
  expect(await readFile(await stores.raw.localPath(bytesKey(log.sha256)), "utf8")).toBe(
    "one line\n"
  );
  expect(await readFile(path, "utf8")).toBe("one line\n");
  await appendFile(path, "and another\n");
  await expect(copyLog(log, join(folder, "copies"))).rejects.toThrow(
    "file changed while it was read: conn.log; try again once it is whole"
  );
});

it("copyLog(log, folder) says of a log that cannot be read any more that it is the log", async () => {
  const {folder} = await testContext();
  const log = {name: "conn.log", path: join(folder, "gone.log"), sha256: "0", bytes: 0};
  await expect(copyLog(log, folder)).rejects.toThrow("file not found: conn.log; check its disk");
});
