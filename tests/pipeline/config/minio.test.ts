import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {inspect} from "node:util";
import {expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {maybeMinio, readBuckets} from "../../../pipeline/config/minio.js";

const keys = {MINIO_ACCESS_KEY: "a-key", MINIO_SECRET_KEY: "s3cr3t-key"};

const endpoints: [env: Record<string, string>, host: string, port: number, secure: boolean][] = [
  [{MINIO_ENDPOINT: "localhost:9000"}, "localhost", 9000, false],
  [{MINIO_ENDPOINT: "127.0.0.1:9000", MINIO_SECURE: "true"}, "127.0.0.1", 9000, true],
  [{MINIO_ENDPOINT: "[::1]:9000"}, "::1", 9000, false],
  [{MINIO_ENDPOINT: "minio:9000", MINIO_SECURE: "false"}, "minio", 9000, false],
  [{MINIO_ENDPOINT: "store.example"}, "store.example", 443, true],
  [{MINIO_ENDPOINT: "store.example:80"}, "store.example", 80, true],
  [{MINIO_ENDPOINT: "http://store.example"}, "store.example", 80, false],
  [{MINIO_ENDPOINT: "https://store.example:9443/"}, "store.example", 9443, true],
  [{MINIO_ENDPOINT: "https://store.example", MINIO_SECURE: "1"}, "store.example", 443, true]
];

it.each(endpoints)("maybeMinio(env) reads %j", (env, host, port, secure) => {
  expect(maybeMinio({...env, ...keys})).toMatchObject({host, port, secure, region: "us-east-1"});
});

it("maybeMinio(env) returns nothing where no endpoint is named", () => {
  expect(maybeMinio({})).toBeUndefined();
  expect(maybeMinio({MINIO_ENDPOINT: "", ...keys})).toBeUndefined();
});

const mistakes: [env: Record<string, string>, message: string][] = [
  [{MINIO_ENDPOINT: "host:99999"}, "invalid MINIO_ENDPOINT"],
  [{MINIO_ENDPOINT: "host:0"}, "invalid MINIO_ENDPOINT: host:0"],
  [{MINIO_ENDPOINT: "host:port"}, "invalid MINIO_ENDPOINT"],
  [{MINIO_ENDPOINT: "host:9000/bucket"}, "invalid MINIO_ENDPOINT: host:9000/bucket"],
  [{MINIO_ENDPOINT: "s3://host"}, "invalid MINIO_ENDPOINT"],
  [{MINIO_ENDPOINT: "http://user:s3cr3t-key@host"}, "invalid MINIO_ENDPOINT: it holds credentials"],
  [{MINIO_ENDPOINT: "host", MINIO_SECURE: "maybe"}, "invalid MINIO_SECURE: maybe"],
  [{MINIO_ENDPOINT: "http://host", MINIO_SECURE: "true"}, "ambiguous MINIO_SECURE"],
  [{MINIO_ENDPOINT: "host", MINIO_RETRY_TIMEOUT: "0"}, "invalid MINIO_RETRY_TIMEOUT: 0"],
  [{MINIO_ENDPOINT: "host", MINIO_RETRY_TIMEOUT: "1m"}, "invalid MINIO_RETRY_TIMEOUT: 1m"],
  [{MINIO_ENDPOINT: "host", MINIO_REGION: "a b"}, "invalid MINIO_REGION: a b"],
  [{MINIO_ENDPOINT: "host", MINIO_SECRET_KEY: ""}, "missing MINIO_SECRET_KEY"],
  [{MINIO_ENDPOINT: "host", MINIO_ACCESS_KEY: ""}, "missing MINIO_ACCESS_KEY"],
  [{MINIO_ENDPOINT: "host", MINIO_SECRET_KEY_FILE: "/f"}, "ambiguous MINIO_SECRET_KEY"]
];

it.each(mistakes)("maybeMinio(env) refuses %j, and keeps the keys to itself", (env, message) => {
  const read = () => maybeMinio({...keys, ...env});
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).not.toThrow("s3cr3t-key");
});

it("maybeMinio(env) reads keys from files, and shows them to nobody who prints it", () => {
  const folder = mkdtempSync(join(tmpdir(), "minio-"));
  try {
    writeFileSync(join(folder, "access"), "a-key\n");
    writeFileSync(join(folder, "secret"), "s3cr3t-key\n");
    const minio = maybeMinio({
      MINIO_ENDPOINT: "localhost",
      MINIO_ACCESS_KEY_FILE: join(folder, "access"),
      MINIO_SECRET_KEY_FILE: join(folder, "secret")
    });
    expect([minio?.accessKey.reveal(), minio?.secretKey.reveal()]).toEqual(["a-key", "s3cr3t-key"]);
    for (const text of [JSON.stringify(minio), inspect(minio), String(minio?.secretKey)])
      expect(text).not.toContain("s3cr3t-key");
  } finally {
    rmSync(folder, {recursive: true});
  }
});

it("readBuckets(env) takes the name of each bucket from its variable", () => {
  expect(readBuckets({MINIO_BUCKET_SILVER: "my.silver-1"})).toEqual({
    raw: "cybersec-ml-raw",
    silver: "my.silver-1",
    models: "cybersec-ml-models",
    eval: "cybersec-ml-eval"
  });
});

it.each(["ab", "Upper", "a_b", "-ab", "ab-", "a..b", "192.168.0.1", "a/b", "a".repeat(64)])(
  "readBuckets(env) refuses %s",
  (name) => {
    expect(() => readBuckets({MINIO_BUCKET_RAW: name})).toThrow(
      `invalid MINIO_BUCKET_RAW: ${name}`
    );
  }
);

it("readBuckets(env) refuses one bucket for two layers", () => {
  expect(() => readBuckets({MINIO_BUCKET_EVAL: "cybersec-ml-raw"})).toThrow(
    "ambiguous MINIO_BUCKET_EVAL"
  );
});
