/** The defaults of building and serving a site, for the command line and the server. */
export const siteDefaults = {
  /** The folder of the site. */
  out: "dist",
  /** The name or address to listen on; only this machine reaches it. */
  host: "127.0.0.1",
  /** The first port to try; the next 99 follow if it is in use. */
  port: 3000
} as const;
