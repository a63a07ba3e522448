import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir, userInfo} from "node:os";
import {join} from "node:path";
import {inspect} from "node:util";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {maybePostgres} from "../../../pipeline/config/postgres.js";
import {Secret} from "../../../pipeline/config/secret.js";
import {readSettings} from "../../../pipeline/config/settings.js";

const secret = "s3cr3t p@ss/w:rd";
const encoded = encodeURIComponent(secret);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "secrets-"));
  await writeFile(join(folder, "password"), `${secret}\n`);
  await writeFile(join(folder, "url"), `postgresql://ana:${encoded}@db.example:6432/audits\n`);
});

afterAll(() => rm(folder, {recursive: true, force: true}));

it("maybePostgres(env) returns undefined where no server is named", () => {
  expect(maybePostgres({})).toBeUndefined();
  expect(maybePostgres({PG_HOST: "", DATABASE_URL: ""})).toBeUndefined();
});

it("maybePostgres(env) reads PG_HOST and the rest, and libpq’s defaults where they are silent", () => {
  const least = maybePostgres({PG_HOST: "db.example"});
  const {username} = userInfo();
  expect(least).toMatchObject({host: "db.example", port: 5432, user: username, database: username});
  expect(least).toMatchObject({sslMode: "prefer", certificates: null});
  const most = maybePostgres({
    PG_HOST: "db.example",
    PG_PORT: "6432",
    PG_USER: "ana",
    PG_PASSWORD: secret,
    PG_DATABASE: "audits",
    PG_SSLMODE: "verify-full",
    PG_CONNECT_TIMEOUT: "2.5"
  });
  const rest = {port: 6432, user: "ana", database: "audits", sslMode: "verify-full"};
  expect(most).toMatchObject({...rest, connectTimeout: 2.5});
  expect(most?.password.reveal()).toBe(secret);
});

it("maybePostgres(env) reads DATABASE_URL, encoded as addresses are", () => {
  const url = `postgres://ana%40x:${encoded}@[::1]:6432/my%20audits?sslmode=require`;
  const server = maybePostgres({DATABASE_URL: url});
  const parts = {host: "::1", port: 6432, user: "ana@x", database: "my audits"};
  expect(server).toMatchObject({...parts, sslMode: "require"});
  expect(server?.password.reveal()).toBe(secret);
  const socket = maybePostgres({DATABASE_URL: "postgresql:///audits?host=/var/run/postgresql"});
  expect(socket).toMatchObject({host: "/var/run/postgresql", port: 5432, database: "audits"});
});

it("maybePostgres(env) reads secrets from the files that …_FILE names", () => {
  const passwordFile = {PG_PASSWORD_FILE: join(folder, "password")};
  expect(maybePostgres({PG_HOST: "h", ...passwordFile})?.password.reveal()).toBe(secret);
  const server = maybePostgres({DATABASE_URL_FILE: join(folder, "url")});
  expect(server).toMatchObject({host: "db.example", port: 6432, user: "ana", database: "audits"});
  expect(server?.password.reveal()).toBe(secret);
  const both = maybePostgres({DATABASE_URL: "postgresql://ana@h/d", ...passwordFile});
  expect(both?.password.reveal()).toBe(secret);
});

const wrong: [message: string, env: Record<string, string>][] = [
  ["missing PG_HOST: PG_USER", {PG_USER: "ana", PG_PASSWORD: secret}],
  ["ambiguous PG_HOST", {PG_HOST: "h", DATABASE_URL: `postgresql://ana:${encoded}@h/d`}],
  ["ambiguous PG_PASSWORD", {PG_HOST: "h", PG_PASSWORD: secret, PG_PASSWORD_FILE: "x"}],
  [
    "invalid PG_PASSWORD_FILE: file not found: nowhere",
    {PG_HOST: "h", PG_PASSWORD_FILE: "nowhere"}
  ],
  ["invalid DATABASE_URL", {DATABASE_URL: `mysql://ana:${secret}@h/d`}],
  ["invalid DATABASE_URL", {DATABASE_URL: `${secret}`}],
  ["invalid DATABASE_URL", {DATABASE_URL: `postgresql://ana:%${encoded}@h:x/d`}],
  ["invalid PG_PORT: 70000", {PG_HOST: "h", PG_PASSWORD: secret, PG_PORT: "70000"}],
  ["invalid sslmode: maybe", {PG_HOST: "h", PG_PASSWORD: secret, PG_SSLMODE: "maybe"}],
  ["invalid sslmode: no", {DATABASE_URL: `postgresql://ana:${encoded}@h/d?sslmode=no`}],
  ["invalid PG_SSLROOTCERT: file not found: nowhere", {PG_HOST: "h", PG_SSLROOTCERT: "nowhere"}],
  ["invalid PG_CONNECT_TIMEOUT: -1", {PG_HOST: "h", PG_CONNECT_TIMEOUT: "-1"}]
];

it.each(wrong)("maybePostgres(env) says %s, and keeps the password to itself", (message, env) => {
  const read = () => maybePostgres(env);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  for (const text of [secret, encoded]) expect(read).not.toThrow(text);
});

it("a Secret shows itself to nobody who does not ask", () => {
  const settings = readSettings({}, {PG_HOST: "h", PG_PASSWORD: secret});
  const shown = [JSON.stringify(settings), inspect(settings, {depth: 9, showHidden: true})];
  shown.push(String(settings.postgres?.password), `${new Secret(secret)}`);
  for (const text of shown) expect(text).not.toContain(secret);
  expect(shown[0]).toContain("[secret]");
});
