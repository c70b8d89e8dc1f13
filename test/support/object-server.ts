import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { S3Storage, type S3StorageOptions } from '../../src/storage/s3/index.js';
import { SILENT } from '../../src/storage/s3/s3-client.js';

/** A request that the server got. */
export interface ServedRequest {
  readonly method: string;
  /** The key of the object, or nothing for the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the server answers: an answer of a test's own, or `cut` to end the connection without one. */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
  | 'cut';

/** How the server differs from AWS. */
export interface Faults {
  /** The requests in which it ignores If-None-Match. */
  readonly ignores?: readonly ('PutObject' | 'CompleteMultipartUpload')[];
  /** Called before a request has an effect. What it returns is answered instead. */
  before?(request: ServedRequest): Reply | undefined;
  /** Called when a request had its effect. What it returns is answered instead. */
  after?(request: ServedRequest): Reply | undefined;
  /** The order of the keys in listings. */
  order?(a: string, b: string): number;
  /** The largest number of keys on a page. */
  readonly page?: number;
}

/** A server of objects for one bucket, `lab`. */
export interface ObjectServer {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer>; readonly begun: Date }>;
  readonly requests: ServedRequest[];
  /** Returns a storage in the bucket. */
  storage(options?: Partial<S3StorageOptions>): S3Storage;
  /** Returns the requests since the last call, as `PUT key`. */
  takeRequests(): string[];
  close(): Promise<void>;
}

/** Returns a client for a server on this machine. */
export const clientOf = (endpoint: string, changed: Partial<S3ClientConfig> = {}): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    logger: SILENT,
    ...changed,
  });

/** Starts an HTTP server that keeps objects in memory, and speaks as much of S3's protocol as `S3Storage` does. */
export async function objectServer(faults: Faults = {}): Promise<ObjectServer> {
  const objects = new Map<string, Buffer>();
  const uploads: ObjectServer['uploads'] = new Map();
  const requests: ServedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const request = await received(incoming).catch(() => undefined);
    if (request === undefined) return;
    requests.push(request);
    const before = faults.before?.(request);
    const reply = before ?? answerOf(request);
    send(outgoing, (before === undefined ? faults.after?.(request) : undefined) ?? reply);
  });

  function answerOf(request: ServedRequest): Reply {
    const { method, key, query, headers, body } = request;
    const uploadId = query.get('uploadId') ?? '';
    const upload = uploads.get(uploadId);
    const isTaken = (operation: 'PutObject' | 'CompleteMultipartUpload') =>
      headers['if-none-match'] === '*' && objects.has(key) && !faults.ignores?.includes(operation);
    if (
      headers['content-md5'] !== undefined &&
      createHash('md5').update(body).digest('base64') !== headers['content-md5']
    )
      return fault(400, 'BadDigest');
    if (method === 'GET' && key === '') return query.has('uploads') ? listUploads() : listObjects(query);
    if (method === 'GET') return read(key, headers);
    if (method === 'DELETE' && uploadId === '') objects.delete(key);
    else if (method === 'DELETE') uploads.delete(uploadId);
    if (method === 'DELETE') return { status: 204 };
    if (method === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, { key, parts: new Map(), begun: new Date() });
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (uploadId !== '' && upload === undefined) return fault(404, 'NoSuchUpload');
    if (method === 'POST') {
      if (isTaken('CompleteMultipartUpload')) return fault(412, 'PreconditionFailed');
      const parts = Array.from(upload?.parts ?? []).sort(([a], [b]) => a - b);
      objects.set(key, Buffer.concat(parts.map(([, bytes]) => bytes)));
      uploads.delete(uploadId);
      return xml(
        `<CompleteMultipartUploadResult><Key>${encodeURIComponent(key)}</Key></CompleteMultipartUploadResult>`,
      );
    }
    if (upload !== undefined) upload.parts.set(Number(query.get('partNumber')), body);
    else if (isTaken('PutObject')) return fault(412, 'PreconditionFailed');
    else objects.set(key, body);
    return { status: 200, headers: { ETag: etagOf(body) } };
  }

  function read(key: string, headers: IncomingHttpHeaders): Reply {
    const bytes = objects.get(key);
    if (bytes === undefined) return fault(404, 'NoSuchKey');
    if (headers['if-match'] !== undefined && headers['if-match'] !== etagOf(bytes))
      return fault(412, 'PreconditionFailed');
    const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
    const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
    const end = first === '' || last === '' ? bytes.length : Math.min(bytes.length, Number(last) + 1);
    if (start >= bytes.length) return fault(416, 'InvalidRange');
    const ContentRange = { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` };
    return { status: 206, headers: { ETag: etagOf(bytes), ...ContentRange }, body: bytes.subarray(start, end) };
  }

  function listObjects(query: URLSearchParams): Reply {
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter')];
    const token = query.get('continuation-token');
    const after = token === null ? (query.get('start-after') ?? '') : decodeURIComponent(token);
    const order = faults.order ?? ((a, b) => (a < b ? -1 : 1));
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(order);
    const nameOf = (key: string): string => {
      const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      return end === -1 ? key : key.slice(0, end + 1);
    };
    const names = [...new Set(keys.map(nameOf))].filter(
      (name) => after === '' || (name !== after && order(name, after) > 0),
    );
    const page = names.slice(0, faults.page ?? 1000);
    const items = page.map((name) =>
      name.endsWith(delimiter ?? '\0')
        ? `<CommonPrefixes><Prefix>${encodeURIComponent(name)}</Prefix></CommonPrefixes>`
        : `<Contents><Key>${encodeURIComponent(name)}</Key><Size>${objects.get(name)?.length}</Size></Contents>`,
    );
    const isTruncated = page.length < names.length;
    const next = isTruncated
      ? `<NextContinuationToken>${encodeURIComponent(page.at(-1) ?? '')}</NextContinuationToken>`
      : '';
    return xml(
      `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${items.join('')}</ListBucketResult>`,
    );
  }

  function listUploads(): Reply {
    const items = Array.from(
      uploads,
      ([id, { key, begun }]) =>
        `<Upload><Key>${encodeURIComponent(key)}</Key><UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
    );
    const isTruncated = '<IsTruncated>false</IsTruncated>';
    return xml(`<ListMultipartUploadsResult>${isTruncated}${items.join('')}</ListMultipartUploadsResult>`);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    objects,
    uploads,
    requests,
    storage: (options) => new S3Storage({ bucket: 'lab', client: clientOf(endpoint), ...options }),
    takeRequests: () =>
      requests.splice(0).map(({ method, key, query }) => `${method} ${key}${query.has('uploads') ? '?uploads' : ''}`),
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Returns an answer that says that a request failed. */
export const fault = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
});

const xml = (body: string): Reply => ({ status: 200, body: `<?xml version="1.0"?>${body}` });

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

async function received(incoming: IncomingMessage): Promise<ServedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { pathname, searchParams: query } = new URL(incoming.url ?? '', 'http://localhost');
  const key = decodeURIComponent(pathname).replace(/^\/lab\/?/, '');
  return { method: incoming.method ?? '', key, query, headers: incoming.headers, body: Buffer.concat(chunks) };
}

function send(outgoing: ServerResponse, reply: Reply): void {
  if (reply === 'cut') outgoing.destroy();
  else
    outgoing
      .writeHead(reply.status, { 'Content-Length': Buffer.byteLength(reply.body ?? ''), ...reply.headers })
      .end(reply.body);
}
