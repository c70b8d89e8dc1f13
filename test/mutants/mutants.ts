/** One fault in the library: a text that stands once in a file, and the text in its place. */
export interface Mutant {
  readonly file: string;
  /** What is broken. */
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** The names of the test files that are likely to fail: they run first. */
  readonly likely: readonly string[];
  /** Whether it makes tests wait without end. For any other mutant, a timeout says nothing. */
  readonly hangs: boolean;
}

/** Returns the mutants of a file. */
const of = (
  file: string,
  likely: readonly string[],
  ...rows: readonly (readonly [title: string, from: string, to: string, hangs?: 'hangs'])[]
): Mutant[] =>
  rows.map(([title, from, to, hangs]) => ({
    file: `src/${file}.ts`,
    title,
    from,
    to,
    likely,
    hangs: hangs !== undefined,
  }));

/**
 * The table of mutants. None of them is equivalent to the code that it replaces: each can be observed from outside. Faults of the quick
 * reader that only make it ask the exact one are therefore left out.
 */
export const mutants: readonly Mutant[] = [
  // ── The writer ────────────────────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'format/artifact-text',
    ['file-format', 'large', 'round-trip'],
    ['the seal leaves out the last piece', '      hash.update(value);\n', '      if (!done) hash.update(value);\n'],
    [
      'the seal leaves out all pieces but the last',
      '      hash.update(value);\n',
      '      if (done) hash.update(value);\n',
    ],
  ),
  ...of(
    'format/piece-gatherer',
    ['file-format', 'large', 'round-trip'],
    ['a piece that was handed over is written over', '    this.#piece = Buffer.allocUnsafe(this.#size);\n', ''],
  ),
  ...of(
    'format/tree-layout',
    ['file-format', 'large', 'round-trip'],
    ['keys stand in the order of a language', 'return keys.sort();', 'return keys.sort((a, b) => a.localeCompare(b));'],
    ['arrays are not copied before the first await', '      elements.takeCopy();\n', ''],
    [
      'arrays without items are counted among those that are compared',
      'if (elements.shape.length > 0 && elements.shape[0] !== 0) this',
      'this',
    ],
  ),
  ...of(
    'json/scalars',
    ['file-format', 'round-trip'],
    ['-0 is written as 0', "return '-0.0';", "return '0';"],
    ['quotes in texts are not escaped', 'NEEDS_NO_ESCAPE = /^[ !#-', 'NEEDS_NO_ESCAPE = /^[ -'],
  ),
  ...of(
    'json/kernel/v8-kernel',
    ['file-format', 'large', 'round-trip', 'pieces', 'wrong-files'],
    [
      '-0 in an array of plain numbers is written as 0',
      ' || (value === 0 && Object.is(value, -0))) isPlain',
      ') isPlain',
    ],
    ['NaN in an array is written as null', 'if (value - value !== 0 || (', 'if (('],
    [
      'int64 is written through a double',
      "return values.subarray(start, end).join(',');",
      "return Array.from(values.subarray(start, end) as BigInt64Array, Number).join(',');",
    ],
    ['rows run over into the next ones', 'Math.min(end, at - inRow + rowLength)', 'end'],
    [
      'float32 is rounded when it is read',
      "const isDouble = dtype === 'float64';",
      "const isDouble = dtype.startsWith('float');",
    ],
    [
      'int64 is read through a double',
      "text.split(',').map(BigInt)",
      "text.split(',').map((digits) => BigInt(Number(digits)))",
    ],
    [
      'int64 is read from what is no JSON, such as 007',
      '/^(?:0|-?[1-9]\\d*)(?:,(?:0|-?[1-9]\\d*))*$/',
      '/^-?\\d+(?:,-?\\d+)*$/',
    ],
    [
      'integers beyond 2^53 are rounded in arrays of floats',
      'if (!scalars.some(isRounded)) return scalars;',
      'return scalars;',
    ],
  ),
  ...of(
    'json/kernel/scan-by-v8',
    ['rfc-8259', 'kernel'],
    [
      'JSON.parse takes keys twice behind white space',
      'while (text.charCodeAt(before) <= SPACE)',
      'while (text.charCodeAt(before) < SPACE)',
    ],
    [
      'a long decimal with an exponent is rounded to an integer',
      'isUnusual = isLetterE(text.charCodeAt(end)) ||',
      'isUnusual =',
    ],
    ['a decimal with a negative exponent is rounded to an integer', '/\\d{15}[eE]-/.test(text)', 'false'],
  ),
  ...of(
    'json/kernel/kernel',
    ['file-format', 'large', 'round-trip'],
    ['brackets are miscounted from four axes on', '    rest /= length;\n', ''],
  ),
  ...of(
    'format/array-text',
    ['file-format', 'large', 'round-trip'],
    [
      'elements that were transferred away are written all the same',
      'if (values.length !== size) throw new ChangedElements(elements);',
      '',
    ],
  ),
  ...of(
    'format/native-lines',
    ['file-format', 'large', 'round-trip'],
    ['keys in the items of lists stand in the order in which they were set', 'if (key < previous || size', 'if (size'],
    [
      '-0 in the items of lists is written as 0',
      '(tree === 0 && Object.is(tree, -0)) || !Number.isFinite(tree)',
      '!Number.isFinite(tree)',
    ],
    [
      'lists of scalars in the items of lists stand on many lines',
      'if (tree.length > 0 && tree.every(isScalar)) return Number.NaN;',
      '',
    ],
  ),

  // ── The readers ───────────────────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'json/numbers',
    ['file-format', 'wrong-files'],
    [
      'integers beyond 2^53 are rounded',
      'return isSafe ? value : (bigintOf(text) ?? new NumberText(text));',
      'return value;',
    ],
    ['integers beyond 2^53 with a point are rounded', 'text === String(value);', 'true;'],
    ['1e400 is read as Infinity', 'if (!Number.isFinite(value)) return new NumberText(text);', ''],
    ['integers beyond 2^53 are rounded in lists', 'if (!Number.isSafeInteger(value)) return false;', ''],
  ),
  ...of(
    'json/json-reader',
    ['file-format', 'json-pieces'],
    ['a key may stand twice', 'if (Object.hasOwn(frame.object as TreeObject, key)) this', 'if (false) this'],
    ['the key __proto__ sets the prototype', "if (key === '__proto__') this", 'if (false) this'],
    ['nesting may be one level too deep', 'if (this.#depth >= MAX_DEPTH) this', 'if (this.#depth > MAX_DEPTH) this'],
    ['a list of numbers may lie one level too deep', ' && this.#depth < MAX_DEPTH && ', ' && '],
    ['bytes that are not UTF-8 become U+FFFD', 'fatal: true', 'fatal: false'],
    ['text loses a byte order mark at its beginning', 'ignoreBOM: true', 'ignoreBOM: false'],
    [
      'a word that goes on in the next piece is cut',
      'if (end === this.#bytes.length && !this.#isLast) throw MORE;',
      '',
    ],
    [
      'a message shows less at the end of a piece',
      'if (at + SHOWN > this.#bytes.length && !this.#isLast) throw MORE;',
      '',
    ],
    ['the positions of faults count from the last piece', 'this.#offset += this.#at;', ''],
  ),
  ...of(
    'json/number-list-reader',
    ['json-pieces'],
    ['numbers are rounded in long lists', 'if (!isExact) return undefined;', ''],
    ['bigints, booleans and nulls are taken in sealed files', 'this.#takesScalars && !isFirst ? WAYS : []', 'WAYS'],
    ['rows of other lengths are taken for alike', 'item.length === shape[axis] &&', ''],
    ['items are lost where a list turns out not to be one of numbers', "(isInnermost && last === 'item' ? 1 : 0)", '0'],
  ),
  ...of(
    'json/kernel/element-texts',
    ['file-format', 'large', 'round-trip', 'pieces', 'wrong-files'],
    ['lists of several lengths are an array', 'if (known !== 0 && known !== lengthAndOne) return undefined;', ''],
  ),
  ...of(
    'model/number-list-builder',
    ['json-pieces'],
    ['-0 becomes 0 among integers', ' || (value === 0 && Object.is(value, -0))', ''],
    [
      'a block is cut to integers of fewer bits',
      'value > max) max = value;\n  }\n  return { ...BOOLEANS, areBooleans: false, areIntegers, ',
      'value > max) max = 0;\n  }\n  return { ...BOOLEANS, areBooleans: false, areIntegers, ',
    ],
    ['null becomes NaN', 'missing === null ? withNullsMarked(values as Float64Array) : ', ''],
  ),
  ...of(
    'format/quick-reader',
    ['wrong-files', 'pieces'],
    ['the seal is not checked', 'found === expected ? undefined', 'true ? undefined'],
    [
      'the first half of the seal alone is checked',
      'found === expected ? undefined',
      'found.slice(0, 32) === expected.slice(0, 32) ? undefined',
    ],
    [
      'as much memory is taken as a file says that its arrays need',
      'Math.min(shape === undefined ? 0 : sizeOf(shape), room)',
      'shape === undefined ? 0 : sizeOf(shape)',
    ],
    [
      '$artifact may stand twice',
      '!Object.hasOwn(root, ARTIFACT_KEY)',
      'Object.keys(root).includes(ARTIFACT_KEY) !== null',
    ],
  ),
  ...of(
    'format/exact-reader',
    ['wrong-files', 'pieces'],
    ['the seal is not checked where the table of arrays is damaged', 'return found === expected\n', 'return true\n'],
    ['an artifact without a seal is taken for one', 'if (member !== undefined) throw', 'if (false) throw'],
  ),
  ...of(
    'format/artifact-member',
    ['wrong-files', 'pieces'],
    ['$artifact may have any members', 'Object.keys(tree).length !== 3 + optional', 'Object.keys(tree).length < 3'],
    ['from may be any text', 'if (from !== undefined && !isSeal(from)) return undefined;', ''],
    ['a version may be 1 or less', ' && (tree as number) > 1', ''],
    ['members may stand behind $artifact', 'Object.keys(others).length === 0 ? ', 'Object.keys(others).length >= 0 ? '],
  ),
  ...of(
    'format/seal',
    ['wrong-files', 'pieces'],
    ['a seal may have another end', ' && end.endsWith(SEAL_CLOSING)', ''],
    ['a seal may have another beginning', ' && end.startsWith(SEAL_OPENING)', ''],
  ),
  ...of(
    'format/lost-seal',
    ['wrong-files'],
    [
      'a byte order mark is not seen',
      'if (beginning.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {',
      'if (false) {',
    ],
    [
      'it is not seen that a formatter has spread the lists',
      "if (SPREAD_LIST.test(beginning.toString('latin1'))) return",
      'if (false) return',
    ],
    ['a file that was laid out anew seems to be cut', 'hasOpening ? ', 'true ? '],
    ['CRLF is not seen', 'this.#ending.startsWith(SEAL_CLOSING_CRLF) &&', 'false &&'],
    [
      'what stands behind a seal is not seen',
      'length < this.#length && this.#hasOpening',
      'length > this.#length && this.#hasOpening',
    ],
  ),
  ...of(
    'json/parse-json',
    ['rfc-8259', 'wrong-files', 'pieces'],
    ['JSON.parse takes keys twice', 'if (inspection.members !== keys)', 'if (inspection.members > keys)'],
    ['JSON.parse rounds integers', '&& String(Number(text)) === String(number)', ''],
    ['JSON.parse rounds integers to other spellings', '!areNumbersExact(text)', '!areNumbersExact(text.slice(1))'],
    ['JSON.parse rounds decimals to integers', ' || mayHaveNearInteger;', ';'],
    ['keys that JSON.parse mistakes are taken', "key.includes('\\\\')", 'false'],
    ['JSON.parse rounds decimals to zero', '(inspection.hasZero && mayHaveNearZero) ||', ''],
    ['JSON.parse makes doubles of large integers', '? BigInt(text) : value', '? value : value'],
    ['JSON.parse reads what is not UTF-8', '!isUtf8(bytes)', '!isUtf8(bytes) && bytes.length < 0'],
  ),
  ...of(
    'format/cut-json',
    ['pieces'],
    [
      'an array stands in the place of whatever is where its line shows it',
      'return false;\n    tree',
      'if (tree === undefined) return false;\n    tree',
    ],
    [
      'whatever ends the text is taken for a comma',
      'if (bytes?.at(-1) !== COMMA)',
      'if (bytes === undefined || COMMA < 0)',
    ],
  ),
  ...of(
    'format/array-reader',
    ['pieces', 'wrong-files'],
    [
      'an array without elements has the shape that is said, whatever its lists show',
      'return isSameList(shape, declared.slice(0, declared.indexOf(0) + 1)) ? declared : shape;',
      'return declared;',
    ],
  ),
  ...of(
    'format/element-sinks',
    ['pieces', 'wrong-files'],
    ['elements are not compared', 'if (!haveSameElements(values, expected)) throw', 'if (false) throw'],
    ['shapes are not compared', 'if (isSameList(shape, this.#expected.shape)) return', 'return'],
  ),
  ...of(
    'model/elements',
    ['wrong-files', 'wrong-instances', 'large'],
    [
      'the size of an array is the sum of its lengths',
      '(size, length) => size * length, 1)',
      '(size, length) => size + length, 0)',
    ],
  ),
  ...of(
    'model/same-list',
    ['wrong-files', 'wrong-instances', 'large'],
    [
      '0 and -0 are the same element',
      'if (!Object.is(a[index], b[index])) return false;',
      'if (a[index] !== b[index] && !Object.is(a[index], b[index])) return false;',
    ],
  ),
  ...of(
    'model/tree-difference',
    ['wrong-files', 'wrong-instances', 'large'],
    [
      '0 and -0 are the same value',
      'return Object.is(a, b) ? undefined : [];',
      'return a === b || Object.is(a, b) ? undefined : [];',
    ],
    ['an array of another shape is the same', ' && isSameList(a.shape, b.shape)', ''],
    ['what comes besides is no difference', 'return other === undefined ? undefined : [other];', 'return undefined;'],
  ),
  ...of(
    'model/number-text',
    ['wrong-files', 'wrong-instances', 'large'],
    [
      'an integer with a point that no double holds is rounded',
      'Number.isInteger(value) && isPrintOf(decimalOf(this.text), value)',
      'Number.isInteger(value)',
    ],
    ['a fraction is an integer', 'exponent < 0 || ', ''],
  ),
  ...of(
    'model/tree-numbers',
    ['wrong-files', 'wrong-instances', 'large'],
    [
      'an integer that no double holds is rounded',
      'return BigInt(value) === tree || String(value) === String(tree) ? value : undefined;',
      'return value;',
    ],
    ['-0 is read as the integer 0', ' || Object.is(tree, -0)) return undefined;', ') return undefined;'],
    ['1e23 is the integer that its double is', 'new NumberText(String(tree)).integer', 'BigInt(tree)'],
  ),
  ...of(
    'model/decimal',
    ['rfc-8259', 'file-format', 'wrong-files'],
    [
      'a double written with all its digits is none',
      '  if (isSame(decimal, decimalOf(String(BigInt(value))))) return true;\n',
      '',
    ],
    ['a double with more than 100 digits makes it throw', ' && length <= MAX_PRECISION', ''],
    ['a double written with more digits than it needs is none', 'value.toPrecision(length)', 'String(value)'],
    ['zeros at the end count as digits', '  while (digits.charCodeAt(end - 1) === ZERO) end--;\n', ''],
  ),
  ...of(
    'format/array-table',
    ['file-format', 'wrong-files', 'arrays-in-collections', 'missing'],
    ['the entry of an array may have any members', 'Object.keys(others).length > 0 || ', ''],
    ['any dtype may have missing elements', " || elementKindOf(dtype) !== 'float'", ''],
    [
      'a pattern needs no array of its dtype',
      'own === undefined || (areAlike(own, shared) && own.shape?.length !== 0)',
      'true',
    ],
  ),
  ...of(
    'format/array-patterns',
    ['arrays-in-collections'],
    ['arrays are visited in the order of insertion', 'sortedKeys(tree)', 'Object.keys(tree)'],
    ['an array of another dtype has no pointer', 'shared === undefined || areAlike(array, shared)', 'true'],
    ['an array without axes has a pattern', ' && shape.length > 0 ?', ' ?'],
    ['a pattern may lead to lists that are not arrays', 'for (const pattern of at.arrays) blocked.add(pattern);', ''],
  ),
  ...of(
    'format/non-finite',
    ['file-format', 'wrong-files', 'round-trip', 'kinds'],
    ['the places of non-finite numbers are not sorted', '[...places].sort()', '[...places]'],
    ['a pattern of numbers may lead to texts that are their names', 'ambiguous.add(pattern);', ';'],
    ['a list of no places is one', 'items === undefined || items.length === 0', 'items === undefined'],
    ['a place may be listed where no number is', 'used.size === places.length && ', ''],
    ['a pattern stands for the keys beside a key *', "Array.isArray(parent) || !Object.hasOwn(parent, '*')", 'true'],
  ),
  ...of(
    'format/pointer-index',
    ['file-format', 'wrong-files', 'validation'],
    ['keys are looked for as they are, not escaped', 'escapeKey(key)', 'key'],
    [
      'a pointer between a place and what is in it counts as in it',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text of the source.
      'this.#search(found, end, length, `${text}/`)',
      'found',
    ],
    [
      'the first pointer that comes after a key has it',
      'found === end || !(this.pointers[found] as string).startsWith(text, length)',
      'found === end',
    ],
  ),
  ...of(
    'model/pointer',
    ['wrong-files', 'large'],
    [
      'pointers are escaped in the wrong order',
      "key.replaceAll('~', '~0').replaceAll('/', '~1')",
      "key.replaceAll('/', '~1').replaceAll('~', '~0')",
    ],
  ),

  // ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'format/python-json',
    ['file-format'],
    ['parameters of Python are sorted by UTF-16 code units', '.sort(byCodePoint)', '.sort()'],
    ['keys of Python are never sorted as numbers', 'numericKeys.has(tree) ?', 'false ?'],
  ),
  ...of(
    'format/python-json',
    ['asking'],
    ['Python writes no integer as a float', '[...new Set([...ints, pythonFloat(value)])]', '[...new Set(ints)]'],
    [
      'any number of texts is made',
      'if (texts > maxTexts) return undefined;',
      'if (texts > 1e9 * maxTexts) return undefined;',
    ],
  ),
  ...of(
    'format/python-array-text',
    ['python-profile', 'python'],
    [
      'Python reads integral floats as ints, where they stand among others',
      '(values.subarray(start, end) as Float64Array).every(',
      '(values.subarray(start, end) as Float64Array).some(',
    ],
    [
      'an array that has become shorter is written for Python',
      'if (values.length !== sizeOf(shape)) throw new ChangedElements(elements);',
      '',
    ],
  ),
  ...of(
    'format/python-text',
    ['python-profile', 'python'],
    ['the text for Python has arrays as they become later', '      tree.takeCopy();\n', ''],
    ['keys for Python are sorted by UTF-16 code units', '.sort(byCodePoint)', '.sort()'],
  ),
  ...of(
    'codecs/scalar',
    ['python-profile', 'python'],
    ['a declared float is an int for Python', "walk.profile === 'python' && Number.isSafeInteger(tree)", 'false'],
    ['Python gets an integer that it does not read', "text.replace('-', '').length > MOST_PYTHON_DIGITS", 'false'],
  ),
  ...of(
    'codecs/either',
    ['python-profile'],
    ['a bigint for Python is mistaken for another type', 'walk.profile !== undefined && ', 'false && '],
  ),
  ...of(
    'codecs/array/nd-array',
    ['python-profile'],
    ['a shape that lists do not show is written for Python', 'walk.profile !== undefined && ', 'false && '],
  ),
  ...of(
    'codecs/tree-key',
    ['python-profile'],
    ['two floats for Python are one element of a Set', 'if (tree instanceof NumberText) return tree.text;', ''],
  ),
  ...of(
    'codecs/walk/decoding-walk',
    ['python-profile'],
    ['a time without a zone is read from a sealed file', 'arrays === undefined ? profile : undefined', 'profile'],
  ),
  ...of(
    'repository/copying',
    ['copying'],
    ['a copy may have a wrong name', 'if (wrongName !== undefined) throw wrongName;', ''],
    ['other bytes that appear meanwhile count as the copy', "if (result === 'different') return conflict(entry);", ''],
    [
      'a sealed copy is compared by its size alone',
      'source.size === target.size && seal === (await readSeal(target))',
      'source.size === target.size',
    ],
    ['an unsealed copy is not compared', '? haveSameBytes(source, target)', '? source.size === target.size'],
    [
      'with newer, files are published as they come',
      'const before = newer ? last : undefined;',
      'const before = undefined;',
    ],
    [
      'after an error of the target, others are copied',
      'if (error instanceof TargetFault) throw error.cause;',
      "if (error instanceof TargetFault) return { outcome: 'identical', path };",
    ],
    ['a storage is copied into itself', 'if (areStoragesApart(from, to)) return;', 'if (from !== undefined) return;'],
  ),
  ...of(
    'repository/copy-options',
    ['copying'],
    ['the oldest is taken for the newest', 'known.second < timestamp)', 'known.second > timestamp)'],
    [
      'a second one of the newest second is not copied',
      'address.timestamp === known.second && !known',
      'false && !known',
    ],
    ['a copy of everything passes over what is no artifact', '  if (isAll) {', '  if (isAll && newer) {'],
    ['a copy with newer forgets the times', 'isWithin(address.timestamp) && isNewer(key)', 'isNewer(key)'],
  ),
  ...of(
    'repository/counterparts',
    ['command-line/copy'],
    ['copies are not compared', 'if (isSame) return undefined;', 'if (other !== storage) return undefined;'],
    ['what both have counts as more', ' && !keys.has(found)', ''],
  ),
  ...of(
    'repository/reference-counts',
    ['copying'],
    ['a reference counts once for all that name the same', "=== 'right' ? 0 : count", "=== 'right' ? 0 : 1"],
  ),
  ...of(
    'repository/query',
    ['python-profile'],
    ['dates among parameters are not found in files for Python', 'isOther ? [tree, forPython] : [tree]', '[tree]'],
  ),
  ...of(
    'format/python-scalars',
    ['asking', 'python-profile'],
    ['floats of Python have an exponent from 10^17 on', 'Math.abs(value) < 1e16', 'Math.abs(value) < 1e17'],
    ['floats of Python have an exponent below 0.001', 'Math.abs(value) >= 1e-4', 'Math.abs(value) >= 1e-3'],
    ['exponents of Python have one digit', "exponent.slice(1).padStart(2, '0')", 'exponent.slice(1)'],
    [
      'Python reads -0 as an int',
      'Number.isSafeInteger(number) && !Object.is(number, -0) ? ',
      'Number.isSafeInteger(number) ? ',
    ],
    ['Python reads large doubles as ints', 'Number.isSafeInteger(number) &&', 'Number.isInteger(number) &&'],
  ),
  ...of(
    'format/parameter-hash',
    ['repository', 'file-format'],
    [
      'parameters are hashed in Latin-1',
      "digitsOf(hash.update(text, 'utf8'))",
      "digitsOf(hash.update(text, 'latin1'))",
    ],
  ),
  ...of(
    'format/address',
    ['repository', 'file-format'],
    ['the last digits of the seal stand in a name', 'slice(0, SEAL_PREFIX_LENGTH)', 'slice(-SEAL_PREFIX_LENGTH)'],
  ),

  // ── The codecs ────────────────────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'model/dtypes',
    ['wrong-files', 'wrong-instances'],
    ['uint32 goes to 2^32', '4294967295', '4294967296'],
    ['uint64 goes to 2^64', '2n ** 64n - 1n', '2n ** 64n'],
    ['-0 is an integer', '(value as number) <= max && !Object.is(value, -0)', '(value as number) <= max'],
    [
      'float32 takes what is nearly right',
      'Object.is(Math.fround(value), value)',
      '!(Math.abs(Math.fround(value) - value) > 1e-7 * Math.abs(value))',
    ],
  ),
  ...of(
    'codecs/iso-date',
    ['wrong-files', 'wrong-instances', 'round-trip'],
    ['a tenth of a millisecond is dropped', 'parts.fraction.slice(3)', 'parts.fraction.slice(4)'],
    ['properties of a Date are dropped', 'else if (!isPlainDate(value))', 'else if (false)'],
  ),
  ...of(
    'codecs/date-text',
    ['wrong-files', 'wrong-instances', 'round-trip'],
    ['milliseconds are left out', 'onesOf(rest), LETTER_Z', 'ZERO, LETTER_Z'],
    [
      'a Date is read in local time',
      'new PlatformDate(text.slice(0, 10))',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text of the source.
      'new PlatformDate(`${text.slice(0, 10)}T00:00`)',
    ],
    [
      '31 February is 3 March',
      'if (day.getUTCMonth() + 1 !== twoDigitsAt(text, 5) || day.getUTCDate() !== twoDigitsAt(text, 8)) return undefined;',
      '',
    ],
  ),
  ...of(
    'codecs/iso-8601',
    ['wrong-files', 'wrong-instances', 'round-trip'],
    ['offsets are passed over', "const offset = zone === 'Z' ? zone : ", "const offset = zone !== '' ? 'Z' : "],
    ['1900 is a leap year', '(year % 100 !== 0 || year % 400 === 0)', 'true'],
  ),
  ...of(
    'model/lists-as-read',
    ['pieces'],
    [
      'the lists of an array have numbers in the place of large integers',
      'element : BigInt(text)',
      'element : element',
    ],
    ['the lists of an array have all 64-bit integers as bigints', '? Number(element) : element', '? element : element'],
    ['the lists of an array have NaN in the place of its name', 'element : String(element)', 'element : element'],
  ),
  ...of(
    'codecs/json-value',
    ['wrong-instances', 'file-format', 'round-trip'],
    [
      'keys whose value is undefined are dropped',
      'for (const key of keysOf(object, walk)) {',
      'for (const key of keysOf(object, walk).filter((each) => object[each] !== undefined)) {',
    ],
    [
      'NaN in a plain value is not listed',
      'if (!Number.isFinite(value)) walk.addPlainNonFinite();',
      'if (false) walk.addPlainNonFinite();',
    ],
  ),
  ...of(
    'codecs/keys',
    ['wrong-instances', 'codecs'],
    [
      'symbols and hidden properties are dropped',
      'if (Reflect.ownKeys(object).length !== keys.length) {',
      'if (false) {',
    ],
  ),
  ...of(
    'codecs/plain',
    ['wrong-instances', 'any-object', 'round-trip', 'class-transformer'],
    ['a list of another class becomes an Array', ' && isDirectInstance(list, Array)', ''],
    [
      'a hole in a list is made up for by a property of its own',
      ' && (list.length === 0 || names.at(-2) === String(list.length - 1))',
      '',
    ],
    ['symbols on a list are dropped', ' && Object.getOwnPropertySymbols(list).length === 0', ''],
    [
      'properties of a Map are dropped',
      'isDirectInstance(map, Map) && Reflect.ownKeys(map).length === 0',
      'isDirectInstance(map, Map)',
    ],
    ['a Map of another class becomes a Map', 'isDirectInstance(map, Map) && ', ''],
    [
      'properties of a Set are dropped',
      'isDirectInstance(set, Set) && Reflect.ownKeys(set).length === 0',
      'isDirectInstance(set, Set)',
    ],
    [
      'a Date of another class becomes a Date',
      'return isDirectInstance(date, PlatformDate) || isDirectInstance(date, Date);',
      'return true;',
    ],
    ['a Date of fake timers may have properties', ' &&\n    others.length === 0', ''],
    [
      'a Date may have a constructor of its own',
      " &&\n    property?.enumerable === false &&\n    isBuiltInNamed(property.value, 'Date')",
      '',
    ],
    ['a built-in object with the prototype of plain ones is a plain one', ' && !hasInternalSlots(object)', ''],
  ),
  ...of(
    'codecs/built-in',
    ['wrong-instances', 'any-object', 'round-trip', 'class-transformer', 'hidden-state', 'wrong-declarations'],
    ['a Map is nothing but its properties', '    types.isMap(object) ||\n', ''],
    ['a promise is nothing but its properties', '    types.isPromise(object) ||\n', ''],
    ['an ArrayBuffer is nothing but its properties', '    types.isAnyArrayBuffer(object) ||\n', ''],
    ['a generator is nothing but its properties', ' ||\n    types.isGeneratorObject(object)', ''],
    ['an error is nothing but its properties', '  types.isNativeError(object) ||\n', ''],
    ['a boxed number is nothing but its properties', '  types.isBoxedPrimitive(object) ||\n', ''],
    [
      'containers of another realm are refused',
      'return isBuiltInNamed(owner, Class.name) && owner.prototype === prototype;',
      'return false;',
    ],
    ['what names a built-in constructor is of that class', ' && owner.prototype === prototype', ''],
    ['a class that is named like a built-in one is taken for it', ' && isBuiltIn(value)', ''],
    [
      'the Date of fake timers is taken for the platform’s',
      "if (isBuiltInNamed(prototype.constructor, 'Date')) return",
      'if (prototype !== null) return',
    ],
    [
      'a class may extend a built-in one',
      'if (isBuiltIn(each) && each.prototype !== undefined) return each;',
      'if (isBuiltIn(each) && each.prototype === null) return each;',
    ],
    ['a bound function is a built-in one', '/^function \\w+\\(\\)', '/^function \\w*\\(\\)'],
  ),
  ...of(
    'codecs/map',
    ['round-trip'],
    ['a Map comes back in the order of its object', 'Object.keys(tree).sort()', 'Object.keys(tree)'],
    [
      'the places in a Map with a key * have patterns',
      "const hasPattern = !value.has('*');",
      'const hasPattern = true;',
    ],
  ),
  ...of(
    'model/tree-elements',
    ['missing'],
    ['NaN may be written by name where it is missing', 'missing === null && Number.isNaN(double) ? undefined : ', ''],
  ),
  ...of(
    'codecs/array/nd-array',
    ['wrong-files', 'large', 'missing'],
    [
      'an array of another dtype is taken',
      'entry !== undefined && !areWrittenAlike(declaration, entry)',
      'entry !== undefined && walk.issueCount < 0',
    ],
    [
      'an array that was cut out may have another shape than the file says',
      ' && (shape === undefined || isSameList(tree.shape, shape))',
      '',
    ],
  ),
  ...of(
    'codecs/array/nd-array',
    ['array-labels'],
    ['an array in another unit is taken', 'unit !== undefined && unit !== declared?.unit', 'false'],
    [
      'an array with other names of axes is taken',
      'axes !== undefined && !isSameStrings(axes, declared?.axes ?? [])',
      'false',
    ],
    ['an array with another x is taken', 'x !== undefined && !xKeys.includes(x)', 'false'],
    ['a file names x by no former key', '!xKeys.includes(x)', 'x !== xKeys[0]'],
  ),
  ...of(
    'codecs/array/shape',
    ['array-labels'],
    ['an array may have another number of axes than names', 'names.length === shape.length', 'names.length > 0'],
  ),
  ...of(
    'model/array-labels',
    ['array-labels'],
    ['arrays of a pattern may differ in their units', 'a?.unit === b?.unit && ', ''],
    ['a unit may have control characters', ' &&\n  !/\\p{Cc}/u.test(label)', ''],
    ['a unit may be of any length', '  label.length <= MAX_LABEL_LENGTH &&\n', ''],
  ),
  ...of(
    'format/arrays-in-tree',
    ['array-labels'],
    ['an x leads to a key that an upgrade has taken away', ' || Object.hasOwn(container, node.labels.x)', ' || true'],
  ),
  ...of(
    'repository/compared-values',
    ['array-labels'],
    ['an array without a unit is in another one', 'first.unit !== undefined && second.unit !== undefined && ', ''],
  ),
  ...of(
    'codecs/array/container',
    ['large'],
    [
      'builders get the very array that is compared',
      "(walk.ownership === 'borrow' && typeof container === 'function')",
      'false',
    ],
  ),
  ...of(
    'codecs/array/nested-lists',
    ['wrong-instances'],
    ['rows that are too long are cut', 'inner.length !== length', 'inner.length < length'],
    ['a list in itself is gone round', 'if (outer.has(inner)) {', 'if (false) {'],
    [
      'nested lists may be nested without end',
      '    if (!walk.fits(shape.length + lengths.length)) return undefined;\n',
      '',
    ],
    [
      'holes and properties of nested lists are dropped',
      'isInMemory && !isPlainList(inner as unknown[])',
      'isInMemory && inner === null',
    ],
  ),
  ...of(
    'codecs/array/typed-array',
    ['wrong-instances', 'any-object', 'round-trip'],
    [
      'a typed array says itself of which class it is',
      'tagOf.call(value) !== TypedArray.name',
      '(value as Uint8Array)[Symbol.toStringTag] !== TypedArray.name',
    ],
    ['an array that was transferred away is an empty one', 'if (!isReadable(value as TypedArray)) {', 'if (false) {'],
    ['every view begins where its buffer does', 'offsetOf.call(value), lengthOf', '0, lengthOf'],
    ['a bool may be 2', "if (kind !== 'bool' || ", 'if (dtype.length > 0 || '],
    [
      'the code of a subclass is run',
      'const data = new TypedArray(bufferOf.call(value), offsetOf.call(value), lengthOf.call(value));',
      'const data = value as TypedArray;',
    ],
  ),
  ...of(
    'codecs/array/shape',
    ['repository'],
    [
      'strides are those of Fortran',
      'let axis = shape.length - 1; axis >= 0; axis--',
      'let axis = 0; axis < shape.length; axis++',
    ],
  ),
  ...of(
    'codecs/array/strided-view',
    ['wrong-instances', 'round-trip'],
    ['a view may leave its data by one', 'last >= data.length', 'last > data.length'],
    [
      'what is beyond the shape is dropped',
      'isWhole && isGapless && size !== data.length',
      'isWhole && isGapless && size > data.length',
    ],
  ),

  // ── What a run was made with, and from ────────────────────────────────────────────────────────────────────────────
  ...of(
    'provenance/fingerprint',
    ['fingerprint'],
    ['NaNs keep their bits', '(elements as Float64Array).includes(Number.NaN)', 'false'],
    ['every NaN takes the place of the first element', 'words[index * nan.length + word]', 'words[word]'],
    ['booleans count as bytes', 'isDType(view.dtype) ? view.dtype : ', ''],
    ['the shape is not in the fingerprint', "strides.shape.join(', ')", "''"],
    ['a last piece is hashed whole', 'Math.min(size - start, ELEMENTS_PER_HASH_UPDATE)', 'ELEMENTS_PER_HASH_UPDATE'],
  ),
  ...of(
    'provenance/environment',
    ['environment'],
    [
      'a folder of compiled files is the package',
      "if (typeof name === 'string') return",
      'if (text !== undefined) return',
    ],
    ['a version is what the file says', "typeof version === 'string' ? version : null", 'version'],
    ['a misspelt directory has no package', '!isFolder(directory)', 'false'],
  ),
  ...of(
    'provenance/git-state',
    ['environment'],
    ['a folder of git is a work tree', "isInside !== 'true' || ", ''],
    ['saved artifacts make a tree dirty', ", '--', ...PROGRAM_FILES, INSTALLED_FILES", ''],
    ['installed packages make a tree dirty', ', INSTALLED_FILES);', ');'],
    ['a git that fails finds no change', 'changed === undefined ? null : true', 'changed !== undefined'],
    ['programs of the repository are run', "'-c', 'core.fsmonitor=false', ", ''],
    ['a folder may say that it is a repository', ", '-c', 'safe.bareRepository=explicit'", ''],
    ['the index of the repository is written', "GIT_OPTIONAL_LOCKS: '0', ", ''],
    ['git works on the repository of the variables', 'delete env[variable]', 'void variable'],
  ),

  // ── The mapper and validation ─────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'mapping/mapper',
    ['wrong-files', 'wrong-instances', 'large', 'wrong-declarations', 'validation', 'class-transformer'],
    [
      'entries of arrays that are not there are passed over',
      '  walk.reportUnusedArrays();\n  throwIfInvalid(walk, nameOf(Class), path, upgradedFrom);',
      '  throwIfInvalid(walk, nameOf(Class), path, upgradedFrom);',
    ],
  ),
  ...of(
    'mapping/upgrades',
    ['upgrades'],
    ['entries of arrays that are not there are passed over', '  refuseUnusedEntries(plan, arrays, path);\n', ''],
    ['a newer file is taken as it is', '  if (loadsVersion(plan, version)) return;\n', '  return;\n'],
    [
      'the name of the procedure is lost',
      'if (name !== undefined && !Object.hasOwn(next, PROCEDURE_NAME_KEY)) next[PROCEDURE_NAME_KEY] = name;',
      '',
    ],
  ),
  ...of(
    'mapping/returned-members',
    ['upgrades'],
    [
      'an array that is returned twice is one',
      'isWhole && buffers.delete(values.buffer)',
      'isWhole && buffers.has(values.buffer)',
    ],
    ['an array of the user is not copied', 'isWhole && buffers.delete(values.buffer) ? values', 'isWhole ? values'],
    ['undefined is a member', 'value !== undefined && isSafeKey(key, walk)', 'isSafeKey(key, walk)'],
  ),
  ...of(
    'mapping/schema-versions',
    ['upgrades'],
    ['a chain may have gaps', 'if (!upgrades.has(from))', 'if (upgrades.size === 0)'],
    ['a value class may have a version', 'if (!isArtifact && (', 'if (isArtifact && !isArtifact && ('],
  ),
  ...of(
    'mapping/declared-class',
    ['wrong-files', 'wrong-instances', 'large', 'wrong-declarations', 'validation', 'class-transformer'],
    [
      'keys that nobody declared are dropped',
      '      if (!hasAllKeys && rest === undefined) reportUnknownKeys(tree, walk);\n',
      '',
    ],
    ['properties that nobody declared are dropped', '      checkProperties(value, walk);\n', ''],
    [
      'constraints are not checked on load',
      'if (constraints !== undefined && instance !== undefined)\n        checkConstraints(constraints, instance, walk, undefined, formerKeys);',
      '',
    ],
    [
      'constraints are not checked on save',
      'if (constraints !== undefined) checkConstraints(constraints, value, walk);',
      '',
    ],
    [
      'a subclass is saved as its parent',
      'Object.getPrototypeOf(value) === Class.prototype;',
      'value instanceof Class;',
    ],
    ['an instance that is a built-in object is saved', 'if (hasInternalSlots(value)) {', 'if (false) {'],
    ['decorators of other libraries are passed over', '  refuseDecorators(plan);\n', ''],
    [
      'properties that are not enumerable are dropped',
      'Object.getOwnPropertyNames(instance), known',
      'Object.keys(instance), known',
    ],
    ['it is not told that subclasses are not told apart', 'if (isInstance(found, Class))', 'if (false)'],
  ),
  ...of(
    'mapping/declared-class',
    ['changed-classes'],
    [
      'arrays and faults are looked up by the present key',
      'decodeInto(instance, field, memberOf(tree, key), walk, key);',
      'decodeInto(instance, field, memberOf(tree, key), walk);',
    ],
  ),
  ...of(
    'mapping/field-mapping',
    ['wrong-files', 'wrong-instances', 'large', 'wrong-declarations', 'validation', 'class-transformer'],
    [
      'an unset field comes back with its initial value',
      'if (initial === undefined) return;',
      'if (initial === undefined || tree === undefined) return;',
    ],
    [
      'setters get the very array that is compared',
      'isSetByUserCode(instance, field.property))\n    walk',
      'false)\n    walk',
    ],
    ['Proxies get the very array that is compared', 'types.isProxy(instance) || ', ''],
  ),
  ...of(
    'mapping/compiled-fields',
    ['compiled-fields', 'wrong-files', 'wrong-instances'],
    ['a property that cannot be set is passed over', "return `'use strict';", 'return `'],
    [
      'undefined counts as a value that is there',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text of the source.
      ' || member${i} === undefined) decodeInto',
      ') decodeInto',
    ],
  ),
  ...of(
    'codecs/walk/issue-list',
    ['validation', 'class-transformer'],
    [
      'constraints of nested instances are not checked',
      'of this.#violations) if (!hasIssue',
      'of this.#violations) if (place?.parent === undefined && !hasIssue',
    ],
    [
      'a constraint is told of a value that has another fault',
      'place === undefined ? pointers.length > 0 : rangeAt(place) !== undefined',
      'place === undefined && pointers.length > 0',
    ],
  ),
  ...of(
    'mapping/plan',
    ['wrong-declarations', 'hidden-state'],
    [
      'parents that another copy has declared are passed over',
      'if (classChain(Class).some(isDeclaredByOtherCopy)) fail',
      'if (isDeclaredByOtherCopy(Class)) fail',
    ],
    ['a parent may have a method then', "'then' in Class.prototype", "Object.hasOwn(Class.prototype, 'then')"],
  ),
  ...of(
    'mapping/former-keys',
    ['changed-classes'],
    ['the second key of a field is dropped', 'for (const other of others) {', 'for (const other of others.slice(1)) {'],
  ),
  ...of(
    'mapping/default-value',
    ['changed-classes'],
    ['instances share the objects of a default', "{ ownership: 'copy', rules }", '{ rules }'],
    ['the function of a default is called once', "typeof field.default !== 'function' && Object", 'Object'],
    ['constraints within a default are passed over', 'walk.allIssuesWithViolations()', 'walk.allIssues()'],
  ),
  ...of(
    'mapping/object-schema',
    ['json-schema'],
    ['a field may be under two keys', '{ oneOf: isRequired(field) ?', '{ anyOf: isRequired(field) ?'],
  ),
  ...of('mapping/fields', ['wrong-declarations'], ['a key may be *', "key === '*' || ", '']),
  ...of(
    'mapping/procedure-names',
    ['wrong-declarations'],
    [
      'a name that a bundler has changed becomes a procedure’s',
      'procedure ?? sourceNameOf(Class)',
      'procedure ?? Class.name',
    ],
  ),
  ...of(
    'mapping/construction',
    ['construction', 'wrong-declarations', 'wrong-instances'],
    [
      'a constructor may give an instance of another class',
      'if (Object.getPrototypeOf(instance) === Class.prototype) return',
      'if (instance !== null) return',
    ],
    [
      'create may give an instance of another class',
      '&& Object.getPrototypeOf(created) === Class.prototype',
      '&& created instanceof Class',
    ],
    ['create may drop what it gets', 'if (isEncodedAlike(field, held, given)) return;', 'return;'],
    [
      'create may change an array of the file that a save reads back',
      'walk.decodeForUser(() => decodedValues(plan, tree, formerKeys, walk))',
      'decodedValues(plan, tree, formerKeys, walk)',
    ],
    ['create gets absent fields', 'if (member !== undefined || field.default !== undefined) values.set', 'values.set'],
  ),
  ...of(
    'mapping/declarations',
    ['wrong-declarations', 'tc39', 'without-decorators'],
    ['what another copy has declared is left to class-transformer', ' || isDeclaredByOtherCopy(each),', ','],
    [
      'fields of a parent are declared again for its child',
      'Object.getOwnPropertyDescriptor(metadata, FIELDS)?.value',
      '(metadata as never)[FIELDS]',
    ],
    [
      'a wrong field is forgotten after its error',
      'declare(Class.prototype);\n    waiting.shift();',
      'waiting.shift();\n    declare(Class.prototype);',
    ],
  ),
  ...of(
    'mapping/hidden-state',
    ['hidden-state', 'wrong-declarations'],
    [
      'the private fields of a parent that ignores them are refused',
      'declarationOf(each)?.hidden',
      'declarationOf(Class)?.hidden',
    ],
    [
      'the private fields of parents are passed over',
      '  for (const each of classChain(Class)) {\n    if (declarationOf',
      '  for (const each of [Class]) {\n    if (declarationOf',
    ],
    ['a private field behind a stored getter is refused', 'privateFieldsOf(each, getters)', 'privateFieldsOf(each)'],
  ),
  ...of(
    'mapping/class-name',
    ['wrong-declarations'],
    [
      'a class without a name in its text has one',
      '/^(?:class|function) ([\\p{ID_Continue}$]+)/u.exec(text)?.[1] !== Class.name',
      "Class.name === ''",
    ],
    ['names that tools make up are those of the source', ' && !MADE_UP.test(Class.name)', ''],
    ['a name with a digit that esbuild has added is that of the source', '/\\d$|^..?$/', '/^..?$/'],
    ['a name of two letters is that of the source', '/\\d$|^..?$/', '/\\d$/'],
    ['the layout of esbuild is that of TypeScript', ' {4}', ' {2}'],
    [
      'what TypeScript has compiled may not have a digit at the end of its name',
      'TYPESCRIPT_LAYOUT.test(text) || ',
      '',
    ],
  ),
  ...of(
    'mapping/private-fields',
    ['hidden-state', 'any-object', 'wrong-declarations'],
    ['a getter that reads two private fields stores one of them', 'read.length === 1 ?', 'read.length > 0 ?'],
    ['private methods count as fields', '|\\\\s*\\\\(|\\\\s+in\\\\b)', '|\\\\s+in\\\\b)'],
    [
      'static private fields count as fields of the instances',
      '(?<!\\\\.\\\\s*|\\\\bstatic\\\\s*)(#',
      '(?<!\\\\.\\\\s*)(#',
    ],
    [
      'auto-accessors are passed over',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text of the source.
      '|${AUTO_ACCESSOR}',
      '',
    ],
    ['private fields that a compiler has replaced are passed over', ', ...matches(withoutLiterals(text), LOWERED)', ''],
    ['what stands in comments counts as code', "\\/\\*)/.test(token)) add(' ');", '\\/\\*)/.test(token)) add(token);'],
    [
      'what stands in strings and regular expressions counts as code',
      "      add(' ');\n      before = LITERAL;",
      '      add(token);\n      before = LITERAL;',
    ],
    ['a regular expression is taken for a division', 'isDivision ? TOKEN : TOKEN_OR_REGEX', 'TOKEN'],
    ['a division is taken for a regular expression', 'isDivision ? TOKEN : TOKEN_OR_REGEX', 'TOKEN_OR_REGEX'],
    ['what stands within methods declares fields', 'if (open.length <= deepest) code', 'code'],
  ),
  ...of(
    'mapping/class-validator',
    ['validation', 'validation-groups', 'wrong-declarations', 'class-transformer'],
    ['the rules of the first instance hold for all', 'if (rules !== lastRules) {', 'if (lastRules === undefined) {'],
    ['groups select nothing', 'groups as string[],', 'groups && [],'],
    ['strictGroups has no effect', '    strictGroups,\n', '    strictGroups && false,\n'],
    ['always has no effect', '    always,\n', '    always && false,\n'],
    [
      'of the elements, one that is right will do',
      'if (!isSatisfied(check, element, args)) return false;\n  return true;',
      'if (isSatisfied(check, element, args)) return true;\n  return false;',
    ],
    [
      'a constraint that throws is held',
      'throw error;\n    return `found',
      'throw error;\n    if (error !== site) return undefined;\n    return `found',
    ],
    [
      "a parent's constraints give way to its child's",
      'getTargetValidationMetadatas(\n    Subclass,',
      'getTargetValidationMetadatas(\n    Class as never,',
    ],
    ['an asynchronous constraint is seen only when it is checked', 'if (constraint.async) throw', 'if (false) throw'],
    ['a promise counts as held', '  throw asynchronous(targetName, property, what);\n', ''],
    ['the failure of a promise ends the process', '  Promise.resolve(answer).catch(() => undefined);\n', ''],
    [
      "the conditions of parents hold besides a class's own",
      'conditions.filter(({ target }) => target === owner)',
      'conditions',
    ],
    ['one of several conditions is enough', '!conditions.every((condition)', '!conditions.some((condition)'],
    [
      'a constraint for each element is one for the list',
      'const elements = each ? collectionElements(args.value) : undefined;',
      "const elements = name === '' ? collectionElements(args.value) : undefined;",
    ],
    [
      'a constraint has no condition of its own',
      'if (condition !== undefined && !isMet(condition, args)) return undefined;',
      '',
    ],
    ['@ValidateNested refuses nothing', 'if (nested.length > 0) {', 'if (nested.length < 0) {'],
    [
      'values of types of the user are not checked',
      'if (constraints === undefined || objects.includes(object)) return;',
      'if (constraints !== null) return;',
    ],
    ['instances of class-transformer are checked twice', ' || walk.isChecked(value as object)', ''],
    ['a property with @ValidateNested alone has no constraint', ' || nested.length > 0);', ');'],
    ['@IsDefined is passed over', "...ofType('isDefined'), ", ''],
    [
      'constraints on what is not stored are checked',
      'const key = storedKeyOf(property);',
      'const key = storedKeyOf(property) ?? property;',
    ],
    ['$constraint1 is the second one', 'Number(number) - 1', 'Number(number)'],
    ['messages may be of any length', 'excerpt(replaced, MAX_MESSAGE)', 'replaced'],
  ),
  ...of(
    'mapping/nested-values',
    ['validation-values', 'validation'],
    [
      'scalars in Sets pass @ValidateNested',
      'Array.isArray(value) || types.isSet(value)) {',
      'Array.isArray(value)) {',
    ],
    ['the place of a value with a number as key is that of its pair', "...(isInPair ? ['1'] : [])", '...[]'],
    [
      'a Map with numbers as keys is stored as an object',
      'else enter(item, index++, true);',
      'else enter(item, String(key));',
    ],
  ),
  ...of(
    'mapping/array-constraints',
    ['validation', 'class-transformer'],
    ['a typed array is no array', "  ['isArray', () => true],\n", ''],
    ['an empty typed array is not empty', 'length > 0],', 'length >= 0],'],
    ['arrayMinSize leaves out the least size', 'length >= least', 'length > least'],
    ['arrayMaxSize leaves out the greatest size', 'length <= most', 'length < most'],
    ['one of the values that a typed array is to contain is enough', 'values.every(', 'values.some('],
    ['one of the values that a typed array is not to contain may be there', '!values.some(', '!values.every('],
    ['NaN is equal to itself', 'Number.isNaN(element) ? -1 : ', ''],
    ['the elements of typed arrays are not checked', 'types.isTypedArray(value) || ', ''],
    ['the elements of Sets are not checked', ' || types.isSet(value)', ''],
    ['the values of Maps are not checked', 'types.isMap(value) ? value.values() : undefined', 'undefined'],
  ),

  ...of(
    'mapping/class-transformer/metadata',
    ['class-transformer'],
    ['options of @Expose on a field are accepted', "if (names !== '')", "if (names === 'none')"],
  ),
  ...of(
    'mapping/class-transformer/bridge',
    ['class-transformer'],
    [
      'plainToInstance refuses the results of getters',
      'if (options.toClassOnly !== true) computed',
      'if (options === null) computed',
    ],
  ),
  ...of(
    'mapping/class-transformer/class-transformer-class',
    ['class-transformer'],
    ['a value that class-transformer loses is saved', 'reportDifferences(value, back, Class, walk);', ''],
    [
      'a value that class-transformer loses is loaded',
      'walk.runUserCode(() => reportDifferences(plain, back, Class, walk))',
      'walk.runUserCode(() => undefined)',
    ],
    [
      'hidden state of a loaded instance is accepted',
      '    walk.runUserCode(() => reportUnseen(instance, walk));\n',
      '',
    ],
    [
      'a discriminator writes into the instance that is saved',
      'instanceToPlain(copyOf(instance), ',
      'instanceToPlain(instance, ',
    ],
  ),
  ...of(
    'mapping/class-transformer/carried-rules',
    ['validation-groups'],
    ['class-transformer carries no groups', '({ [RULES]: rules })', '({})'],
  ),
  ...of(
    'mapping/class-transformer/report-unseen',
    ['class-transformer', 'validation-groups'],
    ['groups do not reach classes of class-transformer', '?.(walk.rules)', '?.({})'],
    ['private fields are accepted', 'if (hiddenState !== undefined)', 'if (hiddenState === null)'],
    [
      'constraints of values in an instance are not checked',
      'if (constraints !== undefined)',
      'if (constraints === null)',
    ],
    [
      'properties that are not enumerable are dropped',
      '(isEnumerable(record, property) || isExcluded(Class, property))',
      'record !== null',
    ],
  ),
  ...of(
    'mapping/class-transformer/report-differences',
    ['class-transformer'],
    ['an instance without kept properties counts as identical', 'if (parts.size === 0) return undefined;', ''],
    ['an instance of another class counts as identical', ' || kindOf(value) !== kindOf(back)', ''],
    ['properties of Dates are dropped', 'isPlainDate(a) && isPlainDate(b) && ', ''],
    ['Dates are not compared', ' && Object.is(timeOf(a), timeOf(b))', ''],
    ['properties of typed arrays are dropped', ' || Reflect.ownKeys(value).length !== value.length', ''],
  ),

  // ── JSON Schema and Standard Schema ─────────────────────────────────────────────────────────────────────────────
  ...of(
    'mapping/requirements',
    ['json-schema'],
    [
      'a constraint with a condition is in the schema',
      'const said = condition === undefined ?',
      'const said = condition !== null ?',
    ],
    [
      'the constraints of groups are in the schema',
      'constrained({ strictGroups: true })',
      'constrained({ strictGroups: false })',
    ],
    [
      'a pattern that takes half of a character is in the schema',
      ' || !MAY_TAKE_HALVES.test(source)',
      " || !MAY_TAKE_HALVES.test('')",
    ],
  ),
  ...of(
    'codecs/schema/schema-place',
    ['json-schema'],
    [
      'the schema has names of numbers that a constraint refuses',
      'filter((name) => this.#allows(NON_FINITE[name]))',
      'filter((name) => this.#allows(NON_FINITE[name]) || true)',
    ],
    ['the constraints of elements are those of the list', 'if (each || type !==', 'if ((each && false) || type !=='],
    ['nothing may be null by @IsOptional()', 'this.#requirements.exceptNull && Object', 'false && Object'],
  ),
  ...of(
    'codecs/iso-8601',
    ['json-schema'],
    ['the schema of a date takes 29 February 1900', '(?:0[48]|[2468]', '(?:0[048]|[2468]'],
  ),
  ...of(
    'model/json-schema',
    ['json-schema'],
    ['the weaker of two limits is in the schema', '  minimum: Math.max', '  minimum: Math.min'],
  ),
  ...of(
    'mapping/stored-value',
    ['standard-schema'],
    [
      'an integer that JSON.parse may have rounded is taken',
      '!Number.isSafeInteger(value) ? new ParsedInteger(value)',
      '!Number.isSafeInteger(value) ? new ParsedInteger(value).double',
    ],
  ),

  // ── Saving, finding, stopping ─────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'repository/proof',
    ['wrong-instances', 'large', 'validation-groups'],
    [
      'the proof decodes by no groups',
      '{ rules, profile, loadReference, ownership }',
      '{ ownership, rules: { groups: [] } }',
    ],
    [
      'the proof encodes by no groups',
      'treeOfInstance(found, written.mapping, written.Class)',
      'treeOfInstance(found, { rules: { groups: [] } }, written.Class)',
    ],
    [
      'an artifact that differs from its draft is saved',
      'if (difference === undefined) return;',
      'if (difference?.length !== -1) return;',
    ],
  ),
  ...of(
    'repository/artifact-classes',
    ['wrong-declarations', 'repository', 'wrong-files'],
    [
      'of two classes with one procedure name, the first is taken',
      '      else namesakes.add(Class);\n',
      '      else namesakes.has(Class);\n',
    ],
    ['a class counts as known if another one has its procedure name', ')?.has(Class) === true', ') !== undefined'],
  ),
  ...of(
    'repository/thenable',
    ['wrong-declarations'],
    ['an artifact with an accessor then is saved and loaded', 'then.get !== undefined || ', ''],
  ),
  ...of(
    'repository/loading',
    ['wrong-declarations', 'repository', 'wrong-files'],
    [
      'an artifact with a function then is loaded',
      '  refuseThenable(artifact);\n  return artifact;',
      '  return artifact;',
    ],
  ),
  ...of(
    'repository/saving',
    ['wrong-instances', 'large'],
    ['a save that is aborted while it syncs is published', '\n  progress.throwIfAborted();', ''],
  ),
  ...of(
    'model/progress',
    ['large'],
    ['the signal is passed over', 'this.#signal?.throwIfAborted();', ''],
    ['others never have a turn', 'await turn();', ''],
  ),
  ...of(
    'repository/publishing',
    ['repository'],
    [
      'save resolves though other files have both names',
      'throw new ConflictError(storage.pathOf(withSeal));',
      'return storage.pathOf(withSeal);',
    ],
  ),
  ...of(
    'repository/repository',
    ['repository', 'round-trip', 'wrong-declarations'],
    [
      'the instance is read after the first await',
      'const written = writtenArtifact(Class, artifact, this.#mapping);',
      'const written = writtenArtifact(Class, await artifact, this.#mapping);',
    ],
    [
      'a class that could not be loaded is saved',
      'if (classes.has(Class)) return procedureName;',
      'if (true) return procedureName;',
    ],
    ['a draft is never closed', '      await draft.close();\n', '', 'hangs'],
    ['an artifact with a function then is saved', '    refuseThenable(artifact);\n', ''],
  ),
  ...of(
    'format/parameter-hash',
    ['asking', 'repository'],
    [
      'the hash is that of parameters in any order',
      'addCanonicalJson(root[INPUT_PARAMETERS_KEY] as Tree, add)',
      'add(JSON.stringify(root[INPUT_PARAMETERS_KEY]))',
    ],
  ),
  ...of(
    'repository/verified-content',
    ['verification', 'repository'],
    ['a file in the wrong folder is not decoded', 'if (isDecoded || file', 'if (file'],
    [
      'the seal in a name is not compared',
      'sealPrefixOf(seal ?? digestOf(unsealed as Buffer))',
      "(addressOfKey(key)?.sealPrefix ?? '')",
    ],
  ),
  ...of(
    'repository/verify-progress',
    ['verification'],
    [
      'progress is reported by several calls at once',
      'this.#lastCall = this.#lastCall.then(',
      'this.#lastCall = Promise.resolve().then(',
    ],
    [
      'bytes that were read before are counted again',
      'bytes > before ? bytes - before : bytes',
      'bytes < before ? bytes - before : bytes',
    ],
  ),
  ...of(
    'codecs/reference',
    ['references', 'codecs'],
    ['a reference is not recorded for save', 'walk.addReference(value);', ''],
    ['a reference can be changed', 'Object.freeze(this);', ''],
    ['any object is taken for a reference', 'value !== null && #load in value', 'value !== null'],
  ),
  ...of(
    'format/stored-reference',
    ['lineage', 'references'],
    ['an object with more keys is taken for a reference', 'Object.keys(tree).length !== REFERENCE_KEYS.length || ', ''],
    ['any seal makes a reference', 'if (!isSeal(seal) ||', "if ((!isSeal(seal) && typeof seal !== 'string') ||"],
    ['a reference may lead out of a storage', 'return isNameOfFile({ procedureName, name }) ?', 'return true ?'],
    ['references in lists are not found', 'visit(item, new Place(place, index))', 'place'],
  ),
  ...of(
    'repository/reference-targets',
    ['lineage', 'references'],
    [
      'a reference to other bytes is right',
      'if (target.seal === reference.seal) return undefined;',
      "if (target.seal !== '') return undefined;",
    ],
    [
      'a file without a seal is right',
      "if (target === 'no seal') return",
      "if (target === 'no seal') return undefined;\n  if (expected === '') return",
    ],
  ),
  ...of(
    'repository/referenced-file',
    ['references'],
    ['the seal of a reference is not compared', 'if (found !== seal) throw', 'if (found === undefined) throw'],
    [
      'an unsealed file can be referred to',
      'if (seal === undefined)',
      "if (seal === undefined) seal = '';\n  if (seal === 'none')",
    ],
  ),
  ...of(
    'repository/referrers',
    ['lineage', 'removing'],
    ['a reference to other bytes keeps an artifact', '(seals.get(key) ?? reference.seal) === reference.seal', 'true'],
    [
      'a damaged file refers to nothing',
      'if (await isNamedIn(storage, own, key)) targets.add(key);',
      'if (await isNamedIn(storage, own, key)) continue;',
    ],
  ),
  ...of(
    'storage/bytes-source',
    ['lineage'],
    [
      'a word across two pieces is not found',
      'Buffer.concat([end, piece])',
      'Buffer.concat([end.subarray(end.length), piece])',
    ],
  ),
  ...of(
    'repository/verification',
    ['verification', 'repository'],
    ['the name of a file is not compared', 'if (wrongName !== undefined) return', 'if (false) return'],
    [
      'files with a problem are counted with those without',
      'if (problem !== undefined || content === undefined) return;',
      'if (content === undefined) return;',
    ],
  ),
  ...of(
    'repository/query',
    ['asking', 'repository', 'large'],
    ['a member that does not fit the class decides', 'if (walk.issueCount === 0) values', 'values'],
    [
      'parameters are decoded without the table of arrays',
      'new DecodingWalk(members.arrays, ',
      'new DecodingWalk(undefined, ',
    ],
    [
      'a member that was not read counts as missing',
      '&& !members.lacks(key)) continue;',
      '&& key === undefined) continue;',
    ],
    [
      'the names of files decide though parameters have defaults',
      'wanted?.tree === undefined || !doHashesDecide(wanted.field)',
      'wanted?.tree === undefined',
    ],
    [
      'a loaded artifact matches whatever its parameters are',
      'hasWanted(artifact, this.#wanted, this.mapping) && ',
      '',
    ],
    [
      'where is called twice',
      '(isPrechecked || this.#matchesTimesAndWhere(artifact))',
      'this.#matchesTimesAndWhere(artifact)',
    ],
    ['two queries are the same if one of their fields is', 'this.#wanted.every(isSame)', 'this.#wanted.some(isSame)'],
  ),
  ...of(
    'repository/where',
    ['asking'],
    [
      'where may be asynchronous',
      "if (typeof answer === 'boolean') return answer;",
      'if (answer !== undefined) return Boolean(answer);',
    ],
  ),
  ...of(
    'repository/candidate',
    ['asking', 'large'],
    [
      'every file that may match is loaded ahead',
      'if (source.size > LIMITS.small) return () => withSource(open(), read);',
      '',
    ],
    [
      'where is called only after a file is loaded',
      'await matchesWithoutArrays(source, candidate, candidate.query.hasWhere)',
      'await matchesWithoutArrays(source, candidate, false)',
    ],
    [
      'parameters with arrays are decoded without the arrays',
      'if (keys.some((key) => file.arrays?.hasArraysIn(key))) return undefined;',
      '',
    ],
  ),
  ...of(
    'repository/finding',
    ['asking'],
    ['every file is opened, whatever its name', 'possible === undefined || ', 'true || '],
  ),
  ...of(
    'format/members-at-ends',
    ['asking', 'large'],
    [
      'a member that stands in a part that was not read is missing',
      'return next > 0 || (next === 0 && this.#isBeginning);',
      'return next >= -1;',
    ],
    [
      'a missing member may always be somewhere',
      'return next > 0 || (next === 0 && this.#isBeginning);',
      'return false;',
    ],
  ),
  ...of(
    'model/map-in-order',
    ['in-order'],
    ['as many as may be are begun at once', 'let window = 1;', 'let window = concurrency;'],
    ['one thing is done at a time', 'window = Math.min(concurrency, 2 * window);', ''],
    ['any number of things is done at a time', 'Math.min(concurrency, 2 * window)', '2 * window'],
    ['what was begun is left alone', 'await Promise.allSettled(pending);', ''],
    ['an error before its turn ends the process', 'result.catch(() => undefined);', ''],
  ),
  ...of(
    'repository/time-bounds',
    ['repository', 'listing'],
    ['a month as the last time means only its beginning', 'second.slice(0, last.length) <= last', 'second <= last'],
    ['the first time is excluded', 'second.slice(0, first.length) >= first', 'second.slice(0, first.length) > first'],
    ['31 February is accepted as a bound', ' && isTime(match[1])', ''],
    [
      'a storage is not asked for the last names',
      'String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1)',
      'beginning.slice(-1)',
    ],
  ),
  ...of(
    'repository/listing',
    ['listing', 'repository'],
    ['entries are sorted by their paths alone', 'if (a.timestamp < b.timestamp) return -1;', ''],
    ['entries of one second are not sorted', 'return a.path < b.path ? -1 : 1;', 'return 0;'],
    ['the newest come last', "order === 'newest' ? entries.reverse() : entries", 'entries'],
    ['times are not compared', ' && isWanted(address.timestamp)', ''],
  ),
  ...of(
    'repository/artifact-times',
    ['repository'],
    [
      'bounds for names are widened for Dates instead of texts',
      'return isTimeText(Class) ? {',
      'return !isTimeText(Class) ? {',
    ],
    ['no time zone is ahead of UTC', 'movedBy(DAY, until)', 'until'],
    ['no time zone is behind UTC', 'movedBy(-DAY, since)', 'since'],
    ['no time zone is further from UTC than an hour', 'DAY = 86_400', 'DAY = 3_600'],
    [
      'a bound is moved out of the years that names have',
      'isInNames || Number.isNaN(bound.getTime()) ? moved : undefined',
      'moved',
    ],
    ['an invalid Date means no bound', ' || Number.isNaN(bound.getTime())', ''],
    ['the second of the first time is excluded for instants', 'made() < seconds(since)', 'made() <= seconds(since)'],
    ['the second of the last time is excluded for instants', 'made() > seconds(until)', 'made() >= seconds(until)'],
    ['instants are compared to the millisecond', 'Math.floor(bound.getTime() / 1000)', 'bound.getTime() / 1000'],
    [
      'fractions of a second are not compared',
      ' || (a.instant.seconds === seconds && a.instant.fraction > fraction)',
      '',
    ],
    ['without time zones the earliest artifact is the latest', 'return a.text > b.text;', 'return a.text < b.text;'],
    ['findLatest loads only the first file', 'if (second >= text.slice(0, 19)) return true;', ''],
    [
      'findLatest compares local times where there are time zones',
      '/ 1000 + DAY >= instant.seconds',
      '/ 1000 >= instant.seconds + DAY',
    ],
  ),
  ...of(
    'repository/text',
    ['text'],
    ['encode does not prove its text', '  checkIdentical(written, decodeBytes(bytes, Class, rules));\n', ''],
    ['a text that UTF-8 cannot encode is decoded', 'if (half >= 0)', 'if (half > text.length)'],
    ['decode accepts anything', "if (typeof text !== 'string') throw", 'if (false) throw'],
  ),

  // ── Storages ──────────────────────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'storage/bytes-source',
    ['repository'],
    ['files of one size are the same', ' !== 0) return false;', ' > 1) return false;'],
    ['a file is the same as its beginning', 'if (a.size !== b.size) return false;', ''],
    ['of large files the ends alone are compared', 'end -= BYTES_PER_COMPARISON)', 'end -= a.size)'],
  ),
  ...of(
    'storage/file/file-source',
    ['wrong-files'],
    ['a FIFO is waited for', 'O_RDONLY | O_NONBLOCK | flags', 'O_RDONLY | flags'],
    ['a leased file is not waited for', "errorCodeOf(error) !== 'EAGAIN' || ", 'true || '],
  ),
  ...of(
    'model/semaphore',
    ['repository'],
    [
      'a place is never free again',
      'if (next === undefined) this.#free++;',
      'if (next === undefined) return;',
      'hangs',
    ],
    ['all are let in', 'if (this.#free > 0) this.#free--;', 'if (this.#free > 0) return;'],
  ),
  ...of(
    'storage/key',
    ['repository'],
    ['a draft of one folder gets a name in another', ' && (folder ?? names[0]) === names[0]', ''],
    ['a name may end with a dot', "&& !name.endsWith('.') ", ''],
  ),
  ...of(
    'storage/file/token',
    ['ended-processes', 'system/other-systems', 'system/mounted'],
    ['files of processes on other machines are swept', 'host !== here.host || ', ''],
    ['files of processes in other containers are swept', ' || namespace !== here.namespace', ''],
    [
      'files from before the machine was started again are not swept',
      ' && here.namespace.startsWith(INITIAL_PID_NAMESPACE)',
      ' && false',
    ],
    ['an unknown PID namespace is taken for a known one', ' || isNamespaceUnknown(here.namespace)', ''],
    [
      'the start time of another user’s process is not compared',
      "if (errorCodeOf(error) === 'ESRCH') return true;",
      "return errorCodeOf(error) === 'ESRCH';",
    ],
    ['a process whose first thread has ended counts as ended', "fields[17] === '1'", "fields[17] !== '0'"],
    ['a released token is in use until its process ends', 'return !inUse.has(token);', 'return false;'],
    ['the tokens that this process uses count as released', 'inUse.add(token);', ''],
    [
      'a process that could not read its own identity once never reads it again',
      "['EMFILE', 'ENFILE', 'ENOMEM']",
      '([] as string[])',
    ],
    [
      'files of an ended process whose PID is used again are not swept',
      " || (start !== '0' && now.start !== '0' && start !== now.start)",
      '',
    ],
    ['files of a zombie process are not swept', 'return now.isZombie || ', 'return '],
    ['temporary files of running processes are swept', 'token !== undefined && isStale(token)', 'token !== undefined'],
  ),
  ...of(
    'storage/file/system-calls',
    ['repository', 'system/order-on-disk', 'system/other-systems'],
    ['folders are not synced', 'await directory?.sync();', ''],
    [
      'inode numbers are compared as doubles',
      'a?.ino === b.ino && a.dev === b.dev',
      'Number(a?.ino) === Number(b.ino) && a?.dev === b.dev',
    ],
  ),
  ...of(
    'repository/guarded-storage',
    ['user-storages', 'repository'],
    ['a user’s storage is not guarded', 'return isOwn ? (', 'return isOwn || true ? ('],
    [
      'any answer of a user’s storage is accepted',
      'if (is(answer)) return answer;',
      'if (is(answer) || true) return answer;',
    ],
    ['an error in closing hides another error', 'await close().catch(() => undefined);', 'await close();'],
    [
      'a subclass of a storage of the library is not guarded',
      'Object.getPrototypeOf(storage) === prototype',
      'Object.prototype.isPrototypeOf.call(prototype, storage)',
    ],
    [
      'the keys that list generates are not checked',
      'yield checked(operation, path, expected, answer)',
      'yield answer',
    ],
    [
      'any number is accepted as a size',
      'Number.isSafeInteger(answer) && (answer as number) >= 0',
      "typeof answer === 'number'",
    ],
    ['any typed array is accepted as bytes', 'is: types.isUint8Array', 'is: types.isTypedArray'],
    ['a storage without keyOf is accepted', ", 'pathOf', 'keyOf']", ", 'pathOf']"],
  ),
  ...of(
    'storage/s3/upload',
    ['s3-storage'],
    ['a put has no condition', "            IfNoneMatch: '*',\n", ''],
    [
      'a put that is refused counts as created',
      "if (isConditionUnmet(error)) return 'taken';\n      throw error;\n    }\n  });",
      "if (isConditionUnmet(error)) return 'created' as UploadResult;\n      throw error;\n    }\n  });",
    ],
    [
      'an upload whose answer was lost is an error',
      " || isFault(error, 'NoSuchUpload')) return 'taken'",
      ") return 'taken'",
    ],
    [
      'parts of an upload that failed are left',
      "if (result !== 'created') await abortUpload",
      'if (result !== undefined) await abortUpload',
    ],
  ),
  ...of(
    'storage/s3/object-draft',
    ['s3-storage'],
    ['any object in the way counts as the same', "isSame ? 'identical' : 'different'", "'identical'"],
    ['an object in the way is not compared', 'round > 0 || this.#temporary', 'this.#temporary'],
    ['a large object is sent in vain', 'round > 0 || this.#temporary !== undefined ?', 'round > 0 ?'],
    ['the MD5 is that of nothing', '    this.#md5.update(bytes);\n', ''],
  ),
  ...of(
    'storage/s3/s3-faults',
    ['s3-storage'],
    ['a conflict is not tried again', '[408, 409, 429', '[408, 429'],
    ['a damaged body is not sent again', ", 'BadDigest']", ']'],
  ),
  ...of(
    'storage/s3/bucket',
    ['s3-storage'],
    ['a fault that no further try can help is tried again', 'tries < TRIES && isTransient(error)', 'tries < TRIES'],
    ['a server that is silent is asked as often as any other', 'tries < TRIES_IN_SILENCE', 'tries < TRIES'],
  ),
  ...of(
    'storage/s3/condition-probe',
    ['s3-storage'],
    [
      'a server is tried by one put',
      "throw this.#ignored('PutObject'",
      "if (this.#bucket === undefined) throw this.#ignored('PutObject'",
    ],
  ),
  ...of(
    'storage/s3/object-listing',
    ['s3-storage'],
    ['keys may come in any order', 'if (key <= last) throw', 'if (key < "") throw'],
    ['the probe is a problem', 'key !== PROBE_KEY && ', ''],
    ['the next page is asked for when it is wanted', '      if (next !== undefined) await setImmediate();\n', ''],
    ['a listing ends with its first page', 'page.IsTruncated && !isEnough ?', 'token === "" ?'],
    ['keys that are not wanted are asked for', 'page.IsTruncated && !isEnough ?', 'page.IsTruncated ?'],
    ['a range leaves out its first name', 'lastBefore(from)', 'from'],
    ['a page without the next is asked for again', 'if (page.IsTruncated && (', 'if (page.Name === "" && (', 'hangs'],
    ['a space in a key is a plus', "encoded.replaceAll('+', ' ')", 'encoded'],
  ),
  ...of(
    'storage/s3/object-source',
    ['s3-storage'],
    ['a file may change while it is read', '...(version === undefined ? {} : { IfMatch: version }),', ''],
    ['other bytes are taken for those that were asked for', 'if (found.start !== start || ', 'if ('],
    ['a server that ignores ranges is read', 'if (end !== size || start !== size - length)', 'if (end !== size)'],
  ),
  ...of(
    'engines/clickhouse/gate',
    ['command-line/query-server', 'command-line/query-clickhouse'],
    [
      'functions of tables may read anything',
      "    if (kind === 'TableExpression') checkMaker(tree[index + 1] ?? '');\n",
      '',
    ],
    ['a function in backquotes is none', 'if (!isName && READERS.test(name))', 'if (!isName && READERS.test(token))'],
    ['behind AS, a function is a name', "?? '') && tokens[index + 1] !== '(';", "?? '');"],
    [
      'the analysis may find other tables',
      '    if (table !== undefined && !OWN_TABLE.test(table)) throw otherTableError(table);\n',
      '',
    ],
    ['functions of users may read', '    if (name !== undefined && READERS.test(name)) throw readerError(name);\n', ''],
    ['totals are lost', "if (token !== 'TOTALS' ||", "if (token !== '' ||"],
    ['a subquery cannot be called totals', " || tokens[index + 1] === 'AS') continue;", ') continue;'],
    [
      'totals with columns cannot be a subquery',
      "['', '('].includes(tokens[index - 2] ?? '')",
      "tokens[index - 2] === ''",
    ],
    ['a server may be asked for a view', 'if (/^ *TABLE_FUNCTION', "if (row === '' && /^ *TABLE_FUNCTION"],
    [
      'behind IN, a name is no table',
      "if (kind !== 'Function' || !IN.test(text)) continue;",
      "if (text !== '') continue;",
    ],
  ),
  ...of(
    'engines/clickhouse/server-session',
    ['command-line/query-server'],
    ['lines that are lost on the way are not missed', 'if (rows === String(sent)) return;', "if (rows !== '') return;"],
    ['a statement may change something', "    await this.#connection.run('SET readonly = 1');\n", ''],
    ['other tables of the server pass by their names', "if (isThere !== '0') throw", "if (isThere === '') throw"],
    [
      'a name with dots is one table',
      'for (const { index } of name.matchAll(/\\./g))',
      'for (const { index } of name.matchAll(/\\.$/g))',
    ],
    ['later passes of the analysis are asked for', 'EXPLAIN QUERY TREE passes = 1 ', 'EXPLAIN QUERY TREE '],
    ["the settings are those of the user's profile", ', ...SETTINGS }', ' }'],
  ),
  ...of(
    'engines/clickhouse/server-connection',
    ['command-line/query-server'],
    [
      'a part of a line counts as one',
      "if (begun.some((part) => part !== ''))",
      "if (begun.some((part) => part === '\\n'))",
    ],
    ['answers have no end of their own', 'compression: { response: true }', 'compression: { response: false }'],
    ['the session is not ended', 'if (hasSession) await', 'if (!hasSession) await'],
    ['another server passes', 'if (!/^\\d+\\.\\d+/.test(String(version))) throw', 'if (version === "") throw'],
  ),
  ...of(
    'engines/clickhouse/server-fault',
    ['command-line/query-server'],
    ['what a server says is not escaped', 'escapedLines(fault)', 'fault'],
  ),
  ...of(
    'engines/clickhouse/server-address',
    ['command-line/query-server'],
    ['a password is said', "text.includes('@')", "text.includes('\\0')"],
    ['a password is taken as it is written', 'return decodeURIComponent(part);', 'return part;'],
  ),
  ...of(
    'storage/file/links',
    ['file-storage'],
    ['saves follow links to folders', 'flags = O_NOFOLLOW', 'flags = 0'],
    ['loads follow links to folders', 'if (stats.isSymbolicLink()) throw', 'if (false) throw'],
    ['a file behind a broken link counts as missing', 'if (stats?.isSymbolicLink()) await targetOf(ancestor);', ''],
    ['a link in a circle is not a broken link', ", 'ELOOP']", ']'],
    [
      'the error for a folder that is a link does not say that it is a link',
      'const isRefused = flags === O_NOFOLLOW && ',
      'const isRefused = flags < 0 && ',
    ],
  ),
  ...of(
    'storage/file/temporary-file',
    ['file-storage', 'system/order-on-disk', 'system/other-systems', 'system/failures'],
    [
      'the bytes are not synced before the file gets its name',
      "systemCall('fsync', this.#path, () => this.handle.sync()),",
      '',
    ],
    ['temporary names are not removed', 'this.handle.close(), unlink(this.#path)', 'this.handle.close()'],
    ['a temporary file may exist before it is created', 'O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW', 'O_RDWR | O_CREAT'],
    [
      'after a partial write, the first bytes are written again',
      'this.handle.write(bytes, done, length, this.#size)',
      'this.handle.write(bytes, 0, length, this.#size)',
    ],
    ['after a partial write, the rest of the bytes is not written', 'done += bytesWritten;', 'done = bytes.length;'],
    ['the size of the written file is not checked', 'if (size !== this.#size) throw', 'if (false) throw'],
  ),
  ...of(
    'storage/file/publish',
    [
      'file-storage',
      'ended-processes',
      'repository',
      'system/failures',
      'system/order-on-disk',
      'system/without-links',
      'system/other-systems',
    ],
    ['the directory of a new name is not synced', 'syncDirectory(folder.directory, folder.path), ', ''],
    [
      'a name that could not be made durable is not removed',
      'if (await isAt(path, temporary)) await removeFile(path);',
      '',
    ],
    [
      'the error for a name that could not be removed does not say that it is still there',
      'if (await isAt(path, temporary).catch(() => true)) throw notWithdrawn(path, error as StorageError);',
      '',
    ],
    [
      'a file that another process has acknowledged is withdrawn',
      '() => temporary.beginWithdrawal()',
      'async () => {}',
    ],
    [
      'a save does not wait for the publisher of the identical file',
      "(await waitForPublisher(file, path)) ? syncIdentical(file, path, folder) : 'withdrawn'",
      'syncIdentical(file, path, folder)',
    ],
    ['a file with a second name counts as published', 'now.nlink <= 1 || timesMissing === 2', 'now.nlink <= 2'],
    ['a save waits for a publisher that has ended', 'if (!isStale(token)) return name;', 'return name;'],
    [
      'a save fails if it cannot remove the temporary name of an ended process',
      '.catch(() => undefined);\n  }\n  return undefined',
      ';\n  }\n  return undefined',
    ],
    [
      'a file that is being withdrawn is acknowledged',
      'else if (!isWithdrawnName(name)) await',
      'else if (name) await',
    ],
    ['a read-only file system has to sync', "if (errorCodeOf(error) !== 'EINVAL') throw error;", 'throw error;'],
    [
      'a temporary file with any second name counts as linked',
      "if (await isAt(path, temporary)) return 'linked';",
      "if ((await temporary.handle.stat()).nlink > 1) return 'linked';",
    ],
    [
      'a link that was made and reported as failed counts as failed',
      "if (await isAt(path, temporary)) return 'linked';",
      '',
    ],
    [
      'a rename that was made and reported as failed counts as failed',
      'if (!(await isAt(path, temporary))) throw toStorageError',
      'throw toStorageError',
    ],
    ['a folder may be replaced while a file is written into it', ', checkSameFolder(folder)', ''],
    ['without hard links, a file is overwritten', '  if (found !== undefined) return found;\n  try', '  try'],
    [
      'a rename in place of the link overwrites a file',
      'await link(temporary.path, path);',
      'await rename(temporary.path, path);',
    ],
    [
      'a copy in place of the link overwrites a file',
      'type FileHandle, link, readdir',
      'type FileHandle, copyFile as link, readdir',
    ],
    [
      'a link is compared as if it were the file',
      'openRegularFile(path, { flags: O_NOFOLLOW })',
      'openRegularFile(path)',
    ],
    ['a file is not synced once more after it got its name', "await systemCall('fsync', path, () => file.sync());", ''],
    [
      'without hard links, a file is published without a claim',
      'return withClaim(path, () => renameTo(path, temporary, folder));',
      'return renameTo(path, temporary, folder);',
    ],
  ),
  ...of(
    'storage/file/claim',
    ['ended-processes', 'system/without-links'],
    ['a claim is not released', '    } finally {\n      await release(claim, token);\n    }', '    } finally {\n    }'],
    ['the claims of running processes are taken over', 'if (holder === undefined || isStale(holder)) await', 'await'],
    [
      'the claims of running processes are swept',
      'return (token === undefined || isStale(token)) && remove(directory, token);',
      'return remove(directory, token);',
    ],
    [
      'the claims of ended processes are not taken over',
      'if (holder === undefined || isStale(holder)) await',
      'if (holder === undefined) await',
    ],
    [
      'the temporary directory of a claim that was not taken is not removed',
      '    await release(temporary, token);\n',
      '',
    ],
  ),
  ...of(
    'storage/file/file-draft',
    ['file-storage', 'repository', 'system/other-systems'],
    ['a small draft is written to a file before it is compared', 'this.#size <= LIMITS.small', 'false'],
    ['a closed draft does not release its permit', '    openDrafts.release();\n', ''],
    [
      'the bytes in memory are dropped before they are in the file',
      'await temporary.write(Buffer.concat(this.#spool));',
      'await temporary.write(Buffer.concat(this.#spool.splice(0)));',
    ],
    [
      'with followLinks, a link is compared as if it were the file',
      'this.#followLinks ? await compareWithLinkTarget',
      "this.#followLinks && path === '' ? await compareWithLinkTarget",
    ],
  ),
  ...of(
    'storage/file/new-folder',
    ['file-storage', 'system/order-on-disk', 'system/other-systems'],
    [
      'of new folders, only the last one’s name is synced',
      'for (let each = path; dirname(each) !== each; each = dirname(each)) await syncParent(each);',
      'await syncParent(path);',
    ],
  ),
  ...of(
    'storage/file/file-storage',
    ['file-storage', 'removing', 'repository', 'system/order-on-disk', 'system/other-systems'],
    [
      'a folder that was created again is taken for the old one',
      'isSameDirectory(opened.stats, this.#syncedFolders.get(path))',
      "opened.path !== ''",
    ],
    [
      'a folder that was created again with the same inode number is taken for the old one',
      ' && a.birthtimeNs === b.birthtimeNs',
      '',
    ],
    [
      'a folder counts as empty if one of its entries was removed meanwhile',
      "syscall === 'scandir' ? [] : entriesByStat(folder)",
      '[]',
    ],
    ['a removal is not synced', 'await syncDirectory(directory, folder);', ''],
    [
      'without followLinks, a link is removed',
      'if (stats.isSymbolicLink() && !this.#followLinks) throw',
      'if (false) throw',
    ],
    ['a file behind a broken link counts as removed', '      await checkMissing(unresolved);\n', ''],
    ['a root with a slash at its end is another root', 'isSlashed ? normal.slice(0, -1) : normal', 'normal'],
    ['files that begin with a dot are listed', "!name.startsWith('.')", "name !== ''"],
    ['a root behind a broken link counts as empty', 'if (entries.length === 0) await', 'if (false) await'],
    [
      'a link to a folder is skipped in silence',
      'if (target.isDirectory() && !this.#followLinks) throw',
      'if (false) throw',
    ],
    [
      'a file in place of a procedure’s folder counts as an empty folder',
      'if (files === undefined && folder !== undefined) throw',
      'if (false) throw',
    ],
  ),

  // ── The plots of pages ────────────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'report/plots/axis',
    ['report/plots'],
    ['the last tick of an axis is missing', 'Math.floor(high / step)]', 'Math.floor(high / step) - 1]'],
    [
      'a log axis has all powers of ten, however many',
      'const every = Math.ceil(decades.length / most);',
      'const every = 1 + 0 * most;',
    ],
  ),
  ...of(
    'report/plots/decimation',
    ['report/plots-data', 'report/plots'],
    [
      'a column of a decimated curve is one number too wide',
      'return Math.floor(((column + 1) * this.#length) / this.#columns);',
      'return Math.ceil(((column + 1) * this.#length) / this.#columns);',
    ],
  ),
  ...of(
    'report/plots/histogram',
    ['report/plots-data', 'report/plots'],
    [
      'the highest number is in no bar',
      'Math.min(BARS - 1, Math.floor(fractionOf(value, low, high) * BARS))',
      'Math.floor(fractionOf(value, low, high) * BARS)',
    ],
    [
      'edges of bars are rounded',
      'Math.floor(fractionOf(value, low, high) * BARS)',
      'Math.round(fractionOf(value, low, high) * BARS)',
    ],
  ),
  ...of(
    'report/plots/heat-map',
    ['report/plots', 'report/comparison'],
    [
      'a cell of a heat map shows its lowest number',
      'high - middle >= middle - low ? high : low',
      'high - middle >= middle - low ? low : high',
    ],
    [
      '-Infinity has the colour of the lowest number',
      'if (value === Number.NEGATIVE_INFINITY) return NEGATIVE_INFINITE;',
      'if (value === Number.NEGATIVE_INFINITY) return 1;',
    ],
    ['the infinities change their colours', '3 * NEGATIVE_INFINITE);', '3 * POSITIVE_INFINITE);'],
    [
      'a heat map on a scale of others keeps its colours',
      'paletteFor(picture.range, scale)',
      'paletteFor(scale, scale)',
    ],
  ),
  ...of(
    'report/plots/palettes',
    ['report/plots', 'report/comparison'],
    ['numbers with both signs are not symmetric about 0', 'return [-furthest, furthest];', 'return [low, furthest];'],
  ),
  ...of(
    'report/plots/companions',
    ['report/plots', 'command-line/array-lines'],
    ['an x that stands still rises', 'value <= (values[index - 1] as number)', 'value < (values[index - 1] as number)'],
    ['a mark at the first index is none', 'first >= 0 && last < length', 'first > 0 && last < length'],
    ['a mark behind the last index is one', 'first >= 0 && last < length', 'first >= 0 && last <= length'],
  ),
  ...of(
    'report/plots/columns',
    ['report/columns'],
    ['a piece begins with the first column', '(column + length - (this.#next % length)) % length', 'column'],
    ['five columns are curves', 'const MOST_COLUMNS = 4;', 'const MOST_COLUMNS = 5;'],
  ),

  // ── The plots of a terminal ───────────────────────────────────────────────────────────────────────────────────────
  ...of(
    'cli/one-artifact/curve-picture',
    ['command-line/plot'],
    ['NaN does not end the line', '        before = undefined;\n', ''],
    ['the highest number has no label', 'labels[0] = ticks.find(({ at }) => at === 1)?.text ?? textOf(high);', ''],
  ),
  ...of(
    'cli/one-artifact/row-picture',
    ['command-line/plot'],
    [
      'a cell of some rows shows its highest number',
      'highest - middle >= middle - lowest ? highest : lowest',
      'highest + 0 * middle',
    ],
  ),
  ...of(
    'display/condition-values',
    ['command-line/conditions'],
    ['a range of texts may be reversed', 'return from.text > to.text;', 'return false;'],
  ),
];
