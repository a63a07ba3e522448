import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {expect, it, onTestFinished} from "vitest";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import {writeEmptyDatabase} from "../../../pipeline/audit/empty-database.js";

/** Returns what is below *folder*, with the digest of each file. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const digest = entry.isFile() ? sha256(readFileSync(path)) : "a folder";
      return `${path.slice(folder.length)} ${digest}`;
    })
    .sort();
}

it("writeEmptyDatabase(folder) writes what tar unpacks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "empty-"));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const archive = import.meta.resolve("@electric-sql/pglite-prepopulatedfs");
  const path = fileURLToPath(new URL("prepopulatedfs.tgz", archive));
  mkdirSync(join(folder, "unpacked"));
  execFileSync("tar", ["-xzf", path, "-C", join(folder, "unpacked")], {stdio: "ignore"});
  await writeEmptyDatabase(join(folder, "written"));
  expect(filesOf(join(folder, "written"))).toEqual(filesOf(join(folder, "unpacked")));
});
