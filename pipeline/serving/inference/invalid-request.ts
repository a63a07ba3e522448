/** A request that cannot be answered, and why: the client’s mistake. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";

  /** The status code of the response: 400, 404, 413 or another below 500. */
  readonly statusCode: number;

  constructor(message: string, statusCode = 400) {
    super(message);
    this.statusCode = statusCode;
  }
}
