import type { ArtifactData } from '../data/page-data.js';
import type { LiveSection, PageContext } from './live-section.js';

/** Brings the plots of an artifact to life. */
export function attachPlots(_section: HTMLElement, _artifact: ArtifactData, _context: PageContext): LiveSection {
  return { show: () => {} };
}
