import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {cp, mkdir, rename, rm, symlink, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Settings} from "../../../pipeline/config/settings.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {publishProof} from "../../../pipeline/proof/publish.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {makeSmallSite} from "./small-site.js";
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

function sh(script: string, cwd = settings.workspace): {ok: boolean; said: string} {
  const options = {cwd, encoding: "utf8"} as const;
  const {status, stdout, stderr} = spawnSync("sh", ["-ec", script], options);
  return {ok: status === 0, said: stdout + stderr};
}

it.skipIf(missing)(
  `the commands of docs/09-proof.md check a run by hand${missing ? `; skipped: ${missing} is missing` : ""}`,
  async () => {
    expect(scripts).toHaveLength(3);
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

const changes: [what: string, change: (site: string) => Promise<unknown>, named: string][] = [
  ["a changed page", (site) => writeFile(join(site, "index.html"), "x"), "./index.html"],
  ["a removed page", (site) => rm(join(site, "alert.html")), "./alert.html"],
  ["a renamed page", (site) => rename(join(site, "alert.html"), join(site, "b.html")), "./b.html"],
  ["an added file", (site) => writeFile(join(site, "_file/more.js"), "x"), "./_file/more.js"],
  ["a hidden file", (site) => writeFile(join(site, ".hidden"), "x"), "./.hidden"],
  ["a link", (site) => symlink("index.html", join(site, "link.html")), "./link.html"],
  ["an empty folder", (site) => mkdir(join(site, "empty")), "./empty"],
  [
    "a file whose name holds a line of the list",
    (site) => writeFile(join(site, "a\nb"), "x"),
    "./a\\nb"
  ]
];

it.skipIf(missing)(
  "the commands of docs/09-proof.md find what was changed, removed and added in a site",
  async () => {
    const signer = readSigner(newPrivateKey(), "signer");
    const [kept, site] = [join(folder, "kept"), join(folder, "copy", "site")];
    await makeSmallSite(kept, {signer, run: "20261123-130400-aaaa"});
    await mkdir(join(folder, "copy"));
    await writeFile(join(folder, "copy", "key.pem"), signer.key.pem);
    const copy = async () => {
      await rm(site, {recursive: true, force: true});
      await cp(kept, site, {recursive: true});
    };
    await copy();
    expect(sh(scripts[2], site)).toEqual({ok: true, said: "Signature Verified Successfully\n"});
    for (const [what, change, named] of changes) {
      await copy();
      await change(site);
      const {ok, said} = sh(scripts[2], site);
      expect([what, ok, said]).toEqual([what, false, expect.stringContaining(named)]);
    }
    await copy();
    const list = readFileSync(join(site, "site-manifest.json"), "utf8");
    await writeFile(join(site, "site-manifest.json"), list.replace("index.html", "index.htm"));
    expect(sh(scripts[2], site).said).toContain("Signature Verification Failure");
  }
);
