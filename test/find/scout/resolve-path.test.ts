import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeResolver, resolveHere} from '../../../src/find/scout/resolve-path.ts';

let root = '';
const link = (path: string, target: string) => {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  symlinkSync(target, join(root, path));
};
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-resolve-')));
  for (const path of ['a.org/d/e', 'b.org/d']) mkdirSync(join(root, path), {recursive: true});
  for (const path of ['a.org/d/file', 'b.org/file', 'c.org']) writeFileSync(join(root, path), '');
  link('a.org/near', 'd/e');
  link('a.org/twice', 'near');
  link('a.org/rebased', '/cvmfs/a.org/d');
  link('a.org/across', '../b.org/d');
  link('a.org/unknown', '/cvmfs/c.org/x');
  link('a.org/etc', '/etc/passwd');
  link('a.org/climbs', '../../../../../../etc/passwd');
  link('a.org/root', '..');
  link('a.org/circle', 'circle');
  link('a.org/dangling', 'd/none');
  for (let count = 0; count < 41; count++) link(`a.org/chain/${count}`, count === 0 ? '../d' : String(count - 1));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

/** Where a path of a.org is, with the places that this depends on. */
function found(path: string) {
  const places: string[] = [];
  const resolved = makeResolver(root, new Set(['a.org', 'b.org']))('a.org', path, place => places.push(place));
  const where = {
    found: () => (resolved.status === 'found' ? resolved.real : ''),
    missing: () => 'missing',
    outside: () => (resolved.status === 'outside' ? `out to ${resolved.target}` : ''),
    failed: () => (resolved.status === 'failed' ? resolved.code : ''),
  }[resolved.status]();
  const nearest = 'nearest' in resolved ? resolved.nearest.slice(root.length + 1) : null;
  if (resolved.status === 'found') expect(resolved.physical).toBe(resolved.real.replace('/cvmfs', root));
  return {where, nearest, places: places.join(' ')};
}

test.each([
  {path: '', where: '/cvmfs/a.org', nearest: null, places: 'a.org'},
  {path: 'd/file', where: '/cvmfs/a.org/d/file', nearest: null, places: 'a.org/d/file'},
  {path: './d//e/', where: '/cvmfs/a.org/d/e', nearest: null, places: 'a.org/d/e'},
  {path: 'd/../d/e', where: '/cvmfs/a.org/d/e', nearest: null, places: 'a.org/d/e'},
  {path: 'near', where: '/cvmfs/a.org/d/e', nearest: null, places: 'a.org a.org/d/e'},
  {path: 'near/../file', where: '/cvmfs/a.org/d/file', nearest: null, places: 'a.org a.org/d/file'},
  {path: 'twice', where: '/cvmfs/a.org/d/e', nearest: null, places: 'a.org a.org a.org/d/e'},
  {path: 'rebased/file', where: '/cvmfs/a.org/d/file', nearest: null, places: 'a.org a.org/d/file'},
  {path: 'across', where: '/cvmfs/b.org/d', nearest: null, places: 'a.org b.org/d'},
  {path: 'chain/39', where: '/cvmfs/a.org/d', nearest: null, places: `${'a.org/chain '.repeat(40)}a.org/d`},
  {path: 'd/none/x', where: 'missing', nearest: 'a.org/d', places: 'a.org/d'},
  {path: 'd/file/x', where: 'missing', nearest: 'a.org/d/file', places: 'a.org/d/file'},
  {path: 'dangling', where: 'missing', nearest: 'a.org/d', places: 'a.org a.org/d'},
  {path: 'unknown', where: 'out to /cvmfs/c.org/x', nearest: 'a.org', places: 'a.org'},
  {path: '../c.org/x', where: 'out to /cvmfs/c.org/x', nearest: 'a.org', places: ''},
  {path: 'etc', where: 'out to /etc/passwd', nearest: 'a.org', places: 'a.org'},
  {path: 'climbs', where: 'out to /cvmfs/etc/passwd', nearest: 'a.org', places: 'a.org'},
  {path: 'root', where: 'out to /cvmfs', nearest: 'a.org', places: 'a.org'},
  {path: 'circle', where: 'ELOOP', nearest: 'a.org', places: `${'a.org '.repeat(41)}`.trim()},
  {path: 'chain/40', where: 'ELOOP', nearest: 'a.org/chain', places: `${'a.org/chain '.repeat(41)}`.trim()},
])('"$path" is $where', ({path, ...is}) => expect(found(path)).toEqual(is));

test('a path of this machine is where the machine says', () => {
  const [, first = '', ...rest] = root.split('/');
  const here = (...parts: readonly string[]) => resolveHere(first, [...rest, ...parts].join('/'));
  expect(here('a.org', 'near')).toEqual({status: 'found', real: join(root, 'a.org/d/e'), physical: join(root, 'a.org/d/e')});
  expect(here('a.org', 'none')).toEqual({status: 'missing', nearest: `/${first}`});
  expect(here('a.org', 'd', 'file', 'x')).toEqual({status: 'missing', nearest: `/${first}`});
  expect(here('a.org', 'circle')).toEqual({status: 'failed', code: 'ELOOP', nearest: `/${first}`});
});
