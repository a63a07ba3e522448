import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {layers} from "../../src/core/schema/artifacts.js";
import {readSettings} from "../../pipeline/config/settings.js";
import type {Settings} from "../../pipeline/config/settings.js";
import {execute} from "../pipeline/audit/databases.js";
import {startMinio} from "../services/minio.js";
import type {MinioServer} from "../services/minio.js";
import {startPostgres} from "../services/postgres.js";
import type {PostgresServer} from "../services/postgres.js";

/** Where runs of a test keep everything: a workspace of its own and, if served, buckets and a database of its own. */
export interface Place {
  /** The workspace, which is not there yet. */
  readonly workspace: string;

  /** The environment that makes a command use the place. */
  readonly env: Readonly<Record<string, string>>;

  /** Returns another workspace over the same buckets and database, or the same one if they are in it. */
  neighbour(): Place;

  /** Returns the settings that a command in the place has. */
  settings(): Settings;

  /** Removes the workspace; buckets and database go with their servers. */
  remove(): Promise<void>;
}

/** Where places come from. */
export interface Places {
  /** What they are like, for titles. */
  readonly kind: "embedded" | "served";

  /** Returns a place that nobody has used. */
  fresh(): Promise<Place>;

  /** Ends the servers, and removes what they kept. */
  stop(): Promise<void>;
}

/** The servers of a test, and places on them. */
export interface ServedPlaces extends Places {
  readonly minio: MinioServer;
  readonly postgres: PostgresServer;
}

/** Returns places in folders: a store of files, and a database inside each process. */
export function embeddedPlaces(): Places {
  return {
    kind: "embedded",
    async fresh() {
      return placeIn(await mkdtemp(join(tmpdir(), "atalaya-place-")));
    },
    stop: async () => {}
  };
}

/** Returns a place whose workspace is in *folder*, embedded. */
export function placeIn(folder: string): Place {
  return newPlace(folder, {});
}

/** Starts a MinIO and a PostgreSQL, and returns places on them: four buckets and a database each. */
export async function servedPlaces(): Promise<ServedPlaces> {
  const minio = await startMinio();
  const postgres = await startPostgres();
  let made = 0;
  return {
    kind: "served",
    minio,
    postgres,
    async fresh() {
      const name = `place${++made}`;
      await execute(postgres.url, `CREATE DATABASE ${name}`);
      const buckets = layers.map((layer) => [`MINIO_BUCKET_${layer.toUpperCase()}`, name, layer]);
      const env = {
        ...minio.env,
        ...Object.fromEntries(buckets.map(([variable, ...parts]) => [variable, parts.join("-")])),
        ...databaseEnv(postgres, name)
      };
      return newPlace(await mkdtemp(join(tmpdir(), "atalaya-place-")), env);
    },
    async stop() {
      await Promise.all([minio.stop(), postgres.stop()]);
    }
  };
}

/** Returns the environment that makes a command use the database *name* on *server*. */
export function databaseEnv(
  {host, port, user, password}: Pick<PostgresServer, "host" | "port" | "user" | "password">,
  name: string
): Record<string, string> {
  return {
    PG_HOST: host,
    PG_PORT: String(port),
    PG_USER: user,
    PG_PASSWORD: password,
    PG_DATABASE: name
  };
}

function newPlace(folder: string, env: Record<string, string>): Place {
  let made = 0;
  const at = (workspace: string): Place => ({
    workspace,
    env: {...env, ATALAYA_WORKSPACE: workspace, TMPDIR: tmpdir()},
    neighbour: () => (env.MINIO_ENDPOINT ? at(join(folder, `w${++made}`)) : at(workspace)),
    settings: () => readSettings({workspace}, env),
    remove: () => rm(folder, {recursive: true, force: true})
  });
  return at(join(folder, "w"));
}
