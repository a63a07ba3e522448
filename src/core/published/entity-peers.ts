import {closestPeers} from "../entities/peers.js";
import {shareNames} from "../entities/similarity.js";
import type {Peer, Profile, ShareName} from "../entities/similarity.js";
import type {EntityNames} from "./entity-tables.js";
import type {Tables} from "./tables.js";

/** A row of the table `entity_peers`: the peer that is *place*-th closest to an entity, from 1. */
export interface PeerRow extends Peer {
  entity: string;
  place: number;
}

/** The columns of `entity_peers`, in order, with their types. */
export const peerColumns: readonly [keyof PeerRow, "VARCHAR" | "INTEGER" | "DOUBLE"][] = [
  ["entity", "VARCHAR"],
  ["place", "INTEGER"],
  ["peer", "VARCHAR"],
  ["similarity", "DOUBLE"],
  ["services", "DOUBLE"],
  ["ports", "DOUBLE"],
  ["hours", "DOUBLE"],
  ["bytes", "DOUBLE"],
  ["connections", "DOUBLE"],
  ["differs", "VARCHAR"],
  ["value", "VARCHAR"],
  ["own", "DOUBLE"],
  ["theirs", "DOUBLE"]
];

/** Returns the closest peers of every compared host, by host: at most five each. */
export async function peerRows(tables: Tables, names: EntityNames): Promise<PeerRow[]> {
  const profiles = await readProfiles(tables, names);
  return closestPeers(profiles).flatMap((peers, i) =>
    peers.map((peer, j) => ({entity: profiles[i].entity, place: j + 1, ...peer}))
  );
}

/** Reads the profiles of the compared hosts, by host. At most 2,000 of 88 values each. */
async function readProfiles(tables: Tables, names: EntityNames): Promise<Profile[]> {
  const volumes = await tables.rows<Pick<Profile, "entity" | "bytes" | "connections">>(
    `SELECT entity, quantile_disc(bytes_out, 0.5) AS bytes,
      CAST(quantile_disc(entity_hours.events, 0.5) AS DOUBLE) AS connections
    FROM ${names("entity_hours")} AS entity_hours
    WHERE entity IN (SELECT entity FROM ${names("entities")} WHERE compared)
    GROUP BY entity ORDER BY entity`
  );
  const rows = await tables.rows<{entity: string; kind: ShareName; value: string; share: number}>(
    `SELECT entity, kind, value, share FROM ${names("entity_profiles")}
    ORDER BY entity, kind, events DESC, value`
  );
  const shares = new Map(volumes.map(({entity}) => [entity, emptyShares()]));
  for (const {entity, kind, value, share} of rows) shares.get(entity)![kind].set(value, share);
  return volumes.map((volume) => ({...volume, shares: shares.get(volume.entity)!}));
}

function emptyShares(): Record<ShareName, Map<string, number>> {
  return Object.fromEntries(shareNames.map((name) => [name, new Map()])) as Record<
    ShareName,
    Map<string, number>
  >;
}
