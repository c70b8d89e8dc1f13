const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

const cleanups = new Set<() => void>();

/**
 * Has something done if a signal ends the program: a temporary file removed, a line of progress cleared.
 *
 * @param cleanup - ends before it returns, for nothing runs after it.
 * @returns a function to call when that is not needed any more.
 */
export function onInterruption(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Lets signals end the program with an exit code, 130 for Ctrl-C, after all cleanups. */
export function exitOnSignals(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      for (const cleanup of cleanups) cleanup();
      process.exit(128 + number);
    });
  }
}
