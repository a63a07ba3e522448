import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {readNpz} from "../../../pipeline/suite/sets/read-npz.js";
import {withFolder} from "./folder.js";

// Written by NumPy: savez_compressed of a matrix of doubles in the order of Fortran with labels of 8 bytes, and savez of
// single precision with truth values.
const folder = fileURLToPath(new URL("../../fixtures/suite/", import.meta.url));
const values = [0.5, 1.25, 2, -3, 4, 5.5, 7, 8];

for (const name of ["fortran.npz", "stored.npz"])
  it(`readNpz(${name}) reads the rows and labels that NumPy wrote`, async () => {
    const {matrix, labels} = await readNpz(folder + name, name);
    expect([matrix.rows, matrix.columns]).toEqual([4, 2]);
    expect([...matrix.values]).toEqual(values);
    expect([...labels]).toEqual([0, 1, 0, 1]);
  });

it("readNpz(small-integers.npz) reads integers of 2 bytes, and labels without a sign", async () => {
  const {matrix, labels} = await readNpz(`${folder}small-integers.npz`, "small-integers.npz");
  expect([...matrix.values]).toEqual([1, -2, 300, 4, 5, 6, 7, -32768]);
  expect([...labels]).toEqual([0, 1, 0, 1]);
});

it("readNpz(path, name) names what is not supported or damaged in one sentence", async () => {
  await expect(readNpz(`${folder}strings.npz`, "strings.npz")).rejects.toThrow(
    "unsupported file: X.npy in strings.npz holds <U1; give numbers of <f4"
  );
  const bytes = await readFile(`${folder}fortran.npz`);
  await withFolder(async (own) => {
    const path = join(own, "a.npz");
    await writeFile(path, bytes.subarray(0, bytes.length - 30));
    await expect(readNpz(path, "a.npz")).rejects.toThrow("a.npz is no complete zip file");
    const flipped = Buffer.from(bytes);
    flipped[60] ^= 255; // in the first deflated stream
    await writeFile(path, flipped);
    await expect(readNpz(path, "a.npz")).rejects.toThrow(/^(damaged|unsupported) file: X\.npy/);
  });
});
