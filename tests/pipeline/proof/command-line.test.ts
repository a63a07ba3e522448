import {readdir, readFile, rm, stat, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Settings} from "../../../pipeline/config/settings.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {atalayaInProcess as atalaya} from "../cli/in-process.js";
import type {Outcome} from "../cli/atalaya.js";
import {newWorkspace, objectsOf, runSmallLogs, whileChanged} from "./small-run.js";

let folder: string;
let settings: Settings;
let run: string;
const secret = newPrivateKey();
const said: string[] = [];

beforeAll(async () => {
  ({folder, settings} = await newWorkspace());
  ({run} = await runSmallLogs(settings, join(folder, "logs")));
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

async function call(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await atalaya(args, {
    cwd: folder,
    env: {ATALAYA_WORKSPACE: settings.workspace, ...env}
  });
  said.push(outcome.stdout, outcome.stderr);
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  return outcome;
}

it("atalaya verify exits with 0 and a table of the parts, and --json is one object", async () => {
  const {code, stdout} = await call(["verify"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`run ${run}`);
  expect(stdout).toContain("everything is what it was when the run ended");
  expect(stdout).toContain("only --key shows who signed");
  const json = JSON.parse((await call(["verify", run, "--json"])).stdout) as {parts: unknown[]};
  expect(json).toMatchObject({run, ok: true});
  expect(json.parts).toHaveLength(6);
});

it("atalaya verify exits with 1 and names what was changed, what was expected and what was found", async () => {
  const object = (await objectsOf(settings)).find(({name}) => name.endsWith("metrics.json"))!;
  await whileChanged(
    object.path,
    () => Buffer.from("{}"),
    async () => {
      const {code, stdout} = await call(["verify"]);
      expect(code).toBe(1);
      expect(stdout).toMatch(/what +expected +found\n/);
      expect(stdout).toContain(object.name);
      expect(stdout).toContain("44136fa355b3678a"); // printf '{}' | sha256sum
    }
  );
});

it("atalaya verify --key takes a PEM or a JSON Web Key, and exits with 1 for another key", async () => {
  for (const name of ["signing.pub.pem", "signing.jwk.json"]) {
    const {code, stdout} = await call(["verify", "--key", join(settings.keys, name)]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("the key of --key")]);
  }
  const other = join(folder, "other.pem");
  await writeFile(other, readSigner(newPrivateKey(), "other").key.pem);
  const {code, stdout} = await call(["verify", "--key", other]);
  expect([code, stdout]).toEqual([1, expect.stringContaining(`statements/${run}.dsse.json`)]);
});

it.each([
  [["verify", "a", "b"], "one run is verified at a time"],
  [["verify", "nonsense"], "invalid run: nonsense"],
  [["verify", "20200101-000000-0000"], "run not found"],
  [["verify", "--key", "none.pem"], "file not found: none.pem; name a file with a public key"],
  [["verify", "--key", "workspace/keys/signing.key.pem"], "is a private key"],
  [["reproduce", "20200101-000000-0000"], "run not found"],
  [["keys"], "missing task: try new, list, show"],
  [["keys", "nwe"], "did you mean `atalaya keys new`?"],
  [["keys", "list", "--name", "x"], "`atalaya keys list` does not take it"],
  [["keys", "new"], "key exists"],
  [["keys", "new", "--name", "../x"], "invalid --name: ../x"],
  [["keys", "show", "none"], "file not found: none; name a key that `atalaya keys list` lists"],
  [["verify", "--workspace", "empty"], "no runs yet"],
  [["reproduce", "--workspace", "empty"], "no runs yet"]
])("atalaya %j exits with 2 and says what to do", async (args, message) => {
  const {code, stdout, stderr} = await call(args);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

it("atalaya reproduce exits with 0 and says that it is identical", async () => {
  const {code, stdout} = await call(["reproduce", run]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/evaluation +identical/);
}, 300_000);

it("atalaya keys new, list and show: the new key signs the next run, and the old run is still good", async () => {
  expect((await call(["keys", "new", "--name", "next"])).code).toBe(0);
  const {keyId} = JSON.parse((await call(["keys", "show", "next", "--json"])).stdout) as {
    keyId: string;
  };
  expect((await call(["keys", "list"])).stdout).toContain(`* ${keyId}  next`);
  const again = await call(["run", join(folder, "logs", "conn[1].log"), "--trees", "3", "--json"]);
  expect(again.code).toBe(0);
  const next = JSON.parse((await call(["verify", "--json"])).stdout) as object;
  expect(next).toMatchObject({ok: true, keyId, run: expect.not.stringContaining(run)});
  expect((await call(["verify", run])).code).toBe(0);
}, 300_000);

it("atalaya run with ATALAYA_SIGNING_KEY signs with it, and no private key is anywhere but in its file", async () => {
  const log = join(folder, "logs", "b", "conn.log");
  expect((await call(["run", log, "--trees", "3"], {ATALAYA_SIGNING_KEY: secret})).code).toBe(0);
  const {key} = readSigner(secret, "test");
  const verified = JSON.parse((await call(["verify", "--json"])).stdout) as object;
  expect(verified).toMatchObject({ok: true, keyId: key.keyId, keyOrigin: "store"});
  expect((await call(["keys", "list"], {ATALAYA_SIGNING_KEY: secret})).stdout).toContain(
    "ATALAYA_SIGNING_KEY"
  );
  const own = await readFile(join(settings.keys, "signing.key.pem"), "utf8");
  const bodies = [secret, own].map((pem) => pem.split("\n")[1]);
  const seeds = bodies.map((body) => Buffer.from(body, "base64").subarray(-32));
  const needles = [
    ...bodies.map((body) => Buffer.from(body)),
    ...seeds,
    Buffer.from("PRIVATE KEY")
  ];
  const found: string[] = [];
  for (const entry of await readdir(settings.workspace, {recursive: true})) {
    const path = join(settings.workspace, entry);
    if (!(await stat(path)).isFile() || entry.endsWith(".key.pem")) continue;
    const bytes = await readFile(path);
    if (needles.some((needle) => bytes.includes(needle))) found.push(entry);
  }
  expect(found).toEqual([]);
  const text = Buffer.from(said.join("\n"));
  expect(needles.some((needle) => text.includes(needle))).toBe(false);
}, 300_000);
