import {join, resolve} from "node:path";
import {expect, it} from "vitest";
import {readSettings} from "../../../pipeline/config/settings.js";

it("readSettings(options, env) takes the workspace from the option, then the environment, then .atalaya", () => {
  const env = {ATALAYA_WORKSPACE: "/var/atalaya"};
  expect(readSettings({workspace: "here"}, env).workspace).toBe(resolve("here"));
  expect(readSettings({}, env).workspace).toBe("/var/atalaya");
  expect(readSettings({}, {}).workspace).toBe(resolve(".atalaya"));
  expect(readSettings({}, {ATALAYA_WORKSPACE: ""}).workspace).toBe(resolve(".atalaya"));
});

it("readSettings(options, env) keeps everything inside the workspace", () => {
  const {store, audit, lock, scratch, cache, buckets} = readSettings({workspace: "/w"}, {});
  for (const path of [store, audit, lock, scratch, cache])
    expect(path.startsWith(join("/w", "/"))).toBe(true);
  expect(buckets.silver).toBe("cybersec-ml-silver");
});

it("readSettings(options, env) names a server for the store if the environment does", () => {
  const env = {MINIO_ENDPOINT: "minio:9000", MINIO_ACCESS_KEY: "a", MINIO_SECRET_KEY: "s3cr3t"};
  const settings = readSettings({workspace: "/w"}, {...env, MINIO_BUCKET_RAW: "my-raw"});
  expect(settings.minio).toMatchObject({host: "minio", port: 9000, secure: true});
  expect(settings.buckets).toMatchObject({raw: "my-raw", eval: "cybersec-ml-eval"});
  expect(JSON.stringify(settings)).not.toContain("s3cr3t");
  expect(readSettings({}, {}).minio).toBeNull();
});

it("readSettings(options, env) takes the size of the cache from ATALAYA_CACHE_GB", () => {
  expect(readSettings({}, {}).cacheBytes).toBe(20e9);
  expect(readSettings({}, {ATALAYA_CACHE_GB: "0.5"}).cacheBytes).toBe(0.5e9);
  for (const text of ["-1", "many", "1e99", "2000000"]) {
    const read = () => readSettings({}, {ATALAYA_CACHE_GB: text});
    expect(read).toThrow(`invalid ATALAYA_CACHE_GB: ${text}`);
  }
});

it.each(["0", "-1", "1.5", "many", "1e9"])(
  "readSettings(options, env) refuses %s as ATALAYA_THREADS",
  (text) => {
    expect(() => readSettings({}, {ATALAYA_THREADS: text})).toThrow(
      `invalid ATALAYA_THREADS: ${text}`
    );
  }
);
