// Damages files of its own in a folder, and writes lines of JSON: how many faults are still to come, and in the end what was seen.
// node damager.js folder count seed

import { randomFrom } from '../random.js';
import { damage } from './damage.js';

const [folder = '', count, seed] = process.argv.slice(2);

const say = (line: object): void => console.log(JSON.stringify(line));

say(await damage(folder, Number(count), randomFrom(Number(seed)), (left) => say({ left })));
