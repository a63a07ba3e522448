import {afterAll, beforeAll} from "vitest";
import {postgresAudit} from "../../../pipeline/audit/open.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";
import {describeAudit} from "./contract.js";
import {newDatabase} from "./databases.js";

describeWith("with a PostgreSQL server of this machine:", missingPostgres(), () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
  });

  describeAudit("postgresAudit(settings)", async () => postgresAudit(await newDatabase(server)));
});
