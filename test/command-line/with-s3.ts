// `artifacts` as a user has it who has installed the SDK of AWS.

import type { Call, Ran } from './installed.js';
import { installedWith, running } from './installed-with.js';

/** The path of `artifacts`, installed beside the SDK of AWS. */
export const installedWithS3 = installedWith('@aws-sdk');

/** Runs `artifacts` without a terminal, with the SDK of AWS installed. */
export const withS3 = (args: readonly string[], call: Call = {}): Promise<Ran> => running(installedWithS3, args, call);
