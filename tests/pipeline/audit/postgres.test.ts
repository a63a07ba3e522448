import {afterAll, beforeAll} from "vitest";
import {postgresAudit} from "../../../pipeline/audit/open.js";
import {openPostgres} from "../../../pipeline/audit/postgres.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";
import {describeAudit} from "./contract.js";
import {newDatabase} from "./databases.js";
import {describeProof} from "./proof-contract.js";

describeWith("with a PostgreSQL server of this machine:", missingPostgres(), () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
  });

  describeAudit("postgresAudit(settings)", async () => postgresAudit(await newDatabase(server)));

  describeProof("postgresAudit(settings)", async () => {
    const settings = await newDatabase(server);
    const audit = await postgresAudit(settings);
    const database = await openPostgres(settings);
    const close = async () => {
      await audit.close();
      await database.close();
    };
    return {database, audit: {...audit, close}};
  });
});
