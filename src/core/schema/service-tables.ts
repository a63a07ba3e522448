/** The tables of services in SILVER, in the order in which they are listed: one for each kind of log that rules or models are for. */
export const serviceTableNames = [
  "dns",
  "http",
  "tls",
  "ssh",
  "x509",
  "file_transfers",
  "pe",
  "smb_mapping",
  "smb_files",
  "dce_rpc",
  "kerberos",
  "ntlm",
  "rdp",
  "weird",
  "notice",
  "software",
  "known_services",
  "smtp",
  "irc",
  "sip",
  "ftp",
  "socks",
  "radius",
  "rfb",
  "mysql",
  "snmp",
  "dhcp",
  "ntp",
  "tunnel"
] as const;

/** A table of services in SILVER: a Parquet file a day, where there are such logs. src/core/services/service-columns.ts says its columns. */
export type ServiceTable = (typeof serviceTableNames)[number];

/** Returns what *make* makes of each table of services. */
export function byTable<T>(make: (table: ServiceTable) => T): Readonly<Record<ServiceTable, T>> {
  return Object.fromEntries(serviceTableNames.map((table) => [table, make(table)])) as Record<
    ServiceTable,
    T
  >;
}

/** Returns the path in SILVER of the flows and features of a day, as `2024-04-19`. */
export function flowsPath(day: string): string {
  return `day=${day}/features.parquet`;
}

/** Returns the path in SILVER of a table of services of a day. */
export function servicePath(day: string, table: ServiceTable): string {
  return `day=${day}/${table}.parquet`;
}

/** Returns whether *path* in SILVER is that of the flows and features of a day. */
export function isFlows(path: string): boolean {
  return path.endsWith("/features.parquet");
}

/** Returns whether *path* in SILVER is that of a table of services of a day. */
export function isService(path: string, table: ServiceTable): boolean {
  return path.endsWith(`/${table}.parquet`);
}
