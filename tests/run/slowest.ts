import {relative} from "node:path";

/** The part of vitest’s JSON report that has the times. */
interface Report {
  testResults: {name: string; startTime: number; endTime: number}[];
}

/**
 * Returns a line for each of the *most* slowest files of a suite, slowest first, with its seconds, from the text of
 * vitest’s JSON *report*; files run side by side, so that their sum is more than the time of the suite.
 */
export function slowestOf(report: string | undefined, most: number): string[] {
  const {testResults} = JSON.parse(report ?? '{"testResults": []}') as Report;
  const files = testResults.map(({name, startTime, endTime}) => ({
    name: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000
  }));
  files.sort((a, b) => b.seconds - a.seconds);
  return files
    .slice(0, most)
    .map(({name, seconds}) => `${seconds.toFixed(1).padStart(7)} s ${name}`);
}
