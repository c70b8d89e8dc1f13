// Is loaded before a command, so that it finds a machine with little memory.

import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

os.totalmem = () => 2 ** 28;
syncBuiltinESMExports();
