import {DOUBLE, INTEGER, VARCHAR} from "@duckdb/node-api";
import {peerColumns, peerRows} from "../../../src/core/published/entity-peers.js";
import type {PeerRow} from "../../../src/core/published/entity-peers.js";
import {
  entityLimits,
  entitySteps,
  publishedEntities
} from "../../../src/core/published/entity-tables.js";
import type {EntityLimits} from "../../../src/core/published/entity-tables.js";
import type {Session} from "../../duckdb/session.js";

/**
 * Fills the tables of `published` that are about hosts, and returns the rows of `entity_peers`. Each table is sorted by
 * entity, so that one host costs few blocks; `entities` is sorted by rank.
 */
export async function createEntities(
  session: Session,
  threshold: number,
  limits: EntityLimits = entityLimits
): Promise<PeerRow[]> {
  for (const {sql} of entitySteps({threshold, names: publishedEntities, limits}))
    await session.run(sql);
  const peers = await peerRows(session, publishedEntities);
  await createPeers(session, peers);
  return peers;
}

async function createPeers(session: Session, peers: readonly PeerRow[]): Promise<void> {
  const columns = peerColumns.map(([name, type]) => `"${name}" ${type}`).join(", ");
  await session.run(`CREATE TABLE published.entity_peers (${columns})`);
  const appender = await session.connection.createAppender("entity_peers", "main", "published");
  const types = {VARCHAR, INTEGER, DOUBLE};
  for (const peer of peers) {
    for (const [name, type] of peerColumns) {
      const value = peer[name];
      if (value === null) appender.appendNull();
      else appender.appendValue(value, types[type]);
    }
    appender.endRow();
  }
  appender.closeSync();
}
