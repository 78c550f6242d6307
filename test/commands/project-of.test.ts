import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeInputs} from '../../src/commands/inputs.ts';
import {parseArguments} from '../../src/commands/parse-arguments.ts';
import {WATCHED, meaningOf, type MeaningSource} from '../../src/commands/project-of.ts';
import {askedOf, type ProjectData} from '../../src/settings/project-data.ts';
import type {Project} from '../../src/settings/project.ts';
import {VENV_FILE, venvText} from '../../src/settings/venv-file.ts';
import type {World} from '../../src/system/world.ts';

const FILE = '/home/me/project/hsf.toml';
const DATA: ProjectData = {
  stack: 'LCG_107@gcc13',
  update: 'exact',
  choices: {os: 'el9', build: 'opt'},
  settings: {},
  env: {},
  hooks: {enter: ['kinit'], leave: ['kdestroy']},
};
const ALLOWED: Project = {status: 'allowed', file: FILE, data: DATA, lock: null};
const NOT_ALLOWED: Project = {status: 'not-allowed', file: FILE, reason: 'is not allowed yet'};
const LOCK = {asked: askedOf(DATA), stack: 'lcg/LCG_107', variant: 'lcg/LCG_107@x', platform: 'x'};

let venv: string;
beforeAll(() => {
  venv = mkdtempSync(join(tmpdir(), 'hsf-venv-'));
  const note = {stack: 'a/b', variant: 'a/b@c', sitePackages: ['lib/python3/site-packages'], python: '3', madeAt: ''};
  writeFileSync(join(venv, VENV_FILE), venvText(note));
});
afterAll(() => rmSync(venv, {recursive: true}));

function mean(line: string, project: Project, more: Partial<MeaningSource> & {env?: Record<string, string>} = {}) {
  const world = {env: more.env ?? {}, uid: process.getuid!(), cwd: () => '/'} as unknown as World;
  const source = {world, project, cvmfsRoots: ['/cvmfs'], mayAsk: () => false, inputs: makeInputs(), ...more};
  const {invocation, ...rest} = meaningOf(parseArguments(line.split(' ')), source);
  return {...rest, positionals: invocation.positionals, given: Object.fromEntries(invocation.given), pinned: invocation.pinned};
}

describe('where no stack is typed', () => {
  test('the project has its say, and flags have the last word', () => {
    const {positionals, given, leave} = mean('run --build dbg -- x', ALLOWED);
    expect([positionals, given, leave]).toEqual([['LCG_107@gcc13'], {os: ['el9'], build: ['dbg']}, ['kdestroy']]);
  });

  test('its lock says which variant, unless a flag asks for another one', () => {
    const locked: Project = {...ALLOWED, lock: LOCK};
    expect(mean('shell', locked)).toMatchObject({positionals: [LOCK.variant], given: {}, pinned: {variant: LOCK.variant}});
    expect(mean('shell --os el8', locked)).toMatchObject({positionals: ['LCG_107@gcc13'], given: {os: ['el8']}});
    const {positionals, notes} = mean('shell', {...ALLOWED, lock: {...LOCK, asked: 'something else'}});
    expect([positionals, notes]).toEqual([['LCG_107@gcc13'], [expect.stringContaining('"hsf lock" pins it anew')]]);
  });

  test('a hook is evaluated in the directory of the project, by its name', () => {
    const {after} = mean('run -- x', {...ALLOWED, file: "/home/me/it's/hsf.toml"});
    expect(after.at(-1)).toMatchObject({
      kind: 'evaluate',
      words: ['builtin', 'printf', '%s\n', String.raw`builtin cd -- '/home/me/it'\''s'`, WATCHED, 'kinit'],
      directory: "/home/me/it's",
      called: `the hook "kinit" of /home/me/it's`,
    });
    expect(after[0]).toMatchObject({words: ['export', "HSF_PROJECT=/home/me/it's"]});
  });

  test('one that is not allowed is an error, but where somebody can be asked a line', () => {
    expect(() => mean('run -- x', NOT_ALLOWED)).toThrow(expect.objectContaining({code: 'project-not-allowed'}));
    const asked = mean('run -- x', NOT_ALLOWED, {mayAsk: () => true});
    expect([asked.positionals, asked.notes]).toEqual([
      [],
      [`${FILE} is not allowed yet. "hsf allow" shows what it asks for, and allows it.`],
    ]);
    const settingsOnly: Project = {...ALLOWED, data: {...DATA, stack: null, choices: {}}};
    expect(mean('run -- x', settingsOnly)).toMatchObject({positionals: [], after: []});
  });

  test('the active venv comes before the project', () => {
    const {positionals, after} = mean('run -- x', NOT_ALLOWED, {env: {VIRTUAL_ENV: venv}});
    expect([positionals, after.map(({words}) => words)]).toEqual([
      ['a/b@c'],
      [
        ['export', `VIRTUAL_ENV=${venv}`],
        ['unset', '-v', 'PYTHONHOME'],
        ['PYTHONPATH', `${venv}/lib/python3/site-packages`],
        ['PATH', `${venv}/bin`],
      ],
    ]);
    // Another tool's is none of ours; one on CVMFS is not even looked at.
    for (const VIRTUAL_ENV of ['/nothing', '/cvmfs/x', 'relative'])
      expect(mean('run -- x', ALLOWED, {env: {VIRTUAL_ENV}}).positionals).toEqual(['LCG_107@gcc13']);
  });
});

describe('where a stack is typed', () => {
  test('it is taken alone, and what is not allowed is said in a line', () => {
    expect(mean('run LCG_106 -- x', ALLOWED)).toMatchObject({
      positionals: ['LCG_106'],
      given: {},
      after: [],
      leave: [],
      notes: [],
    });
    expect(mean('run LCG_106 -- x', NOT_ALLOWED).notes).toHaveLength(1);
  });

  test('a path is a venv, and its note the stack alone', () => {
    expect(mean(`env ${venv}`, ALLOWED)).toMatchObject({positionals: ['a/b@c'], pinned: {stack: 'a/b', platform: 'c'}});
    expect(mean(`env ${venv}/${VENV_FILE}`, ALLOWED)).toMatchObject({positionals: ['a/b@c'], after: []});
    for (const word of ['/nothing', './nothing', '..', '/cvmfs/x'])
      expect(() => mean(`run ${word} -- x`, ALLOWED)).toThrow(expect.objectContaining({code: 'venv-unusable'}));
    expect(mean('run .hidden/x -- x', ALLOWED).positionals).toEqual(['.hidden/x']);
  });

  test('a venv takes its stack from the project as well', () => {
    expect(mean('venv /new', ALLOWED)).toMatchObject({positionals: ['/new', 'LCG_107@gcc13']});
    expect(mean('venv /new LCG_106', ALLOWED)).toMatchObject({positionals: ['/new', 'LCG_106']});
  });
});

test('commands that start nothing are left alone', () => {
  for (const line of ['list', 'search ROOT', 'show LCG_107', 'shell --join', 'doctor'])
    expect(mean(line, NOT_ALLOWED)).toMatchObject({after: [], notes: []});
});
