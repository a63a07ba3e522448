/** Where the compiled pipeline of a package is kept. */
export interface CompiledPlace {
  /** The folder of the package. */
  root: string;
  /** The folder of all that was compiled. */
  folder: string;
  /** The file that says what is current, and what it was compiled from. */
  record: string;
}

export function placeOf(root?: string): CompiledPlace;
export function findCompiled(place?: CompiledPlace): string | undefined;
export function stampOf(path: string): string | undefined;
