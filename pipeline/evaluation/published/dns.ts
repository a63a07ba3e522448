import {serviceTables} from "../../../src/core/schema/service-tables.js";
import {literals} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";

/** Fills `published.dns` with the DNS queries of the files *dns* of SILVER, in the order of time; empty without any. */
export async function createDns(session: Session, dns: string[]): Promise<void> {
  const columns = serviceTables.dns;
  await session.run(
    `CREATE TABLE published.dns (${columns.map(({name, type}) => `${name} ${type}`).join(", ")})`
  );
  if (dns.length === 0) return;
  const names = columns.map(({name}) => name).join(", ");
  await session.run(
    `INSERT INTO published.dns SELECT ${names} FROM read_parquet(${literals(dns)}, hive_partitioning = false) ORDER BY time, ${names}`
  );
}
