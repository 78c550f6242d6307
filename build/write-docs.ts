/** `npm run docs`: writes `docs/families.md` anew from the data files. A house test holds it current. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {familyDocs} from './family-docs.ts';
import {builtInFamilies} from '../src/find/built-in-families.ts';

const file = join(import.meta.dirname, '..', 'docs', 'families.md');
writeFileSync(file, familyDocs(builtInFamilies()));
console.error(`Wrote ${file}.`);
