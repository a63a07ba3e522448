import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, logNormal, pick} from "./draw.js";
import {refused, tcp, udp, unanswered} from "./flow.js";
import type {Call, Flow, Mark} from "./flow.js";
import {hostile, laptops, servers, workstations} from "./network.js";

/** The kinds of attack. */
export type Kind =
  | "port scan"
  | "SSH brute force"
  | "C2 beacon"
  | "DNS tunnel"
  | "exfiltration"
  | "lateral movement";

/**
 * Techniques of MITRE ATT&CK, by kind. The tunnel speaks DNS itself, hence T1071.004 and not T1572
 * (one protocol inside another); the uploads go to another host than the beacons, hence T1048 and not
 * T1041 (over the C2 channel).
 */
export const techniques: Readonly<Record<Kind, string>> = {
  "port scan": "T1046",
  "SSH brute force": "T1110",
  "C2 beacon": "T1071",
  "DNS tunnel": "T1071.004",
  exfiltration: "T1048",
  "lateral movement": "T1021"
};

/** One attack of the script: what, when, how fast and how much of it. */
export interface Scenario {
  kind: Kind;

  /** When it begins, as a share of the feed, in [0, 1). */
  at: number;

  /** The hours it seeks, near *at* and in the same half of the feed. */
  hours: "working" | "quiet";

  /** Its flows, as a share of all flows. */
  share: number;

  /** The most flows it makes; defaults to no limit. */
  most?: number;

  /** The seconds from one flow to the next; fewer if it would not be over in *longest*. */
  pace: number;

  /** The most seconds it takes; defaults to three tenths of the feed. */
  longest?: number;

  /** How late a flow may be, as a share of the pace, in [0, 1]; defaults to 1. */
  jitter?: number;

  /** Sets the stage: the source and the targets, given the host that was drawn for it. */
  stage(host: string): Stage;
}

/** Who acts in an attack, and how. */
export interface Stage {
  /** The address of the source. */
  src: string;

  /** Who is called, in words or as an address. */
  target: string;

  /** Makes flow *i* of the attack, from 0. */
  flow(random: Random, time: number, i: number, mark: Mark): Flow;
}

// Shares add up to 1 % of the feed: the base rate, beside which every precision is to be read. The
// first half holds four attacks; DNS tunnels and lateral movement are novel in the second.
export const scenarios: readonly Scenario[] = [
  {
    kind: "port scan",
    at: 0.12,
    hours: "working",
    share: 0.0006,
    pace: 0.4,
    longest: 1800,
    stage: (host) => portScan(host, [servers.files, servers.database])
  },
  {
    kind: "SSH brute force",
    at: 0.21,
    hours: "quiet",
    share: 0.001,
    pace: 3,
    longest: 7200,
    stage: (host) => bruteForce(host, servers.build)
  },
  {
    kind: "C2 beacon",
    at: 0.3,
    hours: "working",
    share: 0.0008,
    pace: 60,
    jitter: 0.05,
    stage: (host) => beacon(host, hostile.command[0])
  },
  {
    kind: "exfiltration",
    at: 0.39,
    hours: "quiet",
    share: 0.00005,
    most: 300,
    pace: 240,
    longest: 10_800,
    stage: (host) => exfiltration(host, hostile.drop[0], 120e6)
  },
  {
    kind: "port scan",
    at: 0.55,
    hours: "working",
    share: 0.0007,
    pace: 0.1,
    longest: 1800,
    stage: () => portScan(laptops[2], [servers.intranet])
  },
  {
    kind: "DNS tunnel",
    at: 0.6,
    hours: "working",
    share: 0.0014,
    pace: 0.4,
    longest: 10_800,
    stage: (host) => dnsTunnel(host, hostile.tunnel[0])
  },
  {
    kind: "SSH brute force",
    at: 0.65,
    hours: "quiet",
    share: 0.0007,
    pace: 8,
    longest: 14_400,
    stage: () => bruteForce(hostile.guesser, servers.web)
  },
  {
    kind: "C2 beacon",
    at: 0.69,
    hours: "quiet",
    share: 0.001,
    pace: 60,
    jitter: 0.05,
    stage: (host) => beacon(host, hostile.command[1])
  },
  {
    kind: "lateral movement",
    at: 0.74,
    hours: "working",
    share: 0.0003,
    pace: 5,
    longest: 7200,
    stage: (host) => lateralMovement(host)
  },
  {
    kind: "exfiltration",
    at: 0.78,
    hours: "quiet",
    share: 0.00008,
    most: 300,
    pace: 300,
    longest: 14_400,
    stage: (host) => exfiltration(host, hostile.drop[1], 900e6)
  },
  {
    kind: "port scan",
    at: 0.82,
    hours: "quiet",
    share: 0.0006,
    pace: 30,
    longest: 28_800,
    stage: (host) => sweep(host)
  },
  {
    kind: "DNS tunnel",
    at: 0.86,
    hours: "quiet",
    share: 0.0005,
    pace: 6,
    longest: 14_400,
    stage: (host) => dnsTunnel(host, hostile.tunnel[1])
  },
  {
    kind: "lateral movement",
    at: 0.9,
    hours: "quiet",
    share: 0.0002,
    pace: 20,
    longest: 10_800,
    stage: (host) => lateralMovement(host)
  },
  {
    kind: "exfiltration",
    at: 0.93,
    hours: "quiet",
    share: 0.00005,
    most: 300,
    pace: 420,
    longest: 10_800,
    stage: (host) => exfiltration(host, hostile.drop[2], 40e6)
  },
  {
    kind: "C2 beacon",
    at: 0.95,
    hours: "working",
    share: 0.0005,
    pace: 60,
    jitter: 0.05,
    stage: (host) => beacon(host, hostile.command[2])
  }
];

/** Every port in turn, the telling ones first, on a few hosts. */
function portScan(src: string, targets: readonly string[]): Stage {
  return {
    src,
    target: targets.join(" and "),
    flow(random, time, i, mark) {
      const k = Math.floor(i / targets.length);
      const dstPort = k < wellKnown.length ? wellKnown[k] : 1 + ((k * 7919) % 65_535);
      return probe(random, {time, src, dst: targets[i % targets.length], dstPort, mark}, 0.85);
    }
  };
}

const wellKnown = [
  22, 80, 443, 445, 3389, 21, 23, 25, 53, 88, 110, 135, 139, 143, 389, 993, 1433, 3306, 5432, 5900,
  5985, 8080
];

/** Four ports across all addresses of three networks, slowly; most of them are nobody’s. */
function sweep(src: string): Stage {
  return {
    src,
    target: "10.20.0.0 to 10.20.2.255",
    flow(random, time, i, mark) {
      const k = (i * 211) % 762; // each address once, in an order that skips about
      const dst = `10.20.${Math.floor(k / 254)}.${1 + (k % 254)}`;
      const dstPort = [445, 22, 3389, 80][Math.floor(i / 762) % 4];
      return probe(random, {time, src, dst, dstPort, mark}, 0.15);
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
function bruteForce(src: string, dst: string): Stage {
  return {
    src,
    target: dst,
    flow(random, time, _, mark) {
      const sent = integer(random, 1_350, 1_900);
      const received = integer(random, 1_900, 2_500);
      const seconds = 0.8 + logNormal(random, 1_400, 0.35) / 1000;
      const call = {time, src, dst, dstPort: 22, service: "ssh", mark};
      return tcp(random, call, {
        sent,
        received,
        seconds,
        state: chance(random, 0.7) ? "SF" : "RSTO"
      });
    }
  };
}

/** A small, regular call home: each flow looks like any other; only the rhythm gives it away. */
function beacon(src: string, dst: string): Stage {
  return {
    src,
    target: dst,
    flow(random, time, _, mark) {
      const sent = 742 + integer(random, 0, 24);
      const received = 3_310 + integer(random, 0, 16);
      const seconds = logNormal(random, 240, 0.12) / 1000;
      const call = {time, src, dst, dstPort: 443, service: "ssl", mark};
      return tcp(random, call, {sent, received, seconds, state: "SF"});
    }
  };
}

/** Queries and answers as large as names allow, past the office’s resolver. */
function dnsTunnel(src: string, dst: string): Stage {
  return {
    src,
    target: dst,
    flow(random, time, _, mark) {
      const sent = integer(random, 170, 265);
      const received = sent + integer(random, 40, 260);
      const seconds = logNormal(random, 46, 0.3) / 1000;
      const call = {time, src, dst, dstPort: 53, service: "dns", mark};
      return udp(random, call, {sent, received, seconds});
    }
  };
}

/** Uploads of *median* bytes to one host, with hardly a byte in return. */
function exfiltration(src: string, dst: string, median: number): Stage {
  return {
    src,
    target: dst,
    flow(random, time, _, mark) {
      const sent = logNormal(random, median, 0.6);
      const received = Math.floor(sent / 3_000) + 4_000;
      const seconds = sent / logNormal(random, 3_000_000, 0.3);
      const call = {time, src, dst, dstPort: 443, service: "ssl", mark};
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

/** From one workstation into the others, with whatever door is open. */
function lateralMovement(src: string): Stage {
  const others = [...workstations, ...laptops].filter((host) => host !== src);
  return {
    src,
    target: `${others.length} workstations and laptops`,
    flow(random, time, i, mark) {
      const call = {time, src, dst: others[i % others.length], ...pick(random, doors), mark};
      if (chance(random, 0.25)) return refused(random, call);
      if (chance(random, 0.15)) return unanswered(random, call, 2);
      const sent = logNormal(random, 24_000, 1.3);
      const received = logNormal(random, 16_000, 1.2);
      return tcp(random, call, {sent, received, seconds: logNormal(random, 14_000, 1.2) / 1000});
    }
  };
}
