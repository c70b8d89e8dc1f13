#!/usr/bin/env node
// The executable `artifacts`. If the user gives it classes, it runs from the bundle of which her modules import the library, because these
// classes are declared there. Otherwise it runs from the single files, of which it loads only those that the command needs.

const args = process.argv.slice(2);
const givesClasses = args.some((arg) => /^--import(?:=|$)/.test(arg));
const { runCommandLine } = givesClasses ? await import('#command-line') : await import('./command-line.js');
process.exitCode = await runCommandLine(args);
