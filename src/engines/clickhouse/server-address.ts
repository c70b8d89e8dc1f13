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
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw noAddress(text, `${escaped(text)} is none`);
  const { origin, pathname, search, hash, username, password } = url;
  const beyond = `${pathname === '/' ? '' : pathname}${search}${hash}`;
  if (beyond !== '') throw noAddress(text, `${escaped(beyond)} is more than that`);
  return {
    origin,
    user: decodedPart(text, username) || env['CLICKHOUSE_USER'] || 'default',
    password: decodedPart(text, password) || env['CLICKHOUSE_PASSWORD'] || '',
  };
}

function decodedPart(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw noAddress(text, 'a % is written %25');
  }
}

/** Says what is wrong with an address, or only what may be if it has a user: a password must not appear in a message. */
function noAddress(text: string, fault: string): Failure {
  const said = text.includes('@')
    ? 'this is another text (in a user or password, / ? # @ and % are written %2F %3F %23 %40 and %25)'
    : fault;
  return new Failure(
    `--server takes the address of ClickHouse for HTTP, such as http://user@host:8123; ${said}. The password is better in CLICKHOUSE_PASSWORD.`,
  );
}
