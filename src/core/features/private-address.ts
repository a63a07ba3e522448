/**
 * Addresses that are not routed on the Internet, as a regular expression that RE2 and JavaScript read
 * alike: RFC 1918, loopback, and link-local of IPv4; unique local (RFC 4193), link-local and loopback
 * of IPv6; multicast of both.
 */
export const privateAddress =
  "^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|127\\.|169\\.254\\.|22[4-9]\\.|23[0-9]\\.|255\\.255\\.255\\.255$|[fF][cCdD]|[fF][eE][89abAB]|[fF][fF]|::1$)";

/** Group addresses, as a regular expression likewise: nobody in particular is behind them. */
export const groupAddress =
  "^(22[4-9]\\.|23[0-9]\\.|255\\.255\\.255\\.255$|0\\.0\\.0\\.0$|[fF][fF][0-9a-fA-F]{2}:)";
