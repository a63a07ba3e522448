import type {Random} from "../../../src/core/forest/types.js";
import {chance, integer, pick} from "./draw.js";

/** One flow, as a line of the log will say it. */
export interface Flow {
  /** When it began, in microseconds since the epoch, UTC. */
  time: number;
  src: string;
  srcPort: number;
  dst: string;
  dstPort: number;
  proto: "tcp" | "udp" | "icmp";
  /** The application protocol; `-` if none was recognised. */
  service: string;
  /** From the first packet to the last, in microseconds; −1 if unset, as for a single packet. */
  duration: number;
  /** Payload of the source, in bytes; −1 if unset, as is the one below. */
  origBytes: number;
  respBytes: number;
  state: string;
  history: string;
  origPackets: number;
  origIpBytes: number;
  respPackets: number;
  respIpBytes: number;
  /** What it was made as; null if it is normal. */
  mark: Mark | null;
}

/** The last three fields of a line: what a flow was made as. */
export interface Mark {
  /** `Malicious`, or `Background` for the noise of the internet. */
  label: "Malicious" | "Background";

  /** The kind, in words. */
  detail: string;

  /** The ATT&CK technique; `-` if there is none. */
  technique: string;
}

/** The endpoints, the time and the protocol: the part of a flow that its maker decides. */
export interface Call {
  time: number;
  src: string;
  dst: string;
  dstPort: number;
  /** Defaults to `-`: not recognised. */
  service?: string;
  /** Defaults to an ephemeral port. */
  srcPort?: number;
  /** Defaults to null: normal. */
  mark?: Mark | null;
}

/** A TCP connection’s payloads, duration and end. */
export interface Exchange {
  /** In bytes. */
  sent: number;
  /** In bytes. */
  received: number;
  /** In seconds. */
  seconds: number;
  /** Defaults to SF, now and then S1, RSTO or RSTR: how established connections end. */
  state?: "SF" | "S1" | "S3" | "RSTO" | "RSTR" | "OTH";
}

const segment = 1460; // bytes of payload in a full Ethernet frame
const headers = 40; // IPv4 and TCP without options

const endings: Record<string, readonly string[]> = {
  SF: ["ShADadFf", "ShADadFf", "ShADadfF", "ShADdaFf", "ShADadFfR"],
  S1: ["ShADad"],
  S3: ["ShADadf"],
  RSTO: ["ShADadR", "ShADadFR"],
  RSTR: ["ShADadr", "ShADadfr"],
  OTH: ["DadA", "ADda"]
};

/** Returns a TCP flow that was established: packets and headers follow from the payloads. */
export function tcp(random: Random, call: Call, exchange: Exchange): Flow {
  const {sent, received, seconds, state = ending(random)} = exchange;
  const out = Math.ceil(sent / segment);
  const back = Math.ceil(received / segment);
  const opened = state === "OTH" ? 0 : 1; // the sensor came late and saw no handshake
  const closed = state === "SF" || state === "S3" ? 1 : 0;
  const origPackets = 2 * opened + out + (back >> 1) + closed + integer(random, 0, 1);
  const respPackets = opened + back + (out >> 1) + closed + (state === "RSTR" ? 1 : 0);
  return flowOf(random, call, "tcp", {
    duration: Math.max(200, Math.floor(seconds * 1e6)),
    origBytes: sent,
    respBytes: received,
    state,
    history: observed(pick(random, endings[state]), sent, received),
    origPackets,
    origIpBytes: sent + headers * origPackets + 12 * opened,
    respPackets,
    respIpBytes: received + headers * respPackets + 12 * opened
  });
}

/** Omits the letters of payload that was not sent: D of the source, d of the destination. */
function observed(history: string, sent: number, received: number): string {
  if (sent === 0) history = history.replace("D", "");
  return received === 0 ? history.replace("d", "") : history;
}

function ending(random: Random): "SF" | "S1" | "S3" | "RSTO" | "RSTR" | "OTH" {
  const share = random();
  if (share < 0.9) return "SF";
  if (share < 0.945) return "RSTO";
  if (share < 0.975) return "RSTR";
  if (share < 0.99) return "S1";
  return share < 0.995 ? "S3" : "OTH";
}

/** Returns a TCP flow that nobody answered: S0, one packet with its duration unset, or repeats. */
export function unanswered(random: Random, call: Call, repeats = 0): Flow {
  const packets = 1 + repeats;
  const waited = (2 ** repeats - 1) * 1e6 + integer(random, 2_000, 40_000); // 1 s, 2 s, 4 s, …
  return flowOf(random, call, "tcp", {
    duration: repeats ? waited : -1,
    origBytes: repeats ? 0 : -1,
    respBytes: repeats ? 0 : -1,
    state: "S0",
    history: "S",
    origPackets: packets,
    origIpBytes: 52 * packets,
    respPackets: 0,
    respIpBytes: 0
  });
}

/** Returns a TCP flow that was refused: REJ, a SYN and a RST. */
export function refused(random: Random, call: Call): Flow {
  return flowOf(random, call, "tcp", {
    duration: integer(random, 30, 900),
    origBytes: 0,
    respBytes: 0,
    state: "REJ",
    history: "Sr",
    origPackets: 1,
    origIpBytes: 52,
    respPackets: 1,
    respIpBytes: 40
  });
}

/**
 * Returns a UDP flow of *sent* bytes and, if *received* is above 0, an answer. One packet without an
 * answer has no duration and no sizes, as Zeek leaves them unset.
 */
export function udp(random: Random, call: Call, {sent, received, seconds}: Exchange): Flow {
  const origPackets = Math.max(1, Math.ceil(sent / 1200));
  const respPackets = Math.ceil(received / 1200);
  const alone = origPackets === 1 && respPackets === 0;
  return flowOf(random, call, "udp", {
    duration: alone ? -1 : Math.max(80, Math.floor(seconds * 1e6)),
    origBytes: alone ? -1 : sent,
    respBytes: alone ? -1 : received,
    state: respPackets ? "SF" : "S0",
    history: respPackets ? "Dd" : "D",
    origPackets,
    origIpBytes: sent + 28 * origPackets,
    respPackets,
    respIpBytes: received + 28 * respPackets
  });
}

/** Returns an echo request and its answer: OTH, with the ICMP types 8 and 0 where ports would be. */
export function ping(random: Random, call: Omit<Call, "dstPort">, packets = 1): Flow {
  const answered = chance(random, 0.99);
  const bytes = 56 * packets;
  return flowOf(random, {...call, srcPort: 8, dstPort: 0}, "icmp", {
    duration: answered || packets > 1 ? (packets - 1) * 1e6 + integer(random, 150, 2_500) : -1,
    origBytes: answered || packets > 1 ? bytes : -1,
    respBytes: answered ? bytes : packets > 1 ? 0 : -1,
    state: "OTH",
    history: "-",
    origPackets: packets,
    origIpBytes: bytes + 28 * packets,
    respPackets: answered ? packets : 0,
    respIpBytes: answered ? bytes + 28 * packets : 0
  });
}

type Measured = Omit<
  Flow,
  "time" | "src" | "srcPort" | "dst" | "dstPort" | "proto" | "service" | "mark"
>;

/** Returns a flow of the one shape that engines make fast: spreading the parts took ten times longer. */
function flowOf(random: Random, call: Call, proto: Flow["proto"], measured: Measured): Flow {
  const failed = measured.state === "S0" || measured.state === "REJ";
  return {
    time: call.time,
    src: call.src,
    srcPort: call.srcPort ?? integer(random, 49_152, 65_535),
    dst: call.dst,
    dstPort: call.dstPort,
    proto,
    service: failed && proto === "tcp" ? "-" : (call.service ?? "-"),
    duration: measured.duration,
    origBytes: measured.origBytes,
    respBytes: measured.respBytes,
    state: measured.state,
    history: measured.history,
    origPackets: measured.origPackets,
    origIpBytes: measured.origIpBytes,
    respPackets: measured.respPackets,
    respIpBytes: measured.respIpBytes,
    mark: call.mark ?? null
  };
}
