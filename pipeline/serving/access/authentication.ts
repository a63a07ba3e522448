import {createHash, timingSafeEqual} from "node:crypto";
import type {IncomingMessage} from "node:http";
import type {TLSSocket} from "node:tls";
import type {Secret} from "../../config/secret.js";

/** Who a client is, as far as the service can tell: its certificate, the token, or the address that it comes from. */
export type Client = string;

/** What requests have to prove. */
export interface Authentication {
  /** The token that requests have to bear; null for none. */
  token: Secret | null;

  /** Whether connections have to show a certificate that the service trusts. */
  byCertificate: boolean;
}

/**
 * Returns who sent *request*, or null if it bears no token, or another, where one is needed. A certificate was checked before: without one
 * that is trusted there is no connection.
 */
export function identify(
  request: IncomingMessage,
  {token, byCertificate}: Authentication
): Client | null {
  const {socket, headers} = request;
  const address = `address ${socket.remoteAddress ?? "unknown"}`;
  if (byCertificate) {
    const {fingerprint256} = (socket as TLSSocket).getPeerCertificate();
    return fingerprint256 ? `certificate ${fingerprint256}` : null;
  }
  if (!token) return address;
  const given = /^bearer +([^\s]{1,4096})$/i.exec(headers.authorization ?? "")?.[1];
  return given !== undefined && isEqual(given, token.reveal()) ? address : null;
}

/** Compares two texts in a time that depends on neither. */
function isEqual(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(x, y);
}
