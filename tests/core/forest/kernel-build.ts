import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath, pathToFileURL} from "node:url";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("../../../src/core/forest/kernel", import.meta.url));

/** The file that is made: the kernel’s bytes as a module of text. */
export const generated = `${folder}/module.ts`;

/** Compiles the scoring kernel, and returns the bytes of its WebAssembly module. */
export async function buildKernel(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const {error, stderr} = await asc.main(
    [
      "index.ts",
      "--outFile",
      "kernel.wasm",
      "-O3",
      "--converge",
      "--noAssert",
      "--runtime",
      "stub",
      "--enable",
      "simd"
    ],
    {
      readFile: (name) => {
        const path = `${folder}/assembly/${name.replace(/\.js\.ts$/, ".ts")}`; // asc adds its own
        return existsSync(path) ? readFileSync(path, "utf8") : null;
      },
      writeFile: (name, contents) => {
        if (name === "kernel.wasm") bytes = contents as Uint8Array;
      },
      listFiles: () => []
    }
  );
  if (error || !bytes) {
    throw new Error(`the kernel does not compile: ${stderr.toString()}`, {cause: error});
  }
  return bytes;
}

/** Returns the text of the generated module. */
export function moduleOf(kernel: Uint8Array): string {
  return `/** The compiled kernel, in base64; made of assembly/index.ts by \`npm run kernel\`. */
export const kernelBase64 =
  "${Buffer.from(kernel).toString("base64")}";
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const kernel = await buildKernel();
  writeFileSync(generated, moduleOf(kernel));
  process.stderr.write(`kernel: ${kernel.length} bytes\n`);
}
