import type {EventColumn} from "./events.js";

/** The length of the longest server name that is kept, in UTF-16 units: the limit of DNS. */
export const maxServerName = 253;

/** The length of the longest client that is kept, in UTF-16 units; a longer one is truncated. */
export const maxClient = 256;

/**
 * The columns that SILVER adds to a flow, from the other logs of the same sensor: its dns, http, ssl and
 * ssh records, joined by `uid`. Without such logs all of them are null.
 */
export const serviceFacts: readonly EventColumn[] = [
  {
    name: "server_name",
    type: "VARCHAR",
    zeek: null,
    meaning:
      "name of the destination, in lower case: the server name of TLS, else the host of HTTP, else the DNS name whose earlier answer held its address",
    unit: null,
    nullMeans: "no log names the destination"
  },
  {
    name: "domain",
    type: "VARCHAR",
    zeek: null,
    meaning: "registrable domain of the server name, by the public-suffix list",
    unit: null,
    nullMeans: "no server name, or none of a public suffix"
  },
  {
    name: "client",
    type: "VARCHAR",
    zeek: null,
    meaning:
      "software of the source: JA4 or JA3 of TLS, else the user agent of HTTP, else the banner of the SSH client",
    unit: null,
    nullMeans: "no log names the software"
  }
];
