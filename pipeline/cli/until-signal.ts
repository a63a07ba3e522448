const codes = {SIGINT: 130, SIGTERM: 143} as const;

/** Resolves when this process is told to end by a signal, which then does not end it; a second one does, at once. */
export function untilSignal(): Promise<keyof typeof codes> {
  return new Promise((resolve) => {
    for (const signal of Object.keys(codes) as (keyof typeof codes)[]) {
      process.removeAllListeners(signal);
      process.once(signal, () => {
        process.once(signal, () => process.exit(codes[signal]));
        resolve(signal);
      });
    }
  });
}
