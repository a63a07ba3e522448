/** The environment of a process, as far as it is read here. */
export type Environment = Readonly<Record<string, string | undefined>>;
