import {UsageError} from "../../../config/errors.js";

/** Returns the run that the positional arguments of `atalaya runs ACTION` name; throws a UsageError if it is not one. */
export function readRun(action: string, args: readonly string[], options: {optional: true}): string | undefined; // prettier-ignore
export function readRun(action: string, args: readonly string[]): string;
export function readRun(
  action: string,
  args: readonly string[],
  {optional = false}: {optional?: boolean} = {}
): string | undefined {
  const [run, extra] = args;
  if (extra !== undefined)
    throw new UsageError(`unknown argument: ${extra}; \`atalaya runs ${action}\` takes one run`);
  if (run === undefined && !optional)
    throw new UsageError(
      `missing run; try \`atalaya runs ${action} RUN\`, with one of \`atalaya runs\``
    );
  if (run !== undefined && !/^\d{8}-\d{6}-[0-9a-f]{4}$/.test(run))
    throw new UsageError(`invalid run: ${run.slice(0, 100)}; e.g., 20261123-130442-7f3a`);
  return run;
}
