import {describe, it} from "vitest";

/**
 * Describes what needs a server. If the server is *missing* (the sentence says what to install), it is
 * skipped under a title that says so, or, with ATALAYA_TEST_SERVICES=require, is a test that fails.
 */
export function describeWith(name: string, missing: string | undefined, body: () => void): void {
  if (!missing) {
    describe(name, body);
  } else if (process.env.ATALAYA_TEST_SERVICES === "require") {
    it(name, () => {
      throw new Error(missing);
    });
  } else {
    describe(name, () => it.skip(missing, () => undefined));
  }
}
