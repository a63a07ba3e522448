import {spawn} from "node:child_process";
import {randomBytes} from "node:crypto";
import {existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {ensureMinio, missingMinio, startMinio} from "./minio.js";
import {missingPostgres, startPostgres} from "./postgres.js";

const usage = `usage: npm run services [-- option]

Starts MinIO and PostgreSQL on this machine for development, prints the environment that makes the
pipeline use them, and stops both with Ctrl+C. Their data stays in .atalaya/services.
Without a MinIO on the path, one is built with Go, once, which takes some minutes.

  --background   starts them, and returns
  --status       says whether they run, and prints the environment
  --stop         stops those in the background
  --prepare      builds what has to be built, and starts nothing
`;

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = process.env.ATALAYA_SERVICES || join(root, ".atalaya", "services");
const stateFile = join(folder, "running.json");
const passwordFile = join(folder, "passwords.json");

/** The services that run, as far as the file in their folder knows. */
interface State {
  pid: number;
  env: Record<string, string>;
}

const [option, ...others] = process.argv.slice(2);
const actions: Record<string, () => Promise<number> | number> = {
  foreground: () => foreground(),
  "--background": background,
  "--status": status,
  "--stop": stop,
  "--prepare": prepare,
  "--help": help
};
const action = others.length > 0 ? undefined : actions[option ?? "foreground"];
try {
  process.exitCode = action ? await action() : mistake();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function foreground(): Promise<number> {
  const running = maybeState();
  if (running) {
    process.stderr.write(`services run already, as process ${running.pid}; see --status, --stop\n`);
    return 2;
  }
  const missing = [missingMinio(true), missingPostgres()].filter((why) => why !== undefined);
  if (missing.length > 0) throw new Error(missing.join("\n"));
  mkdirSync(folder, {recursive: true});
  const {minioKey, postgresPassword} = passwords();
  const options = {accessKey: "atalaya", secretKey: minioKey};
  const minio = await startMinio({...options, folder: join(folder, "minio")});
  const ended = untilSignal();
  try {
    const postgres = await startPostgres({
      folder: join(folder, "postgres"),
      password: postgresPassword,
      durable: true
    });
    const {host, port, user, password, database} = postgres;
    const env = {
      ...minio.env,
      PG_HOST: host,
      PG_PORT: String(port),
      PG_USER: user,
      PG_PASSWORD: password,
      PG_DATABASE: database
    };
    writeFileSync(stateFile, JSON.stringify({pid: process.pid, env}), {mode: 0o600});
    print(env);
    process.stderr.write("MinIO and PostgreSQL run; Ctrl+C stops them\n");
    try {
      await ended;
    } finally {
      rmSync(stateFile, {force: true});
      await postgres.stop();
    }
  } finally {
    await minio.stop();
  }
  return 0;
}

async function background(): Promise<number> {
  if (!maybeState()) {
    mkdirSync(folder, {recursive: true});
    await ensureMinio(); // says what it does, where it can be seen
    const log = openSync(join(folder, "log"), "w", 0o600);
    const tsx = [process.execPath, ...process.execArgv, process.argv[1]];
    const child = spawn(tsx[0], tsx.slice(1), {detached: true, stdio: ["ignore", log, log]});
    const ended = new Promise((resolve) => child.on("exit", resolve));
    while (!maybeState()) {
      const early = await Promise.race([ended.then(() => true), sleep(100, false)]);
      if (early) throw new Error(readFileSync(join(folder, "log"), "utf8"));
    }
    child.unref();
  }
  return status();
}

function status(): number {
  const running = maybeState();
  if (!running) {
    process.stderr.write("no services run; start them with npm run services\n");
    return 1;
  }
  print(running.env);
  process.stderr.write(`MinIO and PostgreSQL run, as process ${running.pid}\n`);
  return 0;
}

async function stop(): Promise<number> {
  const running = maybeState();
  if (running) process.kill(running.pid, "SIGTERM");
  while (running && maybeState()) await sleep(50);
  while (running && isAlive(running.pid)) await sleep(50);
  process.stderr.write(running ? "MinIO and PostgreSQL stopped\n" : "no services run\n");
  return 0;
}

async function prepare(): Promise<number> {
  const missing = [missingMinio(true), missingPostgres()].filter((why) => why !== undefined);
  if (missing.length > 0) throw new Error(missing.join("\n"));
  process.stderr.write(`MinIO: ${await ensureMinio()}\n`);
  return 0;
}

function help(): number {
  process.stdout.write(usage);
  return 0;
}

function mistake(): number {
  process.stderr.write(`unknown option: ${process.argv.slice(2).join(" ")}\n\n${usage}`);
  return 2;
}

/** Returns what runs, if its process is alive. */
function maybeState(): State | undefined {
  if (!existsSync(stateFile)) return undefined;
  const state = JSON.parse(readFileSync(stateFile, "utf8")) as State;
  return isAlive(state.pid) ? state : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Returns the passwords that the data was made with, or new ones that nobody else has. */
function passwords(): {minioKey: string; postgresPassword: string} {
  if (!existsSync(passwordFile)) {
    const [minioKey, postgresPassword] = [0, 1].map(() => randomBytes(18).toString("base64url"));
    writeFileSync(passwordFile, JSON.stringify({minioKey, postgresPassword}), {mode: 0o600});
  }
  return JSON.parse(readFileSync(passwordFile, "utf8")) as ReturnType<typeof passwords>;
}

function print(env: Record<string, string>): void {
  for (const [name, value] of Object.entries(env))
    process.stdout.write(`export ${name}=${value}\n`);
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, resolve);
  });
}
