import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {NO_DIFFERENCE} from '../../../src/start/environment/difference.ts';
import {inPlaceCode} from '../../../src/start/in-place/in-place-code.ts';
import {enterTcsh, leaveTcsh} from '../../../src/start/in-place/tcsh-code.ts';

const LIBRARIES = join(import.meta.dirname, '../../../src/start/in-place');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-modules-'));
  // As Lmod: the language first, code for it on standard output.
  writeFileSync(
    join(folder, 'lmod'),
    `#!/bin/sh
case $1 in
  fish) echo "set -gx LOADED '$2 $3'" ;;
  tcsh) echo "setenv LOADED '$2 $3' ;" ;;
  *) echo "export LOADED='$2 $3'" ;;
esac
`,
  );
  chmodSync(join(folder, 'lmod'), 0o755);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const change = () => ({
  difference: {
    ...NO_DIFFERENCE,
    set: {LMOD_CMD: join(folder, 'lmod'), LMOD_DIR: folder},
    functions: {module: 'module () \n{ \n    echo of bash\n}'},
  },
  before: {},
  title: 'eessi/1',
  prompt: null,
});

test.each([
  {shell: 'zsh', argv: ['-f'], apply: '__hsf_apply', gone: 'whence module || echo gone'},
  {shell: 'ksh', argv: [], apply: '__hsf_in_place apply', gone: 'whence module || echo gone'},
  {shell: 'fish', argv: ['-N'], apply: '__hsf_apply (cat CODE); true', gone: 'functions -q module; or echo gone'},
] as const)('$shell gets a "module" of its own, until it leaves', ({shell, argv, apply, gone}) => {
  const code = join(folder, `code.${shell}`);
  writeFileSync(code, inPlaceCode(change(), shell));
  const enter = shell === 'fish' ? apply.replace('CODE', code) : `${apply} "$(cat '${code}')"`;
  const script = join(folder, `script.${shell}`);
  writeFileSync(
    script,
    `. ${LIBRARIES}/hsf.${shell}\n${enter}\nmodule load GROMACS\nprintenv LOADED\nhsf leave -q\n${gone}\nprintenv LMOD_CMD\n`,
  );
  const ended = spawnSync(shell, [...argv, script], {
    encoding: 'utf8',
    timeout: 10_000,
    env: {PATH: '/usr/bin:/bin', HOME: folder},
  });
  expect(ended).toMatchObject({stdout: 'load GROMACS\ngone\n', stderr: ''});
});

test('tcsh gets an alias "module", until it leaves, or keeps its own', () => {
  const {code, level} = enterTcsh(change(), 1);
  const env = {LMOD_CMD: join(folder, 'lmod'), LMOD_DIR: folder};
  const files = {enter: code, leave: leaveTcsh(level, 1, env).code};
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.csh`), text);
  const live = (before: string) =>
    `${before}\nsource ${folder}/enter.csh\nmodule load GROMACS\nprintenv LOADED\nsource ${folder}/leave.csh\nalias module\nunalias module\nunsetenv LOADED\n`;
  const script = join(folder, 'script.csh');
  writeFileSync(script, `${live('')}echo --\n${live("alias module 'echo mine \\!*'")}`);
  const ended = spawnSync('tcsh', ['-f', script], {
    encoding: 'utf8',
    timeout: 10_000,
    env: {PATH: '/usr/bin:/bin', HOME: folder},
  });
  expect(ended).toMatchObject({stdout: 'load GROMACS\n--\nmine load GROMACS\necho mine !*\n', stderr: ''});
});
