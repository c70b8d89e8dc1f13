import type { ConditionAdvice } from '../../display/condition-advice.js';
import { writtenName } from '../../display/key-names.js';

/** What messages about conditions advise somebody who writes them into the filter field of a table. */
export const FILTER_ADVICE: ConditionAdvice = {
  condition: (text) => text,
  name: writtenName,
  insteadOn: () => 'a word that stands in its cell',
  times: 'Times are found by words. Write for example 2026-02-26, without a sign.',
  procedures: 'A table is of one procedure, which no condition asks for.',
  keys: () => '',
};
