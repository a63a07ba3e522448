import type {CompiledPlace} from "./find-compiled.js";

export function compile(place?: CompiledPlace): Promise<string | undefined>;
