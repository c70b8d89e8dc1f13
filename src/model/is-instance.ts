/** Returns what `instanceof` returns, and false where `instanceof` throws: asked about a revoked Proxy, which anybody may have thrown. */
export function isInstance<T>(value: unknown, Class: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof Class;
  } catch {
    return false;
  }
}
