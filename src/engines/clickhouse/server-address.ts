import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';

/** Where a server of ClickHouse is, and who asks it. */
export interface ServerAddress {
  /** The address without the user and the password, for messages: `http://lab:8123`. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Reads the address of a server. The user and the password come from it, or else from the variables that ClickHouse's own programs use.
 *
 * @throws Failure (`USAGE`) if it is no address of a server.
 */
export function serverAddress(text: string, env: NodeJS.ProcessEnv): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw noAddress(`${escaped(withoutUser(text))} is none`);
  const { origin, pathname, search, hash, username, password } = url;
  const beyond = `${pathname === '/' ? '' : pathname}${search}${hash}`;
  if (beyond !== '') throw noAddress(`${escaped(beyond)} is more than that`);
  return {
    origin,
    user: decodedPart(username) || env['CLICKHOUSE_USER'] || 'default',
    password: decodedPart(password) || env['CLICKHOUSE_PASSWORD'] || '',
  };
}

/** A password must not appear in a message. */
const withoutUser = (text: string): string => text.replace(/[^/]*@/, '');

function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw noAddress('a % in the user or password stands for itself, which is written %25');
  }
}

const noAddress = (fault: string): Failure =>
  new Failure(
    `--server takes the address of ClickHouse for HTTP, such as http://user@host:8123; ${fault}. The password is better in CLICKHOUSE_PASSWORD.`,
  );
