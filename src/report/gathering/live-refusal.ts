/** Thrown if there is no answer to a request. The message is for the user. */
export class LiveRefusal extends Error {
  /** @param status - the status of HTTP. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
