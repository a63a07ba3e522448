import type {Candidate} from "./entity-detector.js";

const units = ["B", "kB", "MB", "GB", "TB"];

/** Returns *n* with thousands separated by commas, in English whatever the reader's locale; evidence reads the same everywhere. */
export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Returns *n* and its noun: `1 host`, `2 hosts`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${Math.round(n) === 1 ? one : many}`;
}

/** Returns *n* bytes in decimal units, with three significant digits. */
export function bytes(n: number): string {
  let unit = 0;
  for (; n >= 999.5 && unit < units.length - 1; ++unit) n /= 1000;
  return `${unit === 0 ? count(n) : significant(n)} ${units[unit]}`;
}

/** Returns *seconds* in the unit that suits it. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${significant(seconds)} s`;
  if (seconds < 7_200) return `${significant(seconds / 60)} min`;
  return `${significant(seconds / 3_600)} h`;
}

/** Returns a share in [0, 1] in percent. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** Returns a port and what usually listens there. */
export function portName(port: number): string {
  return ports[port] ? `${ports[port]} (port ${port})` : `port ${port}`;
}

/** Returns what names the destination of a candidate: its domain, or else its address. */
export function destinationName({domain, dst}: Pick<Candidate, "domain" | "dst">): string {
  return domain ?? dst ?? "any destination";
}

/** Returns the same, and how many addresses a domain has. */
export function destinationText(candidate: Pick<Candidate, "domain" | "dst" | "facts">): string {
  const {addresses} = candidate.facts;
  const name = destinationName(candidate);
  return candidate.domain === null
    ? name
    : `${name} (${counted(addresses, "address", "addresses")})`;
}

function significant(n: number): string {
  return n >= 99.95 ? n.toFixed(0) : n >= 9.995 ? n.toFixed(1) : n.toFixed(2);
}

const ports: {[port: number]: string | undefined} = {
  21: "FTP",
  22: "SSH",
  23: "Telnet",
  25: "SMTP",
  53: "DNS",
  80: "HTTP",
  88: "Kerberos",
  110: "POP3",
  123: "NTP",
  135: "RPC",
  139: "NetBIOS",
  143: "IMAP",
  389: "LDAP",
  443: "HTTPS",
  445: "SMB",
  636: "LDAPS",
  993: "IMAPS",
  1433: "SQL Server",
  3306: "MySQL",
  3389: "RDP",
  5432: "PostgreSQL",
  5900: "VNC",
  5985: "WinRM",
  5986: "WinRM",
  6379: "Redis"
};
