/** The bytes of characters that have a meaning in JSON. */
export const TAB: u8 = 0x09;
export const NEWLINE: u8 = 0x0a;
export const RETURN: u8 = 0x0d;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const POINT: u8 = 0x2e;
export const ZERO: u8 = 0x30;
export const NINE: u8 = 0x39;
export const COLON: u8 = 0x3a;
export const OPEN_LIST: u8 = 0x5b;
export const CLOSE_LIST: u8 = 0x5d;
export const LETTER_E: u8 = 0x65;
