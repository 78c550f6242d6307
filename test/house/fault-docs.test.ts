import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {faultDocs} from '../../build/fault-docs.ts';
import {CHECKOUT} from './sources.ts';

test('docs/faults.md is current; "npm run docs" writes it', () => {
  expect(readFileSync(join(CHECKOUT, 'docs/faults.md'), 'utf8')).toBe(faultDocs());
});
