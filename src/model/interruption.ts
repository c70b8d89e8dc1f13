/** The signals that end the program, and their numbers. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

const cleanups = new Set<() => void>();

/**
 * Registers a function that is called when a signal ends the program: it removes a temporary file, or clears a line of progress.
 *
 * @param cleanup - has to be synchronous, because the program exits right after it.
 * @returns a function that takes the registration back.
 */
export function onInterruption(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Makes signals call all registered functions and then end the program with an exit code: 130 for Ctrl-C. */
export function exitOnSignals(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      for (const cleanup of cleanups) cleanup();
      process.exit(128 + number);
    });
  }
}
