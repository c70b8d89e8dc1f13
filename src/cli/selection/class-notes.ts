import { counted } from '../../display/wording.js';
import type { Context } from '../context/context.js';

/** Returns notes on the files that are older than the classes that the user gives, and on those that do not fit them. */
export function classNotes(context: Context): string[] {
  const { older, misfits } = context.classes ?? NO_FILES;
  const notes: string[] = [];
  if (older.size === 1) notes.push('1 file is older than its class, and shown as the class has it now.');
  if (older.size > 1) notes.push(`${older.size} files are older than their classes, and shown as these have them now.`);
  if (misfits.size > 0) {
    const [doNotFit, are] = misfits.size === 1 ? ['does not fit its class', 'is'] : ['do not fit their classes', 'are'];
    const verify = context.call('verify');
    notes.push(`${counted(misfits.size, 'file')} ${doNotFit}, and ${are} shown as stored: ${verify}`);
  }
  return notes;
}

const NO_FILES = { older: new Set<string>(), misfits: new Map<string, Error>() };

/** Returns the same numbers for the summary of `--json`; nothing if the user gives no classes. */
export const classCounts = ({ classes }: Context) =>
  classes === undefined ? {} : { older: classes.older.size, misfits: classes.misfits.size };
