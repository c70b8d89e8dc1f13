import { test, vi } from 'vitest';
import { specify } from './specification.js';

specify({ test, load: (file) => import(file), mocks: vi });
