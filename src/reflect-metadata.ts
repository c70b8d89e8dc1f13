/// <reference types="reflect-metadata" preserve="true" />
import { createRequire } from 'node:module';

// By require, for what Node takes to import a CommonJS module is longer than the module takes to load.
createRequire(import.meta.url)('reflect-metadata');
