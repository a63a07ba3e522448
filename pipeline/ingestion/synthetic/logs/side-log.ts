import type {Flow} from "../flow.js";
import {hashed} from "../domains.js";
import type {LineBuffer} from "./line-buffer.js";
import type {Fields} from "./zeek-line.js";

/** The names of hosts inside, by address. */
export type NameOf = (address: string) => string;

/** What a line beside conn.log is made from: a flow, its identifier, and what follows from both. */
export interface Sighting {
  flow: Flow;
  uid: Uint8Array;

  /** 32 bits that depend on the flow alone: what conn.log does not say is chosen by them. */
  bits: number;

  nameOf: NameOf;
}

/** Returns the buffer of the log *kind*, whose line is begun. */
export type LinesOf = (kind: SideKind) => LineBuffer;

/** The kinds of log beside conn.log. */
export type SideKind = "dns" | "http" | "ssl" | "x509" | "ssh" | "files" | "smb_mapping" | "smb_files" | "dce_rpc" | "kerberos" | "ntlm" | "rdp" | "weird" | "notice"; // prettier-ignore

/** Returns 32 bits of *flow*. */
export function bitsOf(flow: Flow): number {
  return hashed(flow.srcPort, (flow.time % 1e9) | 0, flow.dstPort);
}

/** Reads fields from words: a name, a colon and a Zeek type each. */
export function fieldsOf(words: string): Fields {
  return words.split(/\s+/).map((word) => word.split(":") as [string, string]);
}
