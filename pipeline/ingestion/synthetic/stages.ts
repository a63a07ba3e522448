import type {Random} from "../../../src/core/forest/types.js";
import type {Cast} from "./cast.js";
import {outsideScanner} from "./cast.js";
import {addressOf, domainOf, fronted, hashed, services} from "./domains.js";
import type {Domain} from "./domains.js";
import {chance, integer, logNormal, pick, shuffled} from "./draw.js";
import {refused, tcp, udp, unanswered} from "./flow.js";
import type {Call, Flow, Mark} from "./flow.js";
import {guess} from "./internet.js";
import {day} from "./options.js";
import {hex} from "./web.js";

/** What a stage is set with. */
export interface Scene {
  /** The host that was drawn for the attack. */
  host: string;
  cast: Cast;

  /** How hard it is to find, in [0, 3]. */
  difficulty: number;

  /** The number of flows that it will make, at least 1. */
  flows: number;

  /** Draws what is the same for all of its flows. */
  random: Random;

  /** Tells the attacks of one kind apart, from 0. */
  turn: number;
}

/** Who acts in an attack, and how. */
export interface Stage {
  /** The hosts that act, in the order in which they do. */
  actors: readonly string[];

  /** Who is called, in words, as a name or as an address. */
  target: string;

  /** Makes flow *i* of the attack, from 0. */
  flow(random: Random, time: number, i: number, mark: Mark): Flow;
}

const wellKnown = [22, 80, 443, 445, 3389, 21, 23, 25, 53, 88, 110, 135, 139, 143, 389, 993, 1433, 3306, 5432, 5900, 5985, 8080]; // prettier-ignore

/** Every port in turn, the telling ones first, on a few hosts. */
export function portScan({host: src}: Scene, targets: readonly string[]): Stage {
  return {
    actors: [src],
    target: targets.join(" and "),
    flow(random, time, i, mark) {
      const k = Math.floor(i / targets.length);
      const dstPort = k < wellKnown.length ? wellKnown[k] : 1 + ((k * 7919) % 65_535);
      return probe(random, {time, src, dst: targets[i % targets.length], dstPort, mark}, 0.85);
    }
  };
}

/** One port across the addresses of three networks; most of them are nobody’s. */
export function sweep({host: src}: Scene, port: number): Stage {
  return {
    actors: [src],
    target: "10.20.0.0 to 10.20.2.255",
    flow(random, time, i, mark) {
      const k = (i * 211) % 762; // each address once, in an order that skips about
      const dst = `10.20.${Math.floor(k / 254)}.${1 + (k % 254)}`;
      return probe(random, {time, src, dst, dstPort: port, mark}, 0.15);
    }
  };
}

/** A SYN to a port that may be open (rarely), closed, or dropped. */
function probe(random: Random, call: Call, closed: number): Flow {
  if (chance(random, 0.03)) {
    return tcp(random, call, {sent: 0, received: 0, seconds: 0.002, state: "RSTO"});
  }
  return chance(random, closed) ? refused(random, call) : unanswered(random, call);
}

/** One password after the other: short sessions of a few bytes. */
export function sshGuessing({host: src}: Scene, dst: string): Stage {
  return {
    actors: [src],
    target: dst,
    flow: (random, time, _, mark) =>
      tcp(random, {time, src, dst, dstPort: 22, service: "ssh", client: 2, mark}, guess(random))
  };
}

/** The same from outside: one address, or of the hardest tier many, each a few times. */
export function outsideGuessing(scene: Scene, dst: string): Stage {
  const {difficulty, random} = scene;
  if (difficulty < 3) return sshGuessing({...scene, host: `192.0.2.${35 + scene.turn}`}, dst);
  const actors = Array.from({length: 40}, () => outsideScanner(random));
  return {
    actors,
    target: dst,
    flow(random, time, i, mark) {
      const call = {time, src: actors[(i * 7) % 40], dst, dstPort: 22, service: "ssh", client: 3};
      return tcp(random, {...call, mark}, guess(random));
    }
  };
}

/** Passwords by RDP, on the terminal server. */
export function rdpGuessing({host: src, cast}: Scene): Stage {
  const [dst] = cast.servers.terminal;
  return {
    actors: [src],
    target: dst,
    flow(random, time, _, mark) {
      const [sent, received] = [integer(random, 1_500, 2_100), integer(random, 1_250, 1_700)];
      const seconds = 0.4 + logNormal(random, 900, 0.3) / 1000;
      const state = chance(random, 0.6) ? ("RSTR" as const) : ("SF" as const);
      const call = {time, src, dst, dstPort: 3389, service: "rdp", mark};
      return tcp(random, call, {sent, received, seconds, state});
    }
  };
}

/** One password for many accounts: on every host by SMB, or of the hardest tier at the directory. */
export function spraying({host: src, cast, difficulty, random}: Scene): Stage {
  const hidden = difficulty === 3;
  const stations = cast.stations.map(({address}) => address).filter((address) => address !== src);
  const hosts = hidden ? cast.servers.directory : shuffled(random, stations).slice(0, 40);
  const door = hidden
    ? {dstPort: 88, service: "krb_tcp"}
    : {dstPort: 445, service: "gssapi,ntlm,smb"};
  return {
    actors: [src],
    target: hidden ? hosts[0] : `${hosts.length} workstations`,
    flow(random, time, i, mark) {
      const call = {time, src, dst: hosts[i % hosts.length], ...door, mark};
      const [sent, received] = [integer(random, 1_300, 1_700), integer(random, 1_100, 1_500)];
      return tcp(random, call, {sent, received, seconds: 0.05, state: "SF"});
    }
  };
}

/**
 * Calls home: each flow looks like any other; only the rhythm gives it away. Loud ones have an address of
 * their own, harder ones share that of a content network, the hardest ones use a popular domain.
 */
export function beacon(scene: Scene): Stage {
  const {host: src, difficulty, turn} = scene;
  const to = homeOf(scene);
  const own = [66, 91, 140, 172][turn % 4] + (turn >> 2);
  const steady = difficulty < 2 || turn === 0;
  const spread = [0.01, 0.1, 0.3, 0.4][difficulty];
  return {
    actors: [src],
    target: steady && difficulty < 3 ? `${to.hosts[0]} (192.0.2.${own})` : to.hosts[0],
    flow(random, time, i, mark) {
      const dst = steady && difficulty < 3 ? `192.0.2.${own}` : addressOf(to, time, turn);
      const entry = i === 0; // the program that calls home is fetched first
      const received = logNormal(random, entry ? 450_000 : 3_310, spread);
      const seconds = logNormal(random, entry ? 2_400 : 240, 0.12) / 1000;
      const call = {time, src, dst, dstPort: 443, service: "ssl", name: to.hosts[0]};
      const client = difficulty < 2 ? 12 : 0;
      const sent = logNormal(random, 750, spread);
      return tcp(random, {...call, client, mark}, {sent, received, seconds, state: "SF"});
    }
  };
}

const homes = ["sync.quietfern.example", "news.palebrook.example", "cdn.graywillow.example", "img.coldharvest.example", "app.farhollow.example", "js.deepmoss.example"]; // prettier-ignore

function homeOf({difficulty, turn, cast}: Scene): Domain {
  if (difficulty === 3) return cast.domains[3 + turn];
  const name = homes[turn % homes.length];
  return difficulty === 2 && turn > 0 ? fronted(name) : domainOf(name);
}

/** Queries and answers that carry data: loud ones past the office’s resolver, harder ones through it. */
export function dnsTunnel({host: src, cast, difficulty, turn}: Scene): Stage {
  const through = difficulty > 1 || (difficulty === 1 && turn % 2 === 1);
  const dst = through ? cast.servers.resolver[0] : `192.0.2.${153 + turn}`;
  const zone = `t.${["blueledger", "ashmeter", "oakgauge", "rimvault"][turn % 4]}.example`;
  const labels = [4, 3, 2, 1][difficulty]; // of 48 letters each
  return {
    actors: [src],
    target: `${zone} by ${dst}`,
    flow(random, time, _, mark) {
      let name = "";
      for (let k = 0; k < labels; ++k)
        name += `${hex(random)}${hex(random)}${hex(random)}${hex(random)}.`;
      name += hex(random).slice(0, integer(random, 2, 10)) + "." + zone;
      const sent = 18 + name.length;
      const received = sent + integer(random, 40, [260, 220, 160, 90][difficulty]);
      const seconds = logNormal(random, 46, 0.3) / 1000;
      const call = {
        time,
        src,
        dst,
        dstPort: 53,
        service: "dns",
        name,
        answer: "TXT",
        client: 16,
        mark
      };
      return udp(random, call, {sent, received, seconds});
    }
  };
}

/** Uploads of *median* bytes, with hardly a byte in return: to one host, or into a cloud that others use too. */
export function exfiltration({host: src, difficulty, turn, cast}: Scene, median: number): Stage {
  const own = domainOf(`files.${["redcove", "icegrove", "dustmill", "tallpine"][turn % 4]}.example`, {lifetime: 2 * day}); // prettier-ignore
  const to = difficulty === 3 ? services.drive : own;
  const fixed = `192.0.2.${201 + turn}`;
  const client =
    difficulty < 2 ? 12 : (cast.stations.find(({address}) => address === src)?.client ?? 0);
  return {
    actors: [src],
    target: difficulty < 2 ? `${to.hosts[0]} (${fixed})` : to.hosts[0],
    flow(random, time, _, mark) {
      const dst = difficulty < 2 ? fixed : addressOf(to, time, hashed(turn, 3, 3));
      const sent = logNormal(random, median, 0.6);
      const received = Math.floor(sent / 3_000) + 4_000;
      const seconds = sent / logNormal(random, 3_000_000, 0.3);
      const call = {time, src, dst, dstPort: 443, service: "ssl", name: to.hosts[0], client, mark};
      return tcp(random, call, {sent, received, seconds, state: "SF"});
    }
  };
}

const doors = [
  {dstPort: 445, service: "gssapi,ntlm,smb"},
  {dstPort: 3389, service: "rdp"},
  {dstPort: 5985, service: "http"},
  {dstPort: 22, service: "ssh"}
];

/** From one workstation into the others: into all at once, or from each into the next, two to four hops. */
export function lateralMovement(scene: Scene): Stage {
  const {host, cast, difficulty, flows, random} = scene;
  const stations = cast.stations.map(({address}) => address).filter((address) => address !== host);
  if (difficulty > 1)
    return hops(scene, [host, ...shuffled(random, stations).slice(0, integer(random, 2, 4))]);
  const reached = shuffled(random, stations).slice(0, difficulty === 0 ? 37 : Math.min(10, flows));
  return {
    actors: [host],
    target: `${reached.length} workstations and laptops`,
    flow(random, time, i, mark) {
      const call = {
        time,
        src: host,
        dst: reached[i % reached.length],
        ...pick(random, doors),
        mark
      };
      if (chance(random, difficulty === 0 ? 0.25 : 0.1)) return refused(random, call);
      if (chance(random, difficulty === 0 ? 0.15 : 0.05)) return unanswered(random, call, 2);
      return session(random, call);
    }
  };
}

function hops({flows, difficulty}: Scene, path: readonly string[]): Stage {
  const length = Math.min(path.length - 1, flows);
  return {
    actors: path.slice(0, length),
    target: path.slice(1, length + 1).join(", then "),
    flow(random, time, i, mark) {
      const hop = Math.min(length - 1, Math.floor((i * length) / flows));
      const door = doors[difficulty === 3 ? 0 : hop % 2];
      return session(random, {time, src: path[hop], dst: path[hop + 1], ...door, mark});
    }
  };
}

function session(random: Random, call: Call): Flow {
  const sent = logNormal(random, 24_000, 1.3);
  const received = logNormal(random, 16_000, 1.2);
  return tcp(random, call, {sent, received, seconds: logNormal(random, 14_000, 1.2) / 1000});
}
