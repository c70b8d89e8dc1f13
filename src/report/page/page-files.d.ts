/** The script of the pages, as `.ci/page.js` bundles it. */
export const SCRIPT: string;

/** The style of the pages. */
export const STYLE: string;
