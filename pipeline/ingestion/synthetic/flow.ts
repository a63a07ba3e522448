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
  /** The name that was asked for, of DNS, or of the server, of TLS and HTTP; empty if none. */
  name: string;
  /** The address that DNS answered; empty if none. */
  answer: string;
  /** Whose software called, as an index of the clients; of DNS, the type of the query. */
  client: number;
}

/** The last three fields of a line: what a flow was made as. */
export interface Mark {
  /** `Malicious#` and the number of the attack, from 1; or `Background` for the noise of the internet. */
  label: string;

  /** The kind, in words. */
  detail: string;

  /** The ATT&CK technique; `-` if there is none. */
  technique: string;

  /** Whether a server refuses its logins. */
  denied: boolean;
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
  /** Defaults to none. */
  name?: string;
  /** Defaults to none. */
  answer?: string;
  /** Defaults to 0. */
  client?: number;
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
  const flow = flowOf(random, call, "tcp", state);
  flow.duration = Math.max(200, Math.floor(seconds * 1e6));
  flow.origBytes = sent;
  flow.respBytes = received;
  flow.history = observed(pick(random, endings[state]), sent, received);
  flow.origPackets = 2 * opened + out + (back >> 1) + closed + integer(random, 0, 1);
  flow.respPackets = opened + back + (out >> 1) + closed + (state === "RSTR" ? 1 : 0);
  flow.origIpBytes = sent + headers * flow.origPackets + 12 * opened;
  flow.respIpBytes = received + headers * flow.respPackets + 12 * opened;
  return flow;
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
  const flow = flowOf(random, call, "tcp", "S0");
  flow.history = "S";
  flow.origPackets = packets;
  flow.origIpBytes = 52 * packets;
  if (repeats === 0) return flow;
  flow.duration = waited;
  flow.origBytes = 0;
  flow.respBytes = 0;
  return flow;
}

/** Returns a TCP flow that was refused: REJ, a SYN and a RST. */
export function refused(random: Random, call: Call): Flow {
  const flow = flowOf(random, call, "tcp", "REJ");
  flow.duration = integer(random, 30, 900);
  flow.origBytes = 0;
  flow.respBytes = 0;
  flow.history = "Sr";
  flow.origPackets = 1;
  flow.origIpBytes = 52;
  flow.respPackets = 1;
  flow.respIpBytes = 40;
  return flow;
}

/**
 * Returns a UDP flow of *sent* bytes and, if *received* is above 0, an answer. One packet without an
 * answer has no duration and no sizes, as Zeek leaves them unset.
 */
export function udp(random: Random, call: Call, {sent, received, seconds}: Exchange): Flow {
  const flow = flowOf(random, call, "udp", received > 0 ? "SF" : "S0");
  flow.origPackets = Math.max(1, Math.ceil(sent / 1200));
  flow.respPackets = Math.ceil(received / 1200);
  flow.history = received > 0 ? "Dd" : "D";
  flow.origIpBytes = sent + 28 * flow.origPackets;
  flow.respIpBytes = received + 28 * flow.respPackets;
  if (flow.origPackets + flow.respPackets === 1) return flow;
  flow.duration = Math.max(80, Math.floor(seconds * 1e6));
  flow.origBytes = sent;
  flow.respBytes = received;
  return flow;
}

/** Returns an echo request and its answer: OTH, with the ICMP types 8 and 0 where ports would be. */
export function ping(random: Random, {time, src, dst}: Omit<Call, "dstPort">, packets = 1): Flow {
  const answered = chance(random, 0.99);
  const bytes = 56 * packets;
  const flow = flowOf(random, {time, src, dst, srcPort: 8, dstPort: 0}, "icmp", "OTH");
  flow.history = "-";
  flow.origPackets = packets;
  flow.origIpBytes = bytes + 28 * packets;
  flow.respPackets = answered ? packets : 0;
  flow.respIpBytes = answered ? flow.origIpBytes : 0;
  if (!answered && packets === 1) return flow;
  flow.duration = (packets - 1) * 1e6 + integer(random, 150, 2_500);
  flow.origBytes = bytes;
  flow.respBytes = answered ? bytes : 0;
  return flow;
}

/** Returns a flow whose measures are unset or none, of the one shape that engines make fast. */
function flowOf(random: Random, call: Call, proto: Flow["proto"], state: string): Flow {
  const failed = proto === "tcp" && (state === "S0" || state === "REJ");
  return {
    time: call.time,
    src: call.src,
    srcPort: call.srcPort ?? integer(random, 49_152, 65_535),
    dst: call.dst,
    dstPort: call.dstPort,
    proto,
    service: failed ? "-" : (call.service ?? "-"),
    duration: -1,
    origBytes: -1,
    respBytes: -1,
    state,
    history: "",
    origPackets: 0,
    origIpBytes: 0,
    respPackets: 0,
    respIpBytes: 0,
    mark: call.mark ?? null,
    name: call.name ?? "",
    answer: call.answer ?? "",
    client: call.client ?? 0
  };
}
