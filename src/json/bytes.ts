/** The bytes of characters that have a meaning in JSON. */
export const NEWLINE = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** The bytes that some editors put at the beginning of a UTF-8 file. RFC 8259 forbids them in JSON. */
export const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** Returns a Buffer on the same memory. */
export const bufferOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** True if a byte is one of JSON's four of white space. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || byte === NEWLINE || byte === 0x0d || byte === 0x09;
