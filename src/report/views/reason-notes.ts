import type { ComparedArrayData, ComparedArtifactData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';

/** Says why differences are not drawn. */
export const reasonNotes = (
  differences: ComparedArrayData['differences'],
  artifacts: readonly ComparedArtifactData[],
): Markup =>
  differences.map((difference, place) =>
    difference?.reason === undefined
      ? undefined
      : element(
          'p',
          { class: 'reason quiet' },
          `${artifacts[place]?.id}: no difference is drawn (${difference.reason}).`,
        ),
  );
