// Creates files in a folder and damages them. Prints lines of JSON: the number of faults to come, and in the end the result.
// node damager.js folder count seed

import { randomFrom } from '../random.js';
import { damage } from './damage.js';

const [folder = '', count, seed] = process.argv.slice(2);

const say = (line: object): void => console.log(JSON.stringify(line));

say(await damage(folder, Number(count), randomFrom(Number(seed)), (left) => say({ left })));
