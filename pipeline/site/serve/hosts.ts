import {isIP} from "node:net";
import {UsageError} from "../../config/errors.js";

/** The part of a request that says for which host it is. */
export interface AddressedRequest {
  url?: string;
  /** The names and values of the headers as they were sent, in turn. */
  rawHeaders: readonly string[];
  /** The address that the connection came to. */
  socket: {localAddress?: string};
}

const ours = ["localhost", "127.0.0.1", "::1"];

/**
 * Returns the names of the hosts that a server on *host* answers to: those of this machine to itself, and
 * *allowed*. Throws a UsageError if one of these is no name or address.
 */
export function hostNames(host: string | undefined, allowed: readonly string[] = []): string[] {
  for (const name of allowed)
    if (normalName(name) === undefined)
      throw new UsageError(
        `invalid --allow-host: ${name}; give a name or an address, without scheme, port or path`
      );
  const given = host === undefined || isAny(host) ? [] : [host];
  return [...ours, ...given, ...allowed].map((name) => normalName(name) ?? name.toLowerCase());
}

/**
 * Returns whether *request* is for one of *names*, or for the very address that it came to; not if it says so
 * twice or not at all. A page of another host that resolves its own name to this machine (DNS rebinding)
 * asks for that name.
 */
export function isForUs(request: AddressedRequest, names: readonly string[]): boolean {
  const {url = "/", rawHeaders, socket} = request;
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && /^host$/i.test(rawHeaders[i - 1]));
  if (hosts.length !== 1 || !url.startsWith("/")) return false; // an address in the first line would count for more
  const name = normalName(withoutPort(hosts[0]));
  if (name === undefined) return false;
  return names.includes(name) || (isIP(name) > 0 && name === addressOf(socket.localAddress));
}

/** Returns what a request that is for another host is told. */
export function misdirected(names: readonly string[]): string {
  return `421 misdirected request: this server answers to ${names.join(", ")}; for another name, start it with --allow-host NAME\n`;
}

function withoutPort(host: string): string {
  return host.replace(/:\d{1,5}$/, "");
}

/** Returns a name or address in lower case, without brackets and the dot at its end; undefined if it is neither. */
function normalName(text: string): string | undefined {
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? addressOf(bracketed) : undefined;
  if (isIP(text)) return addressOf(text);
  const name = text.toLowerCase().replace(/\.$/, "");
  return /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(name) && name.length < 254 ? name : undefined;
}

/** Returns *address* in one of the ways to write it: an IPv4 address that is mapped into IPv6 is itself. */
function addressOf(address = ""): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return isIP(address) === 6 ? new URL(`http://[${address.split("%", 1)[0]}]/`).hostname.slice(1, -1) : address; // prettier-ignore
}

function isAny(host: string): boolean {
  return ["0.0.0.0", "::", "[::]", ""].includes(host);
}
