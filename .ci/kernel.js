// Compiles the number kernel, src/json/kernel/assembly/, to WebAssembly, and writes src/json/kernel/wasm-bytes.ts, unless that was made of the
// same sources.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const SOURCES = new URL('../src/json/kernel/assembly/', import.meta.url);
const MODULE = new URL('../src/json/kernel/wasm-bytes.ts', import.meta.url);
const COMPILER = new URL('../node_modules/assemblyscript/package.json', import.meta.url);

const [LEAST_POWER, GREATEST_POWER] = [-342, 324];
/** Units: pages of 64 KiB. The module's own data and the regions of wasm-kernel.ts have room in them. */
const MEMORY = 24;

/** Returns the 128 highest bits of a power of ten, of which the first is 1. */
function bitsOfPower(exponent) {
  const spareBits = 2048n;
  const bits = exponent < 0 ? (1n << spareBits) / 10n ** BigInt(-exponent) : (10n ** BigInt(exponent)) << spareBits;
  return bits >> BigInt(bits.toString(2).length - 128);
}

/** Returns the source of the table of the powers of ten: for each, the lower 64 bits, and the upper ones. */
export function tableOfPowers() {
  const words = [];
  for (let exponent = LEAST_POWER; exponent <= GREATEST_POWER; exponent++) {
    const bits = bitsOfPower(exponent);
    words.push(BigInt.asUintN(64, bits), bits >> 64n);
  }
  return `export const LEAST_POWER: i32 = ${LEAST_POWER};\nexport const TABLE = memory.data<u64>([${words}]);\n`;
}

/** Returns the bytes of the kernel in WebAssembly. */
async function compileKernel() {
  const { default: asc } = await import('assemblyscript/asc');
  const sources = new Map(readdirSync(SOURCES).map((name) => [name, readFileSync(new URL(name, SOURCES), 'utf8')]));
  sources.set('table-of-powers.ts', tableOfPowers());
  let bytes;
  const { error, stderr } = await asc.main(
    `kernel.ts --outFile kernel.wasm --runtime stub -O3 --noAssert --memoryBase 64 --initialMemory ${MEMORY} --enable simd`.split(
      ' ',
    ),
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (_, contents) => {
        bytes = Buffer.from(contents);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return bytes;
}

/** Returns the SHA-256 of all that the bytes are made of. */
function hashOfSources() {
  const hash = createHash('sha256');
  const files = readdirSync(SOURCES)
    .sort()
    .map((name) => new URL(name, SOURCES));
  for (const file of [COMPILER, new URL(import.meta.url), ...files]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

const header = () => `// Made by .ci/kernel.js of assembly/. SHA-256 of the sources: ${hashOfSources()}\n`;

/** Returns the text of the module that holds the bytes. */
export async function moduleText() {
  const base64 = (await compileKernel()).toString('base64');
  return `${header()}\n/** The kernel in WebAssembly, in Base64. */\nexport const WASM_BYTES =\n  '${base64}';\n`;
}

if (process.argv[1] === import.meta.filename && !readFileSync(MODULE, 'utf8').startsWith(header()))
  writeFileSync(MODULE, await moduleText());
