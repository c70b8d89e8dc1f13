import { escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import type { ServerAddress } from './server-address.js';
import { CLICKHOUSE_CODE } from './session.js';

/** Units: milliseconds. How long a server may take to say its version, and to end a session. */
export const SHORT_TIMEOUT = 30_000;

/** What an error of the client has: the type of ClickHouse's own error, or the code of one of the network. */
interface ClientError {
  readonly type?: string;
  readonly code?: string;
  readonly name?: string;
  readonly message: string;
}

/** The code of ClickHouse for a statement that its parser refuses. */
const SYNTAX_ERROR = '62';

/** What Node says of a connection that was there. */
const LOST = /\b(?:ECONNRESET|EPIPE|aborted|socket hang up)\b/;

/** Returns the Failure of a server. */
export const serverFailure = (fault: string, cause?: unknown): Failure =>
  new Failure(`ClickHouse: ${escapedLines(fault)}`, { code: CLICKHOUSE_CODE, cause });

/**
 * Returns the Failure of an error that the client has thrown.
 *
 * @param other - returns the fault of an error that is neither ClickHouse's own nor one of the network.
 */
export function clientFailure(error: unknown, address: ServerAddress, other: (message: string) => string): Failure {
  return serverFailure(faultOf(error as ClientError, address, other), error);
}

function faultOf(error: ClientError, { origin, user }: ServerAddress, other: (message: string) => string): string {
  const { type, code, name, message } = error;
  if (type === 'AUTHENTICATION_FAILED')
    return `found no user ${user} with this password at ${origin}, expected one: see CLICKHOUSE_USER and CLICKHOUSE_PASSWORD`;
  // The client takes another word in parentheses for the type.
  if (code === SYNTAX_ERROR) return `${message.trim()} (SYNTAX_ERROR)`;
  if (type !== undefined) return `${message.trim()} (${type})`;
  if (name === 'AbortError' || message.includes('aborted a request'))
    return `found no answer of ${origin} for ${SHORT_TIMEOUT / 1000} s, expected one`;
  if (code === 'Z_BUF_ERROR' || LOST.test(`${code} ${message}`))
    return `lost the connection to ${origin}: ${message}; expected the whole answer`;
  if (code !== undefined)
    return `found no connection to ${origin}: ${message}; expected a server that answers HTTP, usually at the port 8123, or HTTPS at 8443`;
  return other(message || 'an empty one');
}
