import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {availableParallelism, tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {libraryContestant, ourContestants, peerContestants} from "./forest/contestants.js";
import type {Contestant} from "./forest/contestants.js";
import {maybePeers} from "./forest/peers.js";
import {benchRows} from "./forest/rows.js";
import {codeVersion, machine} from "./machine.js";

const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "1000000"},
    columns: {type: "string", default: "10"},
    repeats: {type: "string", default: "5"},
    only: {type: "string", default: ""},
    python: {type: "string", default: "python3"}
  }
});
const libraryRows = 20_000; // it scores some thousands a second
const champion = "ours, all threads";
const fitsInARow = 5;

const matrix = benchRows(Number(options.rows), Number(options.columns));
const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
const file = join(folder, "rows.f32");
writeFileSync(file, new Uint8Array(matrix.values.buffer));
const peers = await maybePeers(options.python, file, matrix, availableParallelism());
const contestants: Contestant[] = [];
try {
  contestants.push(...(await ourContestants(matrix)));
  for (const trainingRows of [256, 8192]) {
    contestants.push(libraryContestant(matrix, trainingRows, Math.min(libraryRows, matrix.rows)));
  }
  if (peers) contestants.push(...(await peerContestants(peers, matrix.rows)));
  const chosen = contestants.filter(({name}) => name === champion || name.includes(options.only));
  const measured = await measure(chosen, Number(options.repeats));
  process.stdout.write(`${JSON.stringify(report(measured), null, 2)}\n`);
} finally {
  for (const contestant of contestants) await contestant.close?.();
  peers?.close();
  rmSync(folder, {recursive: true, force: true});
}

/** What was measured of a contestant, in milliseconds, once a round. */
interface Measured {
  contestant: Contestant;

  /** The first fit of all, for which nothing was compiled or in a cache. */
  firstFit?: number;

  /** The median of a few fits in a row: what one takes where many are done. */
  fit: number[];
  score: number[];
  digests: Set<string>;
}

/** Lets each take its turn, round after round, so that a busy minute of the machine is everyone’s. */
async function measure(chosen: Contestant[], repeats: number): Promise<Measured[]> {
  const measured = chosen.map((contestant): Measured => ({
    contestant,
    fit: [],
    score: [],
    digests: new Set()
  }));
  for (let round = 0; round <= repeats; ++round) {
    for (const one of measured) {
      const {contestant, fit, score, digests} = one;
      const fitted: number[] = [];
      for (let i = 0; contestant.fit && i < fitsInARow; ++i) fitted.push(await contestant.fit());
      one.firstFit ??= fitted[0];
      const {milliseconds, digest} = await contestant.score();
      process.stderr.write(
        `${round}/${repeats} ${contestant.name}: ${milliseconds.toFixed(0)} ms\n`
      );
      if (digest) digests.add(digest);
      if (round === 0) continue; // to warm up
      if (fitted.length > 0) fit.push(median(fitted));
      score.push(milliseconds);
    }
  }
  return measured;
}

function report(measured: Measured[]) {
  const rate = ({contestant, score}: Measured) => (1000 * contestant.rows) / median(score);
  const best = measured.find(({contestant}) => contestant.name === champion)!;
  const digests = new Set(measured.flatMap((one) => [...one.digests]));
  return {
    machine: machine(),
    code_version: codeVersion(),
    rows: matrix.rows,
    columns: matrix.columns,
    trees: 100,
    sample_size: 256,
    repeats: best.score.length,
    same_scores: digests.size === 1,
    contestants: Object.fromEntries(
      measured.map((one) => [
        one.contestant.name,
        {
          ...(one.contestant.version && {version: one.contestant.version}),
          rows_per_second: Math.round(rate(one)),
          ...(one.contestant.rows < matrix.rows && {extrapolated_from_rows: one.contestant.rows}),
          ...(one.fit.length > 0 && {
            fit_ms: Number(median(one.fit).toFixed(2)),
            first_fit_ms: Number(one.firstFit!.toFixed(2))
          }),
          ours_all_threads_is_times: Number((rate(best) / rate(one)).toFixed(2))
        }
      ])
    ),
    absent: {
      ...(!measured.some(({contestant}) => /Chromium/.test(contestant.name)) && {
        Chromium: "not found"
      }),
      ...(peers ? peers.absent : {[options.python]: "not found"})
    }
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
