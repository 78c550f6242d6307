import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {keyDocs} from '../../build/key-docs.ts';
import {BINDINGS} from '../../src/tui/keys/bindings.ts';
import {CHECKOUT} from './sources.ts';

test('docs/keys.md is current; "npm run docs" writes it', () => {
  expect(readFileSync(join(CHECKOUT, 'docs/keys.md'), 'utf8')).toBe(keyDocs(BINDINGS));
});
