/** A range of addresses in CIDR notation. */
export interface Network {
  /** The notation, as the rule has it. */
  text: string;
  version: 4 | 6;
  /** The bits of the first address, most significant first, as hexadecimal digits: 8 of IPv4, 32 of IPv6. */
  digits: string;
  /** The number of leading bits that an address shares with the network. */
  prefix: number;
}

/** Returns the network that *text* is; throws a RangeError if it is none, or if bits beyond the prefix are set. */
export function parseNetwork(text: string): Network {
  const [address, length, ...rest] = text.split("/");
  const digits = maybeDigits(address);
  const bits = (digits?.length ?? 0) * 4;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
  if (digits === undefined || rest.length > 0 || !(prefix <= bits))
    throw new RangeError(`invalid network: ${text}; give one as 10.0.0.0/8 or fc00::/7`);
  const network: Network = {text, version: bits === 32 ? 4 : 6, digits, prefix};
  if (binary(digits).slice(prefix).includes("1"))
    throw new RangeError(`invalid network: ${text}; its address has bits beyond /${prefix}`);
  return network;
}

/** Returns whether *text* is an address in *network*. An address of the other version never is. */
export function isInNetwork(network: Network, text: string): boolean {
  const digits = maybeDigits(text);
  if (digits?.length !== network.digits.length) return false;
  const complete = network.prefix >> 2;
  if (digits.slice(0, complete) !== network.digits.slice(0, complete)) return false;
  const rest = network.prefix & 3;
  if (rest === 0) return true;
  const shift = 4 - rest;
  return (
    parseInt(digits[complete], 16) >> shift === parseInt(network.digits[complete], 16) >> shift
  );
}

/** Returns the bits of *digits*, as zeros and ones. */
function binary(digits: string): string {
  return [...digits].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
}

/** Returns the hexadecimal digits of the address *text*, or undefined if it is none. */
function maybeDigits(text: string): string | undefined {
  return text.includes(":") ? maybeSixth(text) : maybeFourth(text);
}

/** Numbers have no leading zero: some systems would read them as octal. */
function maybeFourth(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && +part <= 255))
    return undefined;
  return parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("");
}

/** Only the notation in hexadecimal: no `::ffff:1.2.3.4`, and no zone. */
function maybeSixth(text: string): string | undefined {
  const halves = text.toLowerCase().split("::");
  if (halves.length > 2) return undefined;
  const [head, tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => group.padStart(4, "0")).join("");
}
