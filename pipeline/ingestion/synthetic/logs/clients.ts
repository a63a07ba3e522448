import {hashed} from "../domains.js";

/** The software of a caller, as its connections show it. */
export interface Client {
  /** The MD5 of its TLS offer, as JA3 has it; of no real software. */
  ja3: string;

  /** The version of TLS that it agrees on. */
  tls: "TLSv12" | "TLSv13";

  /** Its name in HTTP. */
  agent: string;

  /** Its name in SSH. */
  banner: string;
}

const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const agents = [
  `${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36`,
  `${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36`,
  `${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
  "python-requests/2.32.3",
  "npm/10.9.0 node/v22.11.0 linux x64",
  "Microsoft-Delivery-Optimization/10.1",
  "DeskFleet/4.2",
  "PocketBell/9.1 (push)",
  "NotePress/3.8",
  "Go-http-client/1.1"
];
const banners = ["SSH-2.0-paramiko_3.4.0", "SSH-2.0-OpenSSH_9.6", "SSH-2.0-libssh_0.9.6", "SSH-2.0-Go", "SSH-2.0-libssh2_1.11.0", "SSH-2.0-PUTTY"]; // prettier-ignore
const older = new Set([6, 7, 9, 11]); // libraries and agents that still agree on TLS 1.2

/** The software of the feed; browsers first. */
export const clients: readonly Client[] = agents.map((agent, i) => ({
  ja3: hexOf(i + 1, 16),
  tls: older.has(i) ? "TLSv12" : "TLSv13",
  agent,
  banner: banners[i % banners.length]
}));

/** Returns the client of an index; an unknown one is the last. */
export function clientOf(index: number): Client {
  return clients[index] ?? clients[clients.length - 1];
}

/** Returns *n* bytes that depend on *seed* alone, in hexadecimal. */
export function hexOf(seed: number, n: number): string {
  let text = "";
  for (let k = 0; 2 * n > text.length; ++k)
    text += (hashed(seed, 977, k) + 2 ** 32).toString(16).slice(1);
  return text.slice(0, 2 * n);
}

/** Returns a hash of *text*, 32 bits. */
export function hashOfText(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return hash >>> 0;
}
