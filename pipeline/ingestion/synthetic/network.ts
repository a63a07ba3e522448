import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, zipf} from "./draw.js";

// The cast: 64 hosts in 10.20.0.0/16. Everyone outside lives in blocks reserved for documentation
// and benchmarks (RFC 5737, RFC 2544), so that no address is anyone’s.

/** The servers of the office, in 10.20.0.0/24, and the web server that the internet can reach. */
export const servers = {
  directory: "10.20.0.10",
  resolver: "10.20.0.11",
  files: "10.20.0.20",
  mail: "10.20.0.25",
  intranet: "10.20.0.30",
  database: "10.20.0.40",
  backup: "10.20.0.50",
  build: "10.20.0.60",
  monitor: "10.20.0.70",
  recorder: "10.20.0.80",
  clock: "10.20.0.123",
  web: "10.20.3.10"
} as const;

/** The workstations, in 10.20.1.0/24. */
export const workstations: readonly string[] = addresses("10.20.1.", 11, 32);

/** The laptops, in the same network. */
export const laptops: readonly string[] = addresses("10.20.1.", 101, 6);

/** The printers, in 10.20.2.0/24. */
export const printers: readonly string[] = addresses("10.20.2.", 11, 3);

/** The cameras, in the same network as the printers. */
export const cameras: readonly string[] = addresses("10.20.2.", 41, 4);

/** The reader of badges at the door. */
export const badgeReader = "10.20.2.60";

/** The guests of the wireless network, in 10.20.9.0/24. */
export const guests: readonly string[] = addresses("10.20.9.", 100, 6);

/** A file server that was retired; one workstation still looks for it. */
export const retiredServer = "10.20.0.99";

/** Who is outside and has a part. */
export const outside = {
  upstreamResolvers: ["198.51.100.53", "198.51.100.54"],
  clocks: ["198.51.100.123", "198.51.100.124"],
  updates: "198.51.100.80",
  packages: "198.51.100.81",
  storage: "198.51.100.200",
  video: addresses("198.51.100.", 128, 12),
  mailPeers: addresses("203.0.113.", 20, 24)
} as const;

/** Who is outside and hostile. */
export const hostile = {
  command: ["192.0.2.66", "192.0.2.91", "192.0.2.140"],
  tunnel: ["192.0.2.153", "192.0.2.154"],
  drop: ["192.0.2.201", "192.0.2.202", "192.0.2.203"],
  guesser: "192.0.2.35"
} as const;

const sites = 600;

/** Returns whether *address* is in the office. */
export function isLocal(address: string): boolean {
  return address.startsWith("10.20.");
}

/** Draws a web site’s address: from the *favourites* mostly, else from all of them by Zipf’s law. */
export function site(random: Random, favourites: readonly number[]): string {
  const k = chance(random, 0.6) ? favourites[zipf(random, favourites.length)] : zipf(random, sites);
  return siteAddresses[k];
}

/** Draws the sites that one host likes best. */
export function favouriteSites(random: Random): number[] {
  return Array.from({length: 12}, () => zipf(random, sites));
}

/** Draws an address of 198.19.0.0/16, where the clients and the noise of the internet come from. */
export function outsideScanner(random: Random): string {
  return `198.19.${integer(random, 0, 255)}.${integer(random, 1, 254)}`;
}

const siteAddresses = Array.from({length: sites}, (_, k) => {
  return k % 5 === 0
    ? `203.0.113.${64 + ((k / 5) % 180)}`
    : `198.18.${k % 97}.${1 + ((k * 7) % 250)}`;
});

function addresses(prefix: string, first: number, n: number): string[] {
  return Array.from({length: n}, (_, i) => prefix + (first + i));
}
