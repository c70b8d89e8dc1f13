import * as classes from './classes.js';
import { program } from './program.js';

program(classes).then(console.log);
