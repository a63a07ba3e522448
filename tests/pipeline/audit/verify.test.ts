import {migrate, readMigrations} from "../../../pipeline/audit/migrate.js";
import {openPglite} from "../../../pipeline/audit/pglite.js";
import {sqlAudit} from "../../../pipeline/audit/sql.js";
import {describeDecisions} from "./decisions-contract.js";
import {describeProof} from "./proof-contract.js";

async function openInMemory() {
  const database = await openPglite();
  await migrate(database, await readMigrations());
  return {database, audit: sqlAudit(database)};
}

describeProof("sqlAudit(database) over PGlite", openInMemory);

describeDecisions("sqlAudit(database) over PGlite", async () => (await openInMemory()).audit);
