/** How many files a command reads at the same time. */
export const FILES_AT_A_TIME = 16;
