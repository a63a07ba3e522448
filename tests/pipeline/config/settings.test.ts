import {join, resolve} from "node:path";
import {expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {readSettings} from "../../../pipeline/config/settings.js";

it("readSettings(options, env) takes the workspace from the option, then the environment, then .atalaya", () => {
  const env = {ATALAYA_WORKSPACE: "/var/atalaya"};
  expect(readSettings({workspace: "here"}, env).workspace).toBe(resolve("here"));
  expect(readSettings({}, env).workspace).toBe("/var/atalaya");
  expect(readSettings({}, {}).workspace).toBe(resolve(".atalaya"));
  expect(readSettings({}, {ATALAYA_WORKSPACE: ""}).workspace).toBe(resolve(".atalaya"));
});

it("readSettings(options, env) keeps everything inside the workspace", () => {
  const {store, audit, lock, scratch, buckets} = readSettings({workspace: "/w"}, {});
  for (const path of [store, audit, lock, scratch])
    expect(path.startsWith(join("/w", "/"))).toBe(true);
  expect(buckets.silver).toBe("cybersec-ml-silver");
});

it.each(["MINIO_ENDPOINT"])(
  "readSettings(options, env) refuses a server in %s rather than write elsewhere, and keeps its value to itself",
  (name) => {
    const read = () => readSettings({}, {[name]: "user:secret@server"});
    expect(read).toThrow(UsageError);
    expect(read).toThrow(`unset ${name}`);
    expect(read).not.toThrow("secret");
  }
);

it.each(["0", "-1", "1.5", "many", "1e9"])(
  "readSettings(options, env) refuses %s as ATALAYA_THREADS",
  (text) => {
    expect(() => readSettings({}, {ATALAYA_THREADS: text})).toThrow(
      `invalid ATALAYA_THREADS: ${text}`
    );
  }
);
