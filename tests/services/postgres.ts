import {spawnSync} from "node:child_process";
import {randomBytes} from "node:crypto";
import {existsSync, readdirSync} from "node:fs";
import {chown, mkdir, rm, writeFile} from "node:fs/promises";
import {delimiter, join} from "node:path";
import pg from "pg";
import {findUser, freePort, serverFolder, startServer, untilReady} from "./server-process.js";
import type {ServerProcess, SystemUser} from "./server-process.js";

/** A PostgreSQL server of this machine, on a loopback address, with a password. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** The superuser. */
  readonly user: string;
  readonly password: string;
  /** A database that is there, and empty at first. */
  readonly database: string;
  /** All of the above as an address: `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Ends the server, but keeps its data and its port; for tests of a database that goes down. */
  down(): Promise<void>;
  /** Starts the server again after `down()`. */
  up(): Promise<void>;
  /** Ends the server and, unless the folder was given, removes its data. */
  stop(): Promise<void>;
}

/** How to start a PostgreSQL server. */
export interface PostgresOptions {
  /** The folder of the data, kept afterwards and used again; defaults to a new temporary one. */
  folder?: string;

  /** The port; defaults to one that is free. */
  port?: number;

  /** The password of the superuser; defaults to a random one. Must be the same if the folder is. */
  password?: string;

  /** Whether data survives a crash of the machine; defaults to false, which is faster. */
  durable?: boolean;
}

const remedy =
  "install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql)";

/** Returns why no PostgreSQL server can be started here, and what to install; undefined if one can. */
export function missingPostgres(): string | undefined {
  if (!findPrograms()) return `missing initdb and postgres; ${remedy}`;
  if (process.getuid?.() === 0 && !findServerUser())
    return "missing user postgres or nobody; PostgreSQL refuses to run as root";
  return undefined;
}

/**
 * Starts a PostgreSQL server, and returns when it takes connections (one second or two). It ends with
 * this process, however that ends; as root, it runs as `postgres` or `nobody`.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const missing = missingPostgres();
  if (missing) throw new Error(missing);
  const {durable = false, password = randomBytes(18).toString("base64url")} = options;
  const programs = findPrograms() as string;
  const systemUser = process.getuid?.() === 0 ? findServerUser() : undefined;
  const folder = options.folder ?? (await serverFolder("postgres"));
  const data = join(folder, "data");
  await mkdir(folder, {recursive: true});
  if (systemUser) await chown(folder, systemUser.uid, systemUser.gid);
  if (!existsSync(join(data, "PG_VERSION"))) {
    await initialise(join(programs, "initdb"), folder, password, systemUser);
  }
  const address = {host: "127.0.0.1", port: options.port ?? (await freePort()), user: "postgres"};
  const {port} = address;
  const settings = [`port=${port}`, `listen_addresses=${address.host}`, "max_connections=100"];
  settings.push("unix_socket_directories=", "password_encryption=scram-sha-256");
  if (!durable) settings.push("fsync=off", "full_page_writes=off");
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const connect = async (sql: string) => query({...address, password, database: "postgres"}, sql);
  let server: ServerProcess | undefined;
  const up = async () => {
    if (server) return;
    server = startServer({
      command: join(programs, "postgres"),
      args,
      stopSignal: "INT", // disconnects the clients; TERM would wait for them
      ...(systemUser && {user: systemUser})
    });
    await untilReady("PostgreSQL", server, async () => connect("SELECT 1"));
  };
  const down = async () => {
    await server?.stop();
    server = undefined;
  };
  await up();
  if ((await connect("SELECT 1 FROM pg_database WHERE datname = 'atalaya'")) === 0) {
    await connect("CREATE DATABASE atalaya");
  }
  return {
    ...address,
    password,
    database: "atalaya",
    url: `postgresql://${address.user}:${password}@${address.host}:${port}/atalaya`,
    up,
    down,
    async stop() {
      await down();
      if (!options.folder) await rm(folder, {recursive: true, force: true});
    }
  };
}

async function query(address: pg.ClientConfig, sql: string): Promise<number> {
  const client = new pg.Client({...address, connectionTimeoutMillis: 5_000});
  client.on("error", () => undefined); // the promise of the query says it too
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

async function initialise(
  initdb: string,
  folder: string,
  password: string,
  user: SystemUser | undefined
): Promise<void> {
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, `${password}\n`, {mode: 0o600});
  if (user) await chown(passwordFile, user.uid, user.gid);
  const args = ["-D", join(folder, "data"), "-U", "postgres", "-A", "scram-sha-256"];
  args.push(`--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C", "--no-sync");
  const {status, stderr} = spawnSync(initdb, args, {...user, cwd: folder, encoding: "utf8"});
  await rm(passwordFile, {force: true});
  if (status !== 0) throw new Error(`initdb failed in ${folder}: ${stderr}`);
}

function findServerUser(): SystemUser | undefined {
  return findUser("postgres") ?? findUser("nobody");
}

/** Returns the folder of initdb and postgres: on the path, or else where Debian and Homebrew put them. */
function findPrograms(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  for (const [root, end] of [
    ["/usr/lib/postgresql", "bin"],
    ["/opt/homebrew/opt", "bin"],
    ["/usr/local/opt", "bin"]
  ]) {
    const names = existsSync(root) ? readdirSync(root) : [];
    const versions = names.filter((name) => /^(postgresql(@\d+)?|\d+)$/.test(name));
    versions.sort((a, b) => versionOf(b) - versionOf(a));
    folders.push(...versions.map((name) => join(root, name, end)));
  }
  return folders.find((folder) =>
    ["initdb", "postgres"].every((name) => existsSync(join(folder, name)))
  );
}

function versionOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}
