/** Files that a command reads at a time. */
export const FILES_AT_A_TIME = 16;
