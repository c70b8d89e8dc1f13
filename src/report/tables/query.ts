import { QUOTED } from '../../display/condition-values.js';
import { type Condition, isCondition, parseCondition } from '../../display/conditions.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { parseJsonString } from '../../display/key-names.js';

// What stands in the filter field: conditions as `artifacts list` takes them, and words that stand in any cell. A condition may have spaces
// around its sign and behind its commas; in single quotes, it is what a shell makes of it.
//
//   threshold >= 0.5, 'n>=10', "a key"=1      conditions
//   silverman "two words" 2026-02-26          words

/** A part of what stands in the filter field. */
export interface QueryPart {
  readonly kind: 'word' | 'condition';
  /** The word as it is looked for, or the condition. */
  readonly text: string;
  /** The part as it was typed. */
  readonly typed: string;
}

const KEY = `(?:${QUOTED.source}|[^\\s=<>!"']*)`;
const VALUE = `(?:${QUOTED.source}|'(?<=[=<>,]\\s*')[^']*'|(?<=,)\\s+|[^\\s"]|"\\S*)*`;
const PART = new RegExp(`(?=\\S)(?:'[^']*'|${KEY}\\s*(?:!=|<=|>=|==|=|<|>)\\s*${VALUE}|${QUOTED.source}|\\S+)`, 'gs');

/** Returns the parts of what stands in the filter field. */
export function partsOf(query: string): readonly QueryPart[] {
  return Array.from(query.matchAll(PART), ([typed]): QueryPart => {
    const text = /^'.*'$/s.test(typed) ? typed.slice(1, -1) : typed;
    if (isCondition(text)) return { kind: 'condition', text, typed };
    return { kind: 'word', text: (text.startsWith('"') ? parseJsonString(text) : undefined) ?? text, typed };
  });
}

/** What stands in the filter field besides its conditions. */
export interface QueryRest {
  /** The words, without capital letters. */
  readonly words: readonly string[];
  /** What is wrong with the first condition that is none, or that `take` refuses; undefined if nothing is. */
  readonly problem: string | undefined;
}

/**
 * Understands what stands in the filter field. A condition with a fault is left out.
 *
 * @param take - is called with each condition. It may throw a Failure.
 */
export function readQuery(query: string, take: (condition: Condition) => void): QueryRest {
  const words: string[] = [];
  let problem: string | undefined;
  for (const part of partsOf(query)) {
    if (part.kind === 'word') words.push(part.text.toLowerCase());
    else {
      try {
        take(conditionOf(part));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        problem ??= error.message;
      }
    }
  }
  return { words, problem };
}

/** Matches a value in single quotes, which are those of a shell, or a text in double quotes, in which they mean nothing. */
const SINGLE_QUOTED = new RegExp(`${QUOTED.source}|"[^]*|([=<>,]\\s*)'([^']*)'`, 'gs');

/**
 * Returns the condition that a part of a filter is.
 *
 * @throws Failure if it is none, or has a value in single quotes.
 */
function conditionOf({ text }: QueryPart): Condition {
  const mended = text.replace(SINGLE_QUOTED, (typed, before?: string, value?: string) =>
    before === undefined ? typed : before + JSON.stringify(value),
  );
  if (mended !== text) throw new Failure(`${escaped(text)} has single quotes. Write ${escaped(mended)}.`);
  return parseCondition(text, (example) => example);
}
