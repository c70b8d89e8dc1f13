import { contentSecurityPolicy } from '../document/document.js';

/**
 * The headers of every answer: it is not kept, not framed, and not read by other sites.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers
 */
export const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${contentSecurityPolicy({ isLive: true })}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
