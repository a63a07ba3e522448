import {migrate, readMigrations} from "../../../pipeline/audit/migrate.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import {sqlAudit} from "../../../pipeline/audit/sql.js";
import {describeProof} from "./proof-contract.js";

describeProof("sqlAudit(database) over PGlite", async () => {
  const database = await openPglite();
  await migrate(database, await readMigrations());
  return {database, audit: sqlAudit(database)};
});
