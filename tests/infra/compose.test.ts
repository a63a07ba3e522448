import {spawn, spawnSync} from "node:child_process";
import {createPrivateKey} from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import pg from "pg";
import {afterAll, expect, it} from "vitest";
import {parse} from "yaml";
import {describeWith} from "../services/available.js";
import {missingPostgres, startPostgres} from "../services/postgres.js";
import {root} from "./nginx-server.js";

interface Service {
  image: string;
  user?: string;
  profiles?: string[];
  read_only?: boolean;
  privileged?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  pids_limit?: number;
  networks: string[];
  ports?: string[];
  secrets?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  healthcheck?: object;
  restart?: string;
  depends_on?: Record<string, {condition: string; required?: boolean}>;
  build?: string | {context: string; dockerfile: string};
  deploy?: {resources?: {limits?: {cpus?: string; memory?: string}}};
}

const folder = join(root, "infra");
const compose = parse(readFileSync(join(folder, "compose.yaml"), "utf8"), {merge: true}) as {
  services: Record<string, Service>;
  networks: Record<string, {internal?: boolean}>;
  volumes: Record<string, object>;
  secrets: Record<string, {file: string}>;
};
const services = Object.entries(compose.services);
const scratch = mkdtempSync(join(tmpdir(), "atalaya-compose-"));
afterAll(() => rmSync(scratch, {recursive: true, force: true}));

it.each(services)("the service %s is hardened, bounded, and of an exact image", (_, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"]
  });
  expect(service.privileged ?? service.cap_add).toBeUndefined();
  expect(service.pids_limit).toBeGreaterThan(0);
  expect(service.deploy?.resources?.limits?.memory).toMatch(/^\d+[mg]$/);
  expect(Number(service.deploy?.resources?.limits?.cpus)).toBeGreaterThan(0);
  expect(service.image).toMatch(/:v?\d+(\.\d+)*[\w.-]*$/);
  if (!service.build) expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/); // ours say it themselves
});

it.each(services)("the service %s names only what there is, and no secret", (_, service) => {
  const {secrets = [], networks, volumes = [], depends_on: others = {}, environment = {}} = service;
  for (const name of secrets) expect(compose.secrets).toHaveProperty(name);
  for (const name of networks) expect(compose.networks).toHaveProperty(name);
  for (const [name, {condition, required}] of Object.entries(others)) {
    const other = compose.services[name];
    expect(other, name).toBeDefined();
    if (condition === "service_healthy") expect(other.healthcheck).toBeDefined();
    if (other.profiles && !service.profiles) expect([name, required]).toEqual([name, false]);
  }
  for (const volume of volumes) {
    const [source] = volume.replace(/\$\{\w+:-([^}]*)\}/g, "$1").split(":");
    if (source.startsWith(".")) expect(existsSync(join(folder, source)), source).toBe(true);
    else expect(compose.volumes).toHaveProperty(source);
  }
  for (const [name, value] of Object.entries(environment)) {
    if (!/KEY|PASSWORD|SECRET|ROOT_USER/.test(name)) continue;
    expect([name, value]).toEqual([
      expect.stringMatching(/_FILE$/),
      expect.stringMatching(/^\/run\/secrets\//)
    ]);
    expect(secrets).toContain(value.split("/").at(-1));
  }
});

it("only the site and Grafana have a port, on this machine only, and reach neither store nor database", () => {
  const open = services.filter(([, {ports}]) => ports);
  expect(open.map(([name, {ports}]) => [name, ports])).toEqual([
    ["grafana", ["127.0.0.1:${GRAFANA_PORT:-3000}:3000"]],
    ["site", ["${ATALAYA_ADDRESS:-127.0.0.1}:${ATALAYA_PORT:-8080}:8080"]]
  ]);
  const {networks, services: all} = compose;
  for (const [name, {networks: used}] of services) {
    if (name === "site") expect(used).toEqual(["web"]);
    else if (name === "grafana") expect(used).toEqual(["monitoring", "dashboards"]);
    else
      for (const network of used) expect([name, networks[network].internal]).toEqual([name, true]);
  }
  expect(all.minio.networks).toEqual(["store"]);
  expect(all.mlflow.networks).toEqual(["tracking"]);
  expect(all.postgresql.networks).toEqual(["database"]);
});

it("every service that stays has a health check, and comes back", () => {
  const staying = services.filter(([, {restart}]) => restart === "unless-stopped");
  expect(staying.map(([name]) => name).sort()).toEqual([
    "grafana",
    "minio",
    "mlflow",
    "postgresql",
    "prometheus",
    "seaweedfs",
    "site"
  ]);
  for (const [name, {healthcheck}] of staying) expect([name, healthcheck]).not.toContain(undefined);
});

/** Copies the scripts into the scratch folder and makes the secrets there; returns what that said. */
function makeSecrets(): string {
  cpSync(join(folder, "compose"), join(scratch, "compose"), {recursive: true});
  cpSync(join(folder, "postgresql"), join(scratch, "postgresql"), {recursive: true});
  const {status, stdout, stderr} = spawnSync(join(scratch, "compose/make-secrets.sh"), {
    encoding: "utf8"
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const secret = (name: string) =>
  readFileSync(join(scratch, "compose/secrets", name), "utf8").trim();

it("make-secrets.sh makes every secret that compose.yaml names, once", () => {
  const said = makeSecrets();
  const made = readdirSync(join(scratch, "compose/secrets"));
  const named = Object.values(compose.secrets).map(({file}) =>
    file.replace("compose/secrets/", "")
  );
  expect(made.sort()).toEqual(named.sort());
  expect(statSync(join(scratch, "compose/secrets")).mode & 0o777).toBe(0o700);
  const drawn = made.filter((name) => /secret_key|password/.test(name)).map(secret);
  expect(new Set(drawn).size).toBe(drawn.length);
  for (const text of drawn) expect(text).toMatch(/^[A-Za-z0-9]{32}$/);
  for (const text of drawn) expect(said).not.toContain(text);
  const before = drawn.join();
  expect(makeSecrets()).toBe("");
  expect(
    made
      .filter((name) => /secret_key|password/.test(name))
      .map(secret)
      .join()
  ).toBe(before);
  const key = createPrivateKey(secret("signing_key"));
  expect(key.asymmetricKeyType).toBe("ed25519");
  const {identities} = JSON.parse(secret("seaweedfs_identities")) as {
    identities: {name: string; actions: string[]; credentials: {secretKey: string}[]}[];
  };
  expect(identities.map(({name}) => name)).toEqual(["admin", "writer", "reader"]);
  expect(identities[1].credentials[0].secretKey).toBe(secret("minio_writer_secret_key"));
  expect(
    identities[2].actions.every((action) => /^(Read|List):cybersec-ml-\w+$/.test(action))
  ).toBe(true);
});

it("git and the images leave the secrets out", () => {
  const path = "infra/compose/secrets/postgresql_admin_password";
  expect(spawnSync("git", ["check-ignore", path], {cwd: root}).status).toBe(0);
  const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  expect(ignored).toContain("*"); // all but what is named
  expect(ignored.filter((line) => line.startsWith("!infra/compose"))).toEqual([]);
});

const psql = spawnSync("psql", ["--version"]).error && "missing psql; install postgresql-client";

describeWith("infra/compose with a real PostgreSQL:", missingPostgres() ?? psql, () => {
  it("owner.sh, the migrations and grants.sh make a pipeline that adds and an analyst who reads", async () => {
    makeSecrets();
    const secrets = join(scratch, "compose/secrets");
    const server = await startPostgres({password: secret("postgresql_admin_password")});
    const env = {
      ...process.env,
      PGHOST: server.host,
      PGPORT: String(server.port),
      ATALAYA_SECRETS: secrets
    };
    const run = (command: string, args: string[], more: Record<string, string> = {}) =>
      new Promise<{code: number | null; said: string}>((resolve) => {
        const child = spawn(command, args, {cwd: root, env: {...env, ...more}});
        let said = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
        child.on("close", (code) => resolve({code, said}));
      });
    const as = async (user: string, query: string) => {
      const password = secret(`postgresql_${user}_password`);
      const {host, port} = server;
      const client = new pg.Client({host, port, user, password, database: "atalaya"});
      try {
        await client.connect();
        return (await client.query(query)).rows as unknown[];
      } finally {
        await client.end();
      }
    };
    try {
      for (const time of ["first", "again"]) {
        expect([time, await run("bash", [join(scratch, "compose/owner.sh")])]).toEqual([
          time,
          {code: 0, said: ""}
        ]);
        const migrate = await run(process.execPath, ["pipeline/atalaya.js", "audit", "migrate"], {
          PG_HOST: server.host,
          PG_PORT: String(server.port),
          PG_USER: "auditor",
          PG_DATABASE: "atalaya",
          PG_PASSWORD_FILE: join(secrets, "postgresql_auditor_password"),
          ATALAYA_WORKSPACE: join(scratch, "workspace")
        });
        expect([time, migrate.code, migrate.said]).toEqual([time, 0, migrate.said]);
        const granted = await run("bash", [join(scratch, "compose/grants.sh")]);
        expect([time, granted.code, granted.said]).toEqual([
          time,
          0,
          expect.not.stringContaining("ERROR")
        ]);
      }
      for (const user of ["pipeline", "analyst"])
        expect(await as(user, "SELECT * FROM runs")).toEqual([]);
      await expect(as("pipeline", "DELETE FROM runs")).rejects.toThrow("permission denied");
      await expect(as("analyst", "INSERT INTO runs DEFAULT VALUES")).rejects.toThrow(
        "permission denied"
      );
      await expect(as("pipeline", "CREATE TABLE mine (a int)")).rejects.toThrow(
        "permission denied"
      );
      const rotated = join(secrets, "postgresql_analyst_password");
      rmSync(rotated);
      makeSecrets();
      await expect(as("analyst", "SELECT 1")).rejects.toThrow("password authentication failed");
      expect((await run("bash", [join(scratch, "compose/grants.sh")])).code).toBe(0);
      expect(await as("analyst", "SELECT 1 AS one")).toEqual([{one: 1}]);
    } finally {
      await server.stop();
    }
  });
});
