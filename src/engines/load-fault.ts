/** Why a package could not be loaded: it is not there, or the message of its error. */
export type LoadFault = 'missing' | string;

/** Loads a package. Returns why that failed; undefined if it did not. */
export async function loadFault(load: () => Promise<void>): Promise<LoadFault | undefined> {
  try {
    await load();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' ? 'missing' : String(error);
  }
}
