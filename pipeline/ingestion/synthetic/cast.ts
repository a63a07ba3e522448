import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, zipf} from "./draw.js";
import {domainsOf} from "./domains.js";
import type {Domain} from "./domains.js";
import type {FeedSettings} from "./options.js";
import {person} from "./rhythm.js";
import type {Person} from "./rhythm.js";

/** A workstation, a laptop or a guest’s device, and the person who uses it. */
export interface Workstation {
  /** The position among the stations, from 0. */
  index: number;
  address: string;
  owner: Person;

  /** The domains that its owner likes best. */
  favourites: readonly Domain[];

  /** The browser and its TLS library, as an index of the clients. */
  client: number;

  /** The day of the feed on which it is first used; 0 but for newcomers. */
  joins: number;

  /** Whether its owner builds software. */
  developer: boolean;

  /** Whether it leaves with its owner, so that nothing of it runs at night. */
  laptop: boolean;
}

/** The machines of the office that nobody sits at; every list has at least one address. */
export interface Servers {
  directory: readonly string[];
  resolver: readonly string[];
  files: readonly string[];
  mail: readonly string[];
  intranet: readonly string[];
  database: readonly string[];
  backup: readonly string[];
  build: readonly string[];
  monitor: readonly string[];
  recorder: readonly string[];
  clock: readonly string[];

  /** The terminal server, which is reached by RDP. */
  terminal: readonly string[];

  /** The web server, the one that the internet can reach. */
  web: readonly string[];
}

/** All hosts of the office, and the domains that its people know. */
export interface Cast {
  stations: readonly Workstation[];
  guests: readonly Workstation[];
  servers: Servers;
  printers: readonly string[];
  cameras: readonly string[];
  badgeReader: string;

  /** A server that is commissioned on the day *newServerFrom* of the feed. */
  newServer: string;
  newServerFrom: number;

  /** A file server that was retired; one workstation still looks for it. */
  retiredServer: string;

  /** The domains outside, most popular first. */
  domains: readonly Domain[];
}

/** Flows a host and day, from which the number of hosts follows. */
const flowsPerHostDay = 180;

/** The fewest stations, however few the flows, and the most: as many as have an address. */
const minStations = 14;
const maxStations = 40_000;

/** Returns the hosts of the feed that *settings* ask for: as many as its flows would need. */
export function castOf(random: Random, {flows, days}: FeedSettings): Cast {
  const hosts = flows / days / flowsPerHostDay;
  const size = Math.min(maxStations, Math.max(minStations, Math.round(0.75 * hosts)));
  const each = 1 + Math.floor(size / 200); // servers of a kind
  const domains = domainsOf(random, Math.min(20_000, Math.round(75 * Math.sqrt(size + 20))));
  const newcomers = Math.ceil(size / 50);
  const stations = Array.from({length: size}, (_, i) => {
    const joins = i >= size - newcomers ? Math.floor(days * (0.5 + 0.3 * random())) : 0;
    return station(random, i, stationAddress(i), {days, domains, joins, laptop: i % 6 === 5});
  });
  return {
    stations,
    guests: Array.from({length: Math.max(2, size >> 4)}, (_, i) =>
      station(random, i, guestAddress(i), {days, domains, joins: 0, laptop: true})
    ),
    servers: serversOf(each),
    printers: addresses("10.20.2.", 11, 1 + Math.min(20, size >> 5)),
    cameras: addresses("10.20.2.", 41, 1 + Math.min(80, size >> 5)),
    badgeReader: "10.20.2.200",
    newServer: "10.20.0.90",
    newServerFrom: Math.floor(0.6 * days),
    retiredServer: "10.20.0.99",
    domains
  };
}

function serversOf(each: number): Servers {
  return {
    directory: addresses("10.20.4.", 10, Math.min(40, each)),
    resolver: addresses("10.20.5.", 11, Math.min(40, each)),
    files: addresses("10.20.6.", 20, Math.min(200, each)),
    intranet: addresses("10.20.7.", 30, Math.min(40, each)),
    mail: ["10.20.0.25"],
    database: ["10.20.0.40"],
    backup: ["10.20.0.50"],
    build: ["10.20.0.60"],
    monitor: ["10.20.0.70"],
    recorder: ["10.20.0.80"],
    clock: ["10.20.0.123"],
    terminal: ["10.20.0.33"],
    web: ["10.20.3.10"]
  };
}

interface Seat {
  days: number;
  domains: readonly Domain[];
  joins: number;
  laptop: boolean;
}

function station(random: Random, index: number, address: string, seat: Seat): Workstation {
  const {days, domains, joins, laptop} = seat;
  const owner = person(random, days);
  const favourites = Array.from({length: 12}, () => domains[zipf(random, domains.length)]);
  const client = integer(random, 0, 5);
  return {index, address, owner, favourites, client, joins, developer: chance(random, 0.2), laptop};
}

function stationAddress(i: number): string {
  const subnet = i < 200 ? 1 : 16 + Math.floor(i / 200);
  return `10.20.${subnet}.${11 + (i % 200)}`;
}

function guestAddress(i: number): string {
  return i < 150 ? `10.20.9.${100 + i}` : `10.20.10.${1 + (i % 250)}`;
}

/** Returns the addresses of all servers, most of them once. */
export function serverList({servers}: Cast): string[] {
  return Object.values(servers).flat() as string[];
}

/** Returns whether *address* is in the office. */
export function isLocal(address: string): boolean {
  return address.startsWith("10.20.");
}

/** Draws an address of 198.19.0.0/16, where the clients and the noise of the internet come from. */
export function outsideScanner(random: Random): string {
  return `198.19.${integer(random, 0, 255)}.${integer(random, 1, 254)}`;
}

function addresses(prefix: string, first: number, n: number): string[] {
  return Array.from({length: n}, (_, i) => prefix + (first + i));
}
