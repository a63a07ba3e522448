import {UsageError} from "../config/errors.js";

/** Returns the error of listening on *port* of *host* as one with a remedy; other errors as they are. */
export function cannotListen(error: unknown, host: string, port: number): unknown {
  const {code} = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new UsageError(`port in use: ${port} on ${host}; try another --port, or 0 for any`);
  if (code === "EACCES") return new UsageError(`port not allowed: ${port}; try one above 1023`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return new UsageError(`invalid --host: ${host} (${code}); try 127.0.0.1`);
  return error;
}
