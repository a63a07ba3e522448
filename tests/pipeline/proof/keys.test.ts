import {generateKeyPairSync} from "node:crypto";
import {mkdtemp, readdir, readFile, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import {
  keyPaths,
  listKeys,
  makeKey,
  maybeCurrentSigner
} from "../../../pipeline/proof/key-folder.js";
import {newPrivateKey, readPublicKey, readSigner} from "../../../pipeline/proof/keys.js";
import {openSigner} from "../../../pipeline/proof/signer.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keys-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

// RFC 8410, section 10: the example of a private key and of its public one.
const pem = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`;
const publicPem = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`;
/** The SHA-256 of the base64 in it: `base64 -d | sha256sum`. */
const keyId = "a1e9156054e04fac899ae9f275132cdc07a5dbc4ea2c2ad3a1ffc6e0d253681f";

it("readSigner(pem, where) has the public key of RFC 8410’s example", () => {
  const {key} = readSigner(pem, "example");
  expect(key.pem).toBe(publicPem);
  expect(key).toEqual(readPublicKey(publicPem, "example"));
  expect(key).toEqual(readPublicKey(JSON.stringify(key.jwk), "example"));
  expect(key.keyId).toBe(keyId);
});

it("readSigner(pem, where) refuses what is no Ed25519 key, and never shows it", () => {
  const rsa = generateKeyPairSync("ec", {namedCurve: "P-256"}).privateKey;
  const wrong = rsa.export({type: "pkcs8", format: "pem"}) as string;
  expect(() => readSigner(wrong, "FILE")).toThrow(
    "unsupported signing key: FILE is ec, not ed25519"
  );
  for (const text of ["", "secret", pem.replace("MC4CAQ", "XXXXXX")]) {
    const read = () => readSigner(text, "FILE");
    expect(read).toThrow(UsageError);
    expect(read).toThrow(/^invalid signing key: FILE holds no private key/);
    expect(read).not.toThrow("secret");
  }
});

it("readPublicKey(text, where) refuses a private key, and what is none", () => {
  expect(() => readPublicKey(pem, "FILE")).toThrow("FILE is a private key");
  for (const text of ["", "{}", "{", "ssh-ed25519 AAAA", publicPem.slice(0, 60)])
    expect(() => readPublicKey(text, "FILE")).toThrow("invalid public key: FILE is no Ed25519 key");
});

it("makeKey(folder, name) makes a key that only its owner can read, and overwrites nothing", async () => {
  const root = join(folder, "made");
  const made = await makeKey(root, "first");
  const paths = keyPaths(root, "first");
  expect((await stat(paths.privateKey)).mode & 0o777).toBe(0o600);
  expect((await stat(root)).mode & 0o777).toBe(0o700);
  expect(await readFile(paths.publicKey, "utf8")).toBe(made.pem);
  const before = await readFile(paths.privateKey, "utf8");
  await expect(makeKey(root, "first")).rejects.toThrow(`key exists: ${paths.privateKey}`);
  await rm(paths.privateKey);
  await expect(makeKey(root, "first")).rejects.toThrow(`key exists: ${paths.publicKey}`);
  expect(readSigner(before, "it").key.keyId).toBe(made.keyId);
  expect((await readdir(root)).sort()).toEqual(["current", "first.jwk.json", "first.pub.pem"]);
});

it("makeKey(folder, name) makes the new key the one that signs; the other stays known", async () => {
  const root = join(folder, "rotated");
  const first = await makeKey(root, "first");
  const second = await makeKey(root, "second");
  expect((await maybeCurrentSigner(root))?.key.keyId).toBe(second.keyId);
  expect((await listKeys(root)).map(({name, keyId: id, current}) => [name, id, current])).toEqual([
    ["first", first.keyId, false],
    ["second", second.keyId, true]
  ]);
});

it.each(["", ".hidden", "../up", "a/b", "a b", "x".repeat(65)])(
  "makeKey(folder, name) refuses the name %j",
  async (name) => {
    await expect(makeKey(join(folder, "names"), name)).rejects.toThrow("invalid --name");
  }
);

it("openSigner(settings) takes the key of the environment, or of a file, before that of the workspace", async () => {
  const workspace = join(folder, "w");
  const made: string[] = [];
  const open = (env: Record<string, string>) =>
    openSigner(readSettings({workspace}, env), (message) => made.push(message));
  expect((await open({ATALAYA_SIGNING_KEY: pem})).key.keyId).toBe(keyId);
  const file = keyPaths(folder, "outside").privateKey;
  const outside = await makeKey(folder, "outside");
  expect((await open({ATALAYA_SIGNING_KEY_FILE: file})).key.keyId).toBe(outside.keyId);
  expect(made).toEqual([]);
  const own = await open({});
  expect((await open({})).key.keyId).toBe(own.key.keyId);
  expect(made).toEqual([expect.stringContaining("made a key to sign runs with")]);
  expect(made[0]).not.toContain("BEGIN");
});

it("openSigner(settings) rejects with a remedy, and without the key, if it cannot be read", async () => {
  const open = (env: Record<string, string>) =>
    openSigner(readSettings({workspace: join(folder, "v")}, env), () => {});
  await expect(open({ATALAYA_SIGNING_KEY: "secret"})).rejects.toThrow(
    /^invalid signing key: ATALAYA_SIGNING_KEY holds/
  );
  const read = () => readSettings({}, {ATALAYA_SIGNING_KEY_FILE: join(folder, "none")});
  expect(read).toThrow("invalid ATALAYA_SIGNING_KEY_FILE");
  const settings = readSettings({}, {ATALAYA_SIGNING_KEY: newPrivateKey()});
  expect(JSON.stringify(settings)).not.toContain("PRIVATE");
});

it("openSigner(settings) goes on with a key whose making was cut short after any of its files", async () => {
  const workspace = join(folder, "cut-short");
  const settings = readSettings({workspace}, {});
  const {key} = await openSigner(settings, () => {});
  const names = (await readdir(settings.keys)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(settings.keys, name), "utf8")));
  for (const missing of [["current"], ["current", "signing.jwk.json"], names.slice(0, -2)]) {
    for (const name of missing) await rm(join(settings.keys, name), {force: true});
    expect((await openSigner(settings, () => {})).key.keyId).toBe(key.keyId);
    expect((await readdir(settings.keys)).sort()).toEqual(names);
    const again = names.map((name) => readFile(join(settings.keys, name), "utf8"));
    expect(await Promise.all(again)).toEqual(texts);
  }
});
