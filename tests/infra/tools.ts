import {describe, it} from "vitest";

/**
 * Describes what needs a tool that a machine may well lack. If it is *missing* (the sentence says what to
 * install), the tests are skipped under a title that says so, whatever services are required.
 */
export function describeWithTool(
  name: string,
  missing: string | undefined,
  body: () => void
): void {
  if (missing) describe(name, () => it.skip(missing, () => undefined));
  else describe(name, body);
}
