import {chmodSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const VIEW = 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt';
const STACK = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
// On a busy machine the usual deadline is too short, above all for a second run, which may take half of it.
const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_TIMEOUT: '60'};

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => scene.remove());
beforeEach(() => rmSync(join(scene.home, '.cache/hsf/environments'), {recursive: true, force: true}));

/** Files of the tree, by their path below `/cvmfs`; what has just changed proves nothing, so they are left alone for a moment. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(scene.tree.root, path);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, text);
    if (text.startsWith('#!')) chmodSync(file, 0o755);
  }
  writeFileSync(join(scene.folder, 'runs'), '');
  await new Promise(resolve => setTimeout(resolve, 40));
}

const setUp = (text: string) => ({[`${VIEW}/setup.sh`]: `printf . >>'${scene.folder}/runs'\n${text}\n`});
const runs = () => readFileSync(join(scene.folder, 'runs'), 'utf8').length;
const start = () => scene.hsf(['run', STACK, '--', 'sh', '-c', 'echo "$A"'], {env});
const says = async () => {
  const ended = await scene.hsf(['plan', STACK, '--json', '--', 'true'], {env});
  return (documentOf(ended)['plan'] as {environment: {status: string; reason: string | null}}).environment;
};

/** Another text of the same length, in place: the directory above does not change. */
function edit(path: string, from: string, to: string): void {
  const file = join(scene.tree.root, path);
  const {atime, mtime} = statSync(file);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  // Even where somebody puts the time back: the time of the change of the inode cannot be.
  utimesSync(file, atime, mtime);
}

const LIB = 'sft.cern.ch/lcg/etc/one';
describe('a file that leaves no word in the environment', () => {
  test.each([
    {title: 'is sourced', text: `. /cvmfs/${LIB}/a.sh`},
    {title: 'is sourced by a path from here', text: `cd /cvmfs/${LIB}; . ./a.sh; cd /`},
    {title: 'is sourced by what is sourced', text: `. /cvmfs/${LIB}/outer.sh`},
    {
      title: 'is sourced in a function, from a list',
      text: `f() { for i in a; do source "/cvmfs/${LIB}/$i.sh"; done; }; f; unset -f f i`,
    },
    {title: 'is evaluated', text: `eval "$(cat /cvmfs/${LIB}/a.sh)"`},
    {title: 'is a program', text: `export A=$(/cvmfs/${LIB}/bin/tell)`},
    {title: 'is a program on PATH', text: `PATH=/cvmfs/${LIB}/bin:$PATH; export A=$(tell)`},
    {title: 'is sourced where the set-up traces itself', text: `set -x; . /cvmfs/${LIB}/a.sh; set +o nounset`},
  ])('and $title is seen to change', async ({text}) => {
    await write({
      ...setUp(text),
      [`${LIB}/a.sh`]: 'export A=1\n',
      [`${LIB}/outer.sh`]: 'here=$(dirname "${BASH_SOURCE[0]}")\n. "$here/a.sh"\nunset here\n',
      [`${LIB}/bin/tell`]: '#!/bin/sh\necho 1\n',
    });
    for (let round = 1; round <= 3; round += 1) expect(await start()).toMatchObject({status: 0, stdout: '1\n'});
    expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 2});
    edit(`${LIB}/a.sh`, 'A=1', 'A=2');
    edit(`${LIB}/bin/tell`, 'echo 1', 'echo 2');
    expect(await start()).toMatchObject({status: 0, stdout: '2\n'});
    expect(runs()).toBe(3);
  });

  test('and that was not there is seen to come', async () => {
    const file = `${LIB}/maybe/site.sh`;
    await write({...setUp(`export A=1; [ ! -e /cvmfs/${file} ] || . /cvmfs/${file}`), [`${LIB}/a.sh`]: ''});
    for (let round = 1; round <= 3; round += 1) await start();
    expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 2});
    mkdirSync(join(scene.tree.root, dirname(file)));
    writeFileSync(join(scene.tree.root, file), 'export A=2');
    expect(await start()).toMatchObject({stdout: '2\n'});
  });

  test('and that a set-up hides is reason not to store it', async () => {
    await write({...setUp(`set +x; . /cvmfs/${LIB}/a.sh`), [`${LIB}/a.sh`]: 'export A=1\n'});
    for (let round = 1; round <= 2; round += 1) await start();
    expect(await says()).toMatchObject({status: 'live', reason: expect.stringContaining('it hides which files it reads')});
  });
});

describe('a file of this machine that the set-up looks for', () => {
  test.each([
    {
      title: 'in the home directory',
      text: 'export A=1; if [ -f ~/.ourrc ]; then . ~/.ourrc; fi',
      file: () => join(scene.home, '.ourrc'),
    },
    {
      title: 'where it is run',
      text: 'export A=1; [[ ! -r setup.local ]] || . ./setup.local',
      file: () => join(scene.folder, 'setup.local'),
    },
    {
      title: 'elsewhere',
      text: 'export A=1; f=FOLDER/else/rc; [ ! -e $f ] || . $f; unset f',
      file: () => join(scene.folder, 'else/rc'),
    },
  ])('$title is seen to come, to change and to go', async ({text, file}) => {
    mkdirSync(join(scene.folder, 'else'), {recursive: true});
    await write(setUp(text.replace('FOLDER', scene.folder)));
    const round = async () => {
      const ended = [await start(), await start(), await start()];
      return ended.map(({stdout}) => stdout.trim()).join('');
    };
    expect(await round()).toBe('111');
    expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 2});
    writeFileSync(file(), 'export A=2\n');
    expect(await round()).toBe('222');
    writeFileSync(file(), 'export A=3\n');
    expect(await round()).toBe('333');
    rmSync(file());
    expect(await round()).toBe('111');
  });
});
