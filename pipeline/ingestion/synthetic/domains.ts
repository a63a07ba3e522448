import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer} from "./draw.js";
import {day, hour} from "./options.js";

// Every name ends in .example (RFC 2606), and every address outside is of a block that is nobody's on the
// internet: documentation and benchmarks (RFC 5737, RFC 2544), and the shared space of RFC 6598 for clouds.

/** A name outside, and where it is served from. */
export interface Domain {
  /** The host names under it, at least one; the first is the usual one. */
  hosts: readonly string[];

  /** What its addresses are drawn from: equal numbers share them. */
  pool: number;

  /** The addresses in use at a time. */
  width: number;

  /** The first of them that this domain uses; a domain of a shared pool uses three. */
  first: number;

  /** How long an address serves, in microseconds; Infinity if it stays. */
  lifetime: number;
}

const adjectives = "amber bright calm dapper early fair gentle happy idle jolly keen lively mellow noble open plain quick rapid sunny tidy urban vivid warm young zesty".split(" "); // prettier-ignore
const nouns = "anchor basket cabin dynamo engine feather garden harbor island journal kettle lantern market needle orchard parcel quarry ribbon studio timber umbrella village window yard zephyr".split(" "); // prettier-ignore
const prefixes = ["www", "api", "static", "img", "cdn", "login", "media", "m"];

const providers = 4; // content networks, each of which serves many domains from shared addresses
const providerWidth = 25;
const shared = 1 << 20; // pools from here on are a provider's

/** Draws *n* domains, most popular first; no two are equal. */
export function domainsOf(random: Random, n: number): Domain[] {
  return Array.from({length: n}, (_, i) => {
    const word = `${adjectives[i % 25]}-${nouns[Math.floor(i / 25) % 25]}${i < 625 ? "" : Math.floor(i / 625)}`;
    const start = integer(random, 0, 7);
    const hosts = Array.from(
      {length: integer(random, 1, 3)},
      (_, k) => `${k === 0 ? "www" : prefixes[(start + k) % 8]}.${word}.example`
    );
    return {hosts, ...servedFrom(random, i)};
  });
}

/** Four in ten domains stay where they are; the others are in a cloud or behind a content network. */
function servedFrom(random: Random, index: number): Omit<Domain, "hosts"> {
  if (chance(random, 0.42)) return {pool: index, width: 1, first: 0, lifetime: Infinity};
  if (chance(random, 0.5)) {
    const pool = shared + integer(random, 0, providers - 1);
    return {pool, width: 3, first: integer(random, 0, providerWidth - 3), lifetime: 2 * day};
  }
  const lifetime = integer(random, 12, 120) * hour;
  return {pool: index, width: integer(random, 1, 3), first: 0, lifetime};
}

/** Returns the address of *domain* at *time*; *turn*, an integer of at least 0, chooses among its current ones. */
export function addressOf(
  {pool, width, first, lifetime}: Domain,
  time: number,
  turn: number
): string {
  const place = first + (width === 1 ? 0 : turn % width);
  const epoch =
    lifetime === Infinity ? 0 : Math.floor(time / lifetime + hashed(pool, 0, place) / 2 ** 32); // not all at once
  return cloudAddress(hashed(pool, 1 + epoch, place));
}

/** Returns a domain of one name: by default, one address that stays. */
export function domainOf(name: string, place: Partial<Omit<Domain, "hosts">> = {}): Domain {
  const {width = 1, first = 0, lifetime = Infinity, pool = poolOf(name)} = place;
  return {hosts: [name], pool, width, first, lifetime};
}

/** Returns the domain *name* behind a content network, on addresses that popular domains share. */
export function fronted(name: string): Domain {
  return domainOf(name, {pool: shared + (poolOf(name) % providers), width: 3, lifetime: 2 * day});
}

function poolOf(name: string): number {
  let pool = 2_166_136_261;
  for (let i = 0; i < name.length; ++i) pool = Math.imul(pool ^ name.charCodeAt(i), 16_777_619);
  return shared + 16 + ((pool >>> 0) % 0x3fffffff);
}

/** Returns 32 bits of *a*, *b* and *c*, mixed as MurmurHash3 finishes. */
export function hashed(a: number, b: number, c: number): number {
  let h =
    Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(c + 0x165667b1, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Returns the address of 100.64.0.0/10 that *bits* choose. */
function cloudAddress(bits: number): string {
  return `100.${64 + (bits & 63)}.${(bits >>> 6) & 255}.${1 + ((bits >>> 14) % 254)}`;
}

/** The services that the office uses, by what they are for. */
export const services = {
  telemetry: domainOf("telemetry.deskfleet.example", {width: 2, lifetime: 3 * day}),
  agent: domainOf("agent.patchwise.example", {width: 2, lifetime: 5 * day}),
  push: domainOf("push.pocketbell.example", {width: 4, lifetime: 2 * day}),
  rollout: domainOf("collect.guardpost.example", {width: 2, lifetime: 4 * day}),
  notes: domainOf("sync.notepress.example", {lifetime: 3 * day}),
  cameraCloud: domainOf("keepalive.camview.example"),
  badgeCloud: domainOf("api.doorward.example"),
  updates: domainOf("dl.osupdates.example", {width: 6, lifetime: day}),
  packages: domainOf("registry.packages.example", {width: 4, lifetime: 2 * day}),
  drive: domainOf("upload.skydrive.example", {width: 12, lifetime: day}),
  backup: domainOf("bucket-17.coldstore.example", {width: 2, lifetime: day}),
  meetings: domainOf("relay.meetwell.example", {width: 40, lifetime: 6 * hour}),
  transfer: domainOf("put.bigfiles.example", {width: 20, lifetime: 8 * hour}),
  reputation: domainOf("rep.mailguard.example"),
  status: domainOf("status.hosting.example")
} as const;

/** Where a resolver and a clock ask outside. */
export const upstream = {
  resolvers: ["198.51.100.53", "198.51.100.54"],
  clocks: ["198.51.100.123", "198.51.100.124"],
  poolClocks: ["203.0.113.123", "203.0.113.124", "203.0.113.125"],
  mailPeers: Array.from({length: 24}, (_, i) => `203.0.113.${20 + i}`)
} as const;
