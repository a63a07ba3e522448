/** The length of the longest address, in characters. */
export const maxAddressLength = 45;

/** Returns whether *text* between *start* and *end* is an IPv4 or IPv6 address, without a zone. */
export function isAddress(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < 2 || length > maxAddressLength) return false;
  return isIpv4(text, start, end) || isIpv6(text, start, end);
}

function isIpv4(text: string, start: number, end: number): boolean {
  let octets = 0;
  let digits = 0;
  let value = 0;
  for (let i = start; i <= end; ++i) {
    const code = i < end ? text.charCodeAt(i) : 46;
    if (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48);
      if (++digits > 3 || value > 255) return false;
    } else if (code === 46 && digits > 0) {
      ++octets;
      digits = value = 0;
    } else {
      return false;
    }
  }
  return octets === 4;
}

function isIpv6(text: string, start: number, end: number): boolean {
  let groups = 0;
  let gap = false;
  let i = start;
  if (text.charCodeAt(i) === 58) {
    if (text.charCodeAt(i + 1) !== 58) return false;
    gap = true;
    i += 2;
  }
  while (i < end) {
    const groupStart = i;
    while (i < end && isHex(text.charCodeAt(i))) ++i;
    if (i < end && text.charCodeAt(i) === 46) {
      if (!isIpv4(text, groupStart, end)) return false;
      groups += 2;
      i = end;
      break;
    }
    if (i === groupStart || i - groupStart > 4) return false;
    ++groups;
    if (i === end) break;
    if (text.charCodeAt(i) !== 58 || ++i === end) return false;
    if (text.charCodeAt(i) === 58) {
      if (gap) return false;
      gap = true;
      ++i;
    }
  }
  return gap ? groups < 8 : groups === 8;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}
