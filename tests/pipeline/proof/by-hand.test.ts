import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Settings} from "../../../pipeline/config/settings.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import {publishProof} from "../../../pipeline/proof/publish.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {newWorkspace, objectsOf, runSmallLogs, whileChanged} from "./small-run.js";

const tools = ["jq", "openssl", "sha256sum", "base64"];
const missing = tools.find((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
const page = fileURLToPath(new URL("../../../docs/09-proof.md", import.meta.url));
const section = readFileSync(page, "utf8").split("## Check by hand")[1].split("\n## ")[0];
const scripts = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => script);

let folder: string;
let settings: Settings;

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  await runSmallLogs(settings, join(folder, "logs"));
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  const proof = await publishProof(stores, latest!);
  await writeFile(join(settings.workspace, "proof.json"), JSON.stringify(proof));
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

function sh(script: string): {ok: boolean; said: string} {
  const options = {cwd: settings.workspace, encoding: "utf8"} as const;
  const {status, stdout, stderr} = spawnSync("sh", ["-ec", script], options);
  return {ok: status === 0, said: stdout + stderr};
}

it.skipIf(missing)(
  `the commands of docs/09-proof.md check a run by hand${missing ? `; skipped: ${missing} is missing` : ""}`,
  async () => {
    expect(scripts).toHaveLength(2);
    const {ok, said} = sh(scripts[0]);
    expect(ok, said).toBe(true);
    expect(said).toContain("Signature Verified Successfully");
    const {keyid} = JSON.parse(readFileSync(join(settings.workspace, "proof.json"), "utf8"))
      .envelope.signatures[0];
    expect(said).toContain(keyid);
    const checked = sh(scripts[1]).said.trim().split("\n");
    expect(checked.length).toBeGreaterThan(20);
    expect(checked.filter((line) => !line.endsWith(": OK"))).toEqual([]);
  }
);

it.skipIf(missing)(
  "the commands of docs/09-proof.md fail on another statement and on another file",
  async () => {
    sh(scripts[0]);
    const again = scripts[0].slice(scripts[0].indexOf("{ printf"));
    const change = (bytes: Buffer) =>
      Buffer.from(bytes.toString().replace("finishedOn", "startedOn2"));
    await whileChanged(join(settings.workspace, "statement.json"), change, async () => {
      expect(sh(again)).toMatchObject({
        ok: false,
        said: expect.stringContaining("Signature Verification Failure")
      });
    });
    const [object] = await objectsOf(settings);
    await whileChanged(
      object.path,
      () => Buffer.from("changed"),
      async () => {
        expect(sh(scripts[1])).toMatchObject({
          ok: false,
          said: expect.stringContaining("did NOT match")
        });
      }
    );
  }
);
