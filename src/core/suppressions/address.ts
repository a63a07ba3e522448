import {isAddress} from "../readers/address.js";

/** The least and the greatest address of a block, as fixed-width hexadecimal: 8 digits of IPv4, 32 of IPv6. */
export interface AddressBlock {
  version: 4 | 6;
  low: string;
  high: string;
}

/**
 * Returns an address as fixed-width hexadecimal in lower case: 8 digits of an IPv4 one, 32 of an IPv6 one
 * (also if its tail is dotted), so that text compares as addresses do; null if it is no address.
 */
export function addressHex(text: string): string | null {
  if (!isAddress(text, 0, text.length)) return null;
  if (!text.includes(":")) return ipv4Hex(text);
  const dotted = /[0-9.]+$/.exec(text)?.[0];
  const flat = dotted?.includes(".")
    ? text.slice(0, -dotted.length) + ipv4Hex(dotted).replace(/^(.{4})/, "$1:")
    : text;
  const [left, right = []] = flat.split("::").map((half) => half.split(":").filter(Boolean));
  const zeros = new Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right]
    .map((group) => group.padStart(4, "0"))
    .join("")
    .toLowerCase();
}

function ipv4Hex(text: string): string {
  return text
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
}

/** Returns the block that *text* in CIDR notation is, e.g. `10.0.0.0/8`; throws a RangeError if it is none. */
export function parseBlock(text: string): AddressBlock {
  const [, address = "", size = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const hex = addressHex(address);
  const bits = hex === null ? 0 : hex.length * 4;
  if (hex === null || Number(size) > bits)
    throw new RangeError(
      `invalid block: ${text.slice(0, 60)}; it is an address and a size, such as 10.0.0.0/8`
    );
  const fixed = Number(size);
  const edge = (rest: string): string => {
    const binary = [...hex]
      .map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0"))
      .join("");
    const filled = binary.slice(0, fixed) + rest.repeat(bits - fixed);
    return filled.replace(/.{4}/g, (four) => parseInt(four, 2).toString(16));
  };
  return {version: bits === 32 ? 4 : 6, low: edge("0"), high: edge("1")};
}

/** Returns whether the address *text* lies in *block*; false if it is none, or of the other version. */
export function isInBlock(text: string, {version, low, high}: AddressBlock): boolean {
  const hex = addressHex(text);
  return hex !== null && hex.length === (version === 4 ? 8 : 32) && low <= hex && hex <= high;
}

/** Returns SQL (DuckDB) for `addressHex` of the column *name*, over addresses of one version. */
export function addressHexSql(name: string, version: 4 | 6): string {
  if (version === 4) return ipv4HexSql(name, "");
  const dotted = `regexp_extract(${name}, '[0-9.]+$')`;
  const flat = `CASE WHEN contains(${name}, '.') THEN regexp_replace(${name}, '[0-9.]+$', '') || ${ipv4HexSql(dotted, ":")} ELSE ${name} END`;
  const half = (i: number) =>
    `list_filter(string_split(coalesce(string_split(${flat}, '::')[${i}], ''), ':'), lambda part: part <> '')`;
  const zeros = `list_resize(CAST([] AS VARCHAR[]), 8 - len(${half(1)}) - len(${half(2)}), '0')`;
  const groups = `list_concat(list_concat(${half(1)}, ${zeros}), ${half(2)})`;
  return `lower(array_to_string(list_transform(${groups}, lambda part: lpad(part, 4, '0')), ''))`;
}

function ipv4HexSql(text: string, middle: string): string {
  const octet = (i: number) =>
    `format('{:02x}', coalesce(TRY_CAST(string_split(${text}, '.')[${i}] AS INTEGER), 0))`;
  const parts = [octet(1), octet(2), octet(3), octet(4)];
  return `(${parts[0]} || ${parts[1]} || '${middle}' || ${parts[2]} || ${parts[3]})`;
}
