/** How many tests passed, failed, and were skipped. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest’s JSON report that counts. */
interface Report {
  testResults: {status: string; assertionResults: {status: string}[]}[];
}

/**
 * Returns the count of a suite from the text of vitest’s JSON *report*. A file that failed before
 * its first test is a failure, and so is a suite that has no report, ran nothing, or did not
 * succeed for a reason that no test shows.
 */
export function countOf(report: string | undefined, succeeded: boolean): Count {
  const count: Count = {passed: 0, failed: 0, skipped: 0};
  for (const file of parse(report)) {
    const failed = file.assertionResults.filter(({status}) => status === "failed").length;
    const passed = file.assertionResults.filter(({status}) => status === "passed").length;
    count.passed += passed;
    count.failed += failed || Number(file.status === "failed");
    count.skipped += file.assertionResults.length - passed - failed;
  }
  const nothing = count.passed + count.failed === 0;
  if (nothing || (!succeeded && count.failed === 0)) ++count.failed;
  return count;
}

function parse(report: string | undefined): Report["testResults"] {
  try {
    return (JSON.parse(report ?? "{}") as Report).testResults ?? [];
  } catch {
    return [];
  }
}
