import type { ComparedArrayData, ComparedArtifactData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';

/** Says why differences are not drawn, and why arrays that were to have the x are not used. */
export const reasonNotes = (
  { differences, xProblems = [] }: Pick<ComparedArrayData, 'differences' | 'xProblems'>,
  artifacts: readonly ComparedArtifactData[],
): Markup => [
  differences.map((difference, place) =>
    difference?.reason === undefined
      ? undefined
      : note(artifacts[place], `no difference is drawn (${difference.reason})`),
  ),
  xProblems.map((problem, place) => (problem === null ? undefined : note(artifacts[place], problem))),
];

const note = (artifact: ComparedArtifactData | undefined, text: string): Markup =>
  element('p', { class: 'reason quiet' }, `${artifact?.id}: ${text}.`);
