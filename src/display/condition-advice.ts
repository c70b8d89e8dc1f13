/** What messages about conditions advise, in the terms of the place where these are written: a shell, a call, a filter field. */
export interface ConditionAdvice {
  /** Returns a condition as it is written there. */
  condition(text: string): string;
  /** Returns a name as it is written there, within a condition. */
  name(text: string): string;
  /** Returns what to write in place of a condition on a key that no condition compares: one of arrays, lists, or objects. */
  insteadOn(key: string): string;
  /** How times are asked for. */
  readonly times: string;
  /** How procedures are asked for. */
  readonly procedures: string;
  /** Returns a line on all keys: how to list them, or which they are; empty for no such line. */
  keys(names: Iterable<string>): string;
}
