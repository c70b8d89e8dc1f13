/** Returns the message of a problem without the path that it begins with, because the path stands above it. */
export const problemText = (message: string, path: string): string =>
  message.startsWith(`${path} `) ? `It ${message.slice(path.length + 1)}` : message;
