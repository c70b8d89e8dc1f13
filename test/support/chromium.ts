/** Debian's Chromium, in which the pages of the report are tested. */
export const CHROMIUM = '/usr/bin/chromium';
