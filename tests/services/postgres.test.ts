import {existsSync} from "node:fs";
import pg from "pg";
import {afterAll, beforeAll, expect, it} from "vitest";
import {describeWith} from "./available.js";
import {missingPostgres, startPostgres} from "./postgres.js";
import type {PostgresServer} from "./postgres.js";

describeWith("startPostgres() with a server of this machine:", missingPostgres(), () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
  });

  async function select(url: string, sql: string): Promise<unknown[]> {
    const client = new pg.Client({connectionString: url});
    await client.connect();
    const {rows} = await client.query(sql);
    await client.end();
    return rows;
  }

  it("startPostgres() returns the address of an empty database in UTF-8", async () => {
    expect(await select(server.url, "SHOW server_encoding")).toEqual([{server_encoding: "UTF8"}]);
    const tables = "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'";
    expect(await select(server.url, tables)).toEqual([{n: 0}]);
  });

  it("startPostgres() refuses a wrong password", async () => {
    const url = server.url.replace(server.password, "wrong");
    await expect(select(url, "SELECT 1")).rejects.toThrow("password authentication failed");
  });

  it("startPostgres() keeps its data and its address from down() to up()", async () => {
    await select(server.url, "CREATE TABLE kept AS SELECT 42 AS n");
    await server.down();
    await expect(select(server.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
    await server.up();
    expect(await select(server.url, "SELECT n FROM kept")).toEqual([{n: 42}]);
  });

  it("startPostgres() leaves neither server nor folder after stop()", async () => {
    const other = await startPostgres();
    const [{folder}] = (await select(
      other.url,
      "SELECT current_setting('data_directory') AS folder"
    )) as {folder: string}[];
    await other.stop();
    expect(existsSync(folder)).toBe(false);
    await expect(select(other.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
  });
});
