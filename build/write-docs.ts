/** `npm run docs`: writes the generated pages of `docs` anew. House tests hold them current. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {engineDocs} from './engine-docs.ts';
import {familyDocs} from './family-docs.ts';
import {faultDocs} from './fault-docs.ts';
import {keyDocs} from './key-docs.ts';
import {builtInFamilies} from '../src/find/built-in-families.ts';
import {BINDINGS} from '../src/tui/keys/bindings.ts';

const pages = {
  'families.md': familyDocs(builtInFamilies()),
  'engines.md': engineDocs(),
  'keys.md': keyDocs(BINDINGS),
  'faults.md': faultDocs(),
};
for (const [name, text] of Object.entries(pages)) {
  const file = join(import.meta.dirname, '..', 'docs', name);
  writeFileSync(file, text);
  console.error(`Wrote ${file}.`);
}
