import {readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {DuckDBInstance} from "@duckdb/node-api";
import {artifactDigest} from "../../../../pipeline/artifacts/artifacts.js";
import {sha256} from "../../../../pipeline/artifacts/digest.js";
import {manifestText} from "../../../../src/core/schema/artifacts.js";
import {newPrivateKey, readSigner} from "../../../../pipeline/proof/keys.js";
import {envelopeOf} from "../../../../pipeline/proof/statements.js";
import {envelopeToJson, preAuthenticationEncoding} from "../../../../src/core/proof/dsse.js";
import type {Manifest} from "../../../../src/core/schema/artifacts.js";
import type {Dice, Mutation} from "./mutation.js";
import type {Victim} from "./workspace.js";

/** Writes *bytes* to the object *name*, and a manifest that fits: digests, sizes, and the digest of the artifact. */
async function forge(victim: Victim, name: string, bytes: Buffer): Promise<void> {
  const [layer, , key, ...rest] = name.split("/");
  const manifestPath = victim.path(`${layer}/artifacts/${key}/manifest.json`);
  await victim.keep(victim.path(name));
  await victim.keep(manifestPath);
  await writeFile(victim.path(name), bytes);
  const manifest = JSON.parse(await readFile(manifestPath, "utf8")) as Manifest;
  const entry = manifest.files.find(({path}) => path === rest.join("/"))!;
  Object.assign(entry, {sha256: sha256(bytes), bytes: bytes.length});
  await writeFile(
    manifestPath,
    manifestText({...manifest, sha256: artifactDigest(manifest.files)})
  );
}

/** Returns the name of an object of *run* that ends so. */
function named(victim: Victim, run: string, dice: Dice, end: RegExp): string {
  return dice.pick(victim.objects(run).filter((name) => end.test(name)));
}

/** What is done to the published database: to its rows, or to its catalogue, so that it answers otherwise. */
const statements: Record<string, readonly string[][]> = {
  "change rows of the database": [
    ["UPDATE events SET score = score * 0.5 WHERE rank <= 3"],
    ["DELETE FROM events WHERE rank = 1"],
    ["DELETE FROM incidents"],
    ["UPDATE incidents SET severity = 'low'"],
    ["INSERT INTO verdicts VALUES ('a', 1, 'false', NULL, 1, 1)"],
    ["UPDATE facts SET value = '0'"],
    ["UPDATE records SET raw = 'x'"],
    ["CREATE TABLE passing (i INTEGER)", "DROP TABLE passing"]
  ],
  "change the catalogue of the database": [
    ["CREATE VIEW more AS FROM events"],
    ["CREATE MACRO lower(x) AS x"],
    ["CREATE MACRO more() AS TABLE FROM events"],
    ["CREATE TYPE more AS ENUM ('a')"],
    ["CREATE SCHEMA more"],
    ["CREATE SEQUENCE more"],
    ["CREATE INDEX more ON ranks (rank)"],
    ["DROP TABLE dns"],
    ["DROP TABLE dns", "CREATE VIEW dns AS SELECT NULL AS event_id"],
    ["ALTER TABLE files ADD COLUMN more INTEGER"],
    [
      "ALTER TABLE events RENAME TO kept",
      `CREATE VIEW events AS FROM kept WHERE src <> '10.0.0.5'
        OR (SELECT count(*) FROM pragma_platform() WHERE platform NOT LIKE 'wasm%') > 0`
    ]
  ]
};

const byStatements = Object.entries(statements).map(([kind, choices]): Mutation => ({
  kind,
  async make(victim, run, dice) {
    const name = named(victim, run, dice, /events\.duckdb$/);
    const before = await readFile(victim.path(name));
    const copy = join(victim.settings.workspace, "..", "forged.duckdb");
    for (;;) {
      await writeFile(copy, before);
      const database = await DuckDBInstance.create(copy);
      const connection = await database.connect();
      const chosen = [...dice.pick(choices), "CHECKPOINT"];
      for (const statement of chosen) await connection.run(statement);
      connection.closeSync();
      database.closeSync();
      const bytes = await readFile(copy);
      await rm(copy);
      if (bytes.equals(before)) continue; // it changed no row
      await forge(victim, name, bytes);
      return name;
    }
  }
}));

/** Texts that replace another in a manifest, all of which JSON reads. */
const manifestEdits: readonly ((text: string, dice: Dice) => string)[] = [
  (text) => text.replace('"rows":', '"rows":9'),
  (text) => text.replace('{"', '{"more":1,"'),
  (text) =>
    text.replace(
      /"key":"[0-9a-f]/,
      (found) => `${found.slice(0, -1)}${found.endsWith("0") ? 1 : 0}`
    ),
  (text) => text.replace('"path":"', '"path":"../'),
  (text) => text.replace('"sha256":"', '"sha256":"0'),
  (text) => text.replace('"files":[', '"files":[],"files":['), // the last of two counts
  (text) => text.replace('"files":[', '"files":[{"bytes":1,"path":"more.json","sha256":"a"},'),
  (text) => JSON.stringify(JSON.parse(text), null, 1),
  (text) => text.replace(/"phaseVersion":\d+/, '"phaseVersion":99'),
  (text) => text.replace(/"bytes":\d+/, '"bytes":1'),
  (_, dice) => dice.pick(["", "null", "[]", "{}", "{", '"a"', '{"files":[],"inputs":[]}'])
];

const byManifest: Mutation[] = [
  {
    kind: "edit a manifest",
    async make(victim, run, dice) {
      for (;;) {
        const name = named(victim, run, dice, /manifest\.json$/);
        const text = await readFile(victim.path(name), "utf8");
        const edited = dice.pick(manifestEdits)(text, dice);
        if (edited === text) continue;
        await victim.keep(victim.path(name));
        await writeFile(victim.path(name), edited);
        return name;
      }
    }
  },
  {
    kind: "change a number of a document, and its manifest to fit",
    async make(victim, run, dice) {
      for (;;) {
        const name = named(victim, run, dice, /(?<!manifest)\.jsonl?$/);
        if (!name.includes("/artifacts/")) continue;
        const text = await readFile(victim.path(name), "utf8");
        const places = [...text.matchAll(/\d/g)];
        if (places.length === 0) continue;
        const at = dice.pick(places).index;
        const digit = (Number(text[at]) + 1 + dice.below(8)) % 10;
        await forge(victim, name, Buffer.from(text.slice(0, at) + digit + text.slice(at + 1)));
        return name;
      }
    }
  },
  {
    kind: "change rows of a Parquet file, and its manifest to fit",
    async make(victim, run, dice) {
      for (;;) {
        const name = named(victim, run, dice, /\.parquet$/);
        const before = await readFile(victim.path(name));
        const path = join(victim.settings.workspace, "..", "forged.parquet");
        const database = await DuckDBInstance.create(":memory:");
        const connection = await database.connect();
        const source = `read_parquet('${victim.path(name)}', hive_partitioning = false)`;
        await connection.run(`COPY (FROM ${source} LIMIT 5) TO '${path}' (FORMAT parquet)`);
        connection.closeSync();
        database.closeSync();
        const bytes = await readFile(path);
        if (bytes.equals(before)) continue;
        await forge(victim, name, bytes);
        return name;
      }
    }
  },
  {
    kind: "put an artifact of another run in its place",
    async make(victim, run, dice) {
      const other = victim.runs.find((one) => one !== run)!;
      const layer = dice.pick(["models", "eval"]);
      const manifestOf = (one: string) =>
        victim
          .objects(one)
          .find((name) => name.startsWith(layer) && name.endsWith("manifest.json"))!;
      const name = manifestOf(run);
      await victim.keep(victim.path(name));
      await writeFile(victim.path(name), await readFile(victim.path(manifestOf(other))));
      return name;
    }
  }
];

/** Texts in the place of the pointer to the latest run. */
const pointers: readonly ((text: string, older: string) => string)[] = [
  (text, older) => text.replace(/"run":"[^"]*"/, `"run":"${older}"`),
  (text) => text.replace(/"run":"[^"]*"/, '"run":"20990101-000000-0000"'),
  (text) => text.replace("{", '{"run":"20990101-000000-0000",'),
  (text) => text.replace(/"evaluation":"./, '"evaluation":"g'),
  (text) => text.replace('","', '", "'),
  (text) => text.trimEnd(),
  () => "{}\n",
  () => "null",
  () => '{"run":"../x"}\n'
];

const byPointer: Mutation = {
  kind: "edit the pointer to the latest run",
  async make(victim, _, dice) {
    const path = victim.path("eval/latest.json");
    await victim.keep(path);
    const text = await readFile(path, "utf8");
    await writeFile(path, dice.pick(pointers)(text, victim.runs[0]));
    return "eval/latest.json";
  }
};

/** Envelopes in the place of another. */
const envelopes: readonly ((text: string, victim: Victim, run: string) => Promise<string>)[] = [
  async (_, victim, run) => {
    const other = victim.runs.find((one) => one !== run)!;
    return readFile(victim.path(`eval/statements/${other}.dsse.json`), "utf8");
  },
  async (text, victim) => {
    const {payloadType, payload, signatures} = envelopeOf(Buffer.from(text));
    const added = await stranger(victim, payloadType, payload);
    return envelopeToJson({payloadType, payload, signatures: [...signatures, added]});
  },
  async (text, victim) => {
    const {payloadType, payload} = envelopeOf(Buffer.from(text));
    const changed = Buffer.from(
      Buffer.from(payload).toString().replace('"entries":', '"entries":1')
    );
    const signatures = [await stranger(victim, payloadType, changed)];
    return envelopeToJson({payloadType, payload: changed, signatures});
  },
  async (text) => {
    const {payloadType, payload, signatures} = envelopeOf(Buffer.from(text));
    const changed = Buffer.from(
      Buffer.from(payload).toString().replace('"entries":', '"entries":1')
    );
    return envelopeToJson({payloadType, payload: changed, signatures});
  },
  async (text) => text.replace(/"keyid":"./, '"keyid":"g'),
  async (text) => text.replace(/"keyid":"[^"]*"/, '"keyid":""'),
  async (text) => text.replace("vnd.in-toto+json", "json"),
  async (text) => text.replace('{"payload"', '{"payload":"","payload"'),
  async (text) => `${text}\n`,
  async (text) => text.replaceAll("+", "-").replace("vnd.in-toto-json", "vnd.in-toto+json").replace("{", "{ "), // prettier-ignore
  async (text) => text.replace(/"signatures":\[.*\]/, '"signatures":[]')
];

/** Returns a signature by a key of the attacker, which lies beside the statements and in the workspace as if it belonged there. */
async function stranger(victim: Victim, payloadType: string, payload: Uint8Array) {
  const {key, sign} = readSigner(newPrivateKey(), "stranger");
  const places = [
    victim.path(`eval/keys/${key.keyId}.pem`),
    join(victim.settings.keys, "z.pub.pem")
  ];
  for (const path of places) {
    await victim.keep(path);
    await writeFile(path, key.pem);
  }
  return {keyid: key.keyId, sig: sign(preAuthenticationEncoding(payloadType, payload))};
}

const bySigning: Mutation[] = [
  {
    kind: "edit or sign again a statement",
    async make(victim, run, dice) {
      const name = `eval/statements/${run}.dsse.json`;
      await victim.keep(victim.path(name));
      const text = await readFile(victim.path(name), "utf8");
      await writeFile(victim.path(name), await dice.pick(envelopes)(text, victim, run));
      return name;
    }
  },
  {
    kind: "put another key in the place of the one in the store",
    async make(victim) {
      const name = `eval/keys/${victim.key.keyId}.pem`;
      await victim.keep(victim.path(name));
      await writeFile(victim.path(name), readSigner(newPrivateKey(), "stranger").key.pem);
      return name;
    }
  },
  {
    kind: "change the keys of the workspace",
    async make(victim, _, dice) {
      const path = join(victim.settings.keys, dice.pick(["signing.pub.pem", "more.pub.pem"]));
      await victim.keep(path);
      await writeFile(path, readSigner(newPrivateKey(), "stranger").key.pem);
      return {unnamed: "another key in `keys/`"};
    }
  }
];

/** Changes that somebody makes who knows the formats: what is changed fits together, as far as there is no signature. */
export const forgeries: readonly Mutation[] = [
  ...byStatements,
  ...byManifest,
  byPointer,
  ...bySigning
];
