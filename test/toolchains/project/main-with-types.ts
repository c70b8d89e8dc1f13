import * as classes from './classes-with-types.js';
import { program } from './program.js';

program(classes).then(console.log);
