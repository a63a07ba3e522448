import {maybeFromBase64} from "../base64.js";
import {isLittleEndian} from "../little-endian.js";
import {kernelBase64} from "./module.js";

/** What the compiled kernel offers. Arguments are addresses in its memory, counts, and bytes to step. */
export interface KernelExports {
  memory: WebAssembly.Memory;

  /** For a column’s values, writes how many of its thresholds are not above each, as 16 bits. */
  rank(
    values: number,
    stride: number,
    rows: number,
    origin: number,
    scale: number,
    last: number,
    starts: number,
    thresholds: number,
    count: number,
    half: number,
    out: number
  ): void;

  /** Writes the byte that *table* has for each rank, tile by tile. */
  narrow(ranks: number, rows: number, table: number, out: number, stride: number): void;

  /** Writes the number of each row’s leaf, by evaluating all nodes of a tree for a tile of rows at a time. */
  blend(
    ranks: number,
    stride: number,
    tiles: number,
    program: number,
    pairs: number,
    leftChains: number,
    rightChains: number,
    quads: number,
    inner: number,
    slots: number,
    root: number,
    leaves: number
  ): void;

  /** Adds to *sums* the lengths of the leaves in at most eight trees, in their order. */
  addLeaves(
    leaves: number,
    stride: number,
    rows: number,
    tables: number,
    trees: number,
    sums: number
  ): void;

  /** Turns sums of path lengths into scores. */
  scores(
    sums: number,
    rows: number,
    trees: number,
    normalizer: number,
    coefficients: number,
    degree: number
  ): void;

  /** Adds a tree’s path lengths to *sums*, by going down it with eight rows at a time. */
  walk(
    values: number,
    stride: number,
    rows: number,
    root: number,
    depth: number,
    lengths: number,
    sums: number
  ): void;

  /** Adds a tree’s path lengths to *sums*, by going down it, a tree of hyperplanes, with four rows at a time. */
  walkPlanes(
    values: number,
    bytes: number,
    rows: number,
    root: number,
    depth: number,
    lengths: number,
    sums: number
  ): void;

  /** Writes the Gaussian kernels of a row and of four times *quads* others. */
  gaussians(
    row: number,
    columns: number,
    rows: number,
    quads: number,
    gamma: number,
    tables: number,
    out: number
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/**
 * Returns a new instance of the kernel with an empty memory, or undefined where it cannot run:
 * WebAssembly is switched off, forbidden by the page’s policy or older than vectors, or the machine’s
 * numbers are big-endian.
 */
export function maybeKernel(): KernelExports | undefined {
  if (typeof WebAssembly === "undefined" || !isLittleEndian) return undefined;
  try {
    compiled ??= new WebAssembly.Module(maybeFromBase64(kernelBase64) as BufferSource);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  return new WebAssembly.Instance(compiled).exports as unknown as KernelExports;
}
