export function load(source: string, compiled?: string): Promise<unknown>;
export function compiledFolder(): string | undefined;
export function importSource(source: string): Promise<unknown>;
