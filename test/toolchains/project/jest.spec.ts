import { jest, test } from '@jest/globals';
import { specify } from './specification.js';

// This file is compiled to an ES module or to CommonJS.
const load = (file: string) => (typeof require === 'undefined' ? import(file) : require(file));

specify({ test, load, mocks: jest });
