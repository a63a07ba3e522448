/** A range of addresses, as the user names it: those of one network. */
export interface LocalNetwork {
  version: 4 | 6;

  /** The first and the last address: 8 lowercase hexadecimal digits of IPv4, 32 of IPv6. */
  first: string;
  last: string;
}

/**
 * Returns the network that *cidr* names: an address of IPv4 or IPv6, a slash and the length of the prefix. Throws a
 * RangeError if it is none, or if bits beyond the prefix are set.
 */
export function parseNetwork(cidr: string): LocalNetwork {
  const [address, length, rest] = cidr.split("/");
  const version = address.includes(":") ? 6 : 4;
  const digits = version === 6 ? hexOfIPv6(address) : hexOfIPv4(address);
  const bits = /^\d{1,3}$/.test(length ?? "") ? Number(length) : NaN;
  if (digits === null || rest !== undefined || !(bits <= (version === 6 ? 128 : 32)))
    throw new RangeError(`invalid network: ${cidr}; write it as 10.0.0.0/8 or 2001:db8::/32`);
  const first = withRest(digits, bits, 0);
  if (first !== digits)
    throw new RangeError(
      `invalid network: ${cidr}; bits beyond the first ${bits} are set in its address`
    );
  return {version, first, last: withRest(digits, bits, 1)};
}

/** Returns the SQL condition that the address in *column* (text) is in one of *networks*. */
export function inNetworksSql(column: string, networks: readonly LocalNetwork[]): string {
  const ranges = (version: 4 | 6, digits: string) =>
    networks
      .filter((network) => network.version === version)
      .map(({first, last}) => `${digits} BETWEEN '${first}' AND '${last}'`)
      .join(" OR ") || "false";
  return `coalesce(CASE WHEN contains(${column}, ':') THEN ${ranges(6, digitsOfIPv6(column))} ELSE ${ranges(4, digitsOfIPv4(column))} END, false)`;
}

function digitsOfIPv4(column: string): string {
  const parts = [1, 2, 3, 4].map((i) => `TRY_CAST(split_part(${column}, '.', ${i}) AS UTINYINT)`);
  return `printf('%02x%02x%02x%02x', ${parts.join(", ")})`;
}

/** Pads each group to four digits, and fills the gap of `::` with zeros. */
function digitsOfIPv6(column: string): string {
  const groups = (part: number) =>
    `list_aggregate(list_transform(list_filter(string_split(split_part(lower(${column}), '::', ${part}), ':'), lambda g: g <> ''), lambda g: lpad(g, 4, '0')), 'string_agg', '')`;
  const [head, tail] = [groups(1), groups(2)].map((text) => `coalesce(${text}, '')`);
  return `(rpad(${head}, CAST(greatest(0, 32 - length(${tail})) AS INTEGER), '0') || ${tail})`;
}

function hexOfIPv4(address: string): string | null {
  const parts = address.split(".");
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && +part < 256);
  return valid ? parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("") : null;
}

function hexOfIPv6(address: string): string | null {
  const [head, tail, rest] = address.toLowerCase().split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const [before, after] = [groups(head), groups(tail)];
  const missing = 8 - before.length - after.length;
  if (rest !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return null;
  const all = [...before, ...new Array<string>(missing).fill("0"), ...after];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  return all.map((group) => group.padStart(4, "0")).join("");
}

/** Returns *digits* with the bits beyond the first *bits* set to *rest*. */
function withRest(digits: string, bits: number, rest: 0 | 1): string {
  return [...digits]
    .map((digit, i) => {
      const kept = Math.max(0, Math.min(4, bits - 4 * i));
      const mask = 15 >> kept;
      const value = parseInt(digit, 16);
      return (rest ? value | mask : value & ~mask).toString(16);
    })
    .join("");
}
