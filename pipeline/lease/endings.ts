/** What is undone when the process ends, the newest first. */
const undone = new Set<() => void>();

/** What is done first when the process is told to end. */
const lastWords = new Set<(signal: string) => Promise<void>>();

let isListening = false;

/**
 * Calls *undo*, which must do its work at once, when the process ends, whether by itself or by a signal; never, if
 * the returned function was called before.
 */
export function atExit(undo: () => void): () => void {
  if (!isListening) process.once("exit", undoAll);
  isListening = true;
  undone.add(undo);
  return () => void undone.delete(undo);
}

/** Calls *say* when the process is told to end by a signal; never, if the returned function was called before. */
export function onInterruption(say: (signal: string) => Promise<void>): () => void {
  lastWords.add(say);
  return () => void lastWords.delete(say);
}

/** Resolves when all that is to be done first is done, well or not. */
export async function interrupt(signal: string): Promise<void> {
  await Promise.allSettled([...lastWords].map((say) => say(signal)));
}

function undoAll(): void {
  for (const undo of [...undone].reverse()) {
    try {
      undo();
    } catch {
      // The others are to be undone, too.
    }
  }
}
