import {parse} from "tldts";

const options = {allowPrivateDomains: true, validateHostname: false, extractHostname: false};

/**
 * Returns the registrable domain of *name*, in lower case and without a dot at its end, by the public-suffix
 * list with its private part: `b.github.io` for `a.b.github.io`. Null if the name ends in no suffix of the list,
 * as names inside a network do, or is itself a suffix, or an address.
 */
export function registrableDomain(name: string): string | null {
  const {domain, isIcann, isPrivate} = parse(name, options);
  return isIcann || isPrivate ? domain : null;
}
