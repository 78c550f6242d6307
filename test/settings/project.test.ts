import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {ProjectData} from '../../src/settings/project-data.ts';
import {markOfProject, projectOf} from '../../src/settings/project.ts';
import {hashOf, readTrust, removeTrust, trustFile, writeTrust} from '../../src/settings/project-trust.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-trust-')));
  mkdirSync(join(folder, 'project'));
  file = join(folder, 'project/hsf.toml');
  writeFileSync(file, TEXT);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const TEXT = 'stack = "LCG_107"\n';
const uid = process.getuid!();
const DATA: ProjectData = {
  stack: 'LCG_107',
  update: 'exact',
  choices: {os: 'el9'},
  settings: {container: 'never', bind: ['/data']},
  env: {A: 'b'},
  hooks: {enter: ['echo'], leave: []},
};
const LOCK = {asked: 'LCG_107||||el9|', stack: 'lcg/LCG_107', variant: 'lcg/LCG_107@el9', platform: 'el9'};
const state = () => join(folder, 'state');
const look = (path = file) => projectOf(path, {stateDirectory: state(), uid});
const allow = (more: object = {}) =>
  writeTrust(state(), {file, fileHash: hashOf(TEXT), lockHash: null, allowedAt: 'now', project: DATA, lock: null, ...more});
const reason = () => {
  const project = look();
  return 'reason' in project ? project.reason : project.status;
};

test('a file counts as it was when it was allowed, and not otherwise', () => {
  expect(reason()).toBe('is not allowed yet');
  allow();
  expect(look()).toEqual({status: 'allowed', file, data: DATA, lock: null});
  writeFileSync(file, `${TEXT}#`);
  expect(reason()).toBe('has changed since it was allowed');
  // The very same contents are the same.
  writeFileSync(file, TEXT);
  expect(reason()).toBe('allowed');
  expect(removeTrust(state(), file)).toBe(true);
  expect(removeTrust(state(), file)).toBe(false);
  expect(reason()).toBe('is not allowed yet');
});

test('its lock is part of it', () => {
  const lock = join(folder, 'project/hsf.lock');
  allow();
  writeFileSync(lock, 'x');
  expect(reason()).toBe('is not allowed any more, since its hsf.lock has changed');
  allow({lockHash: hashOf('x'), lock: LOCK});
  expect(look()).toMatchObject({status: 'allowed', lock: LOCK});
  rmSync(lock);
  expect(reason()).toBe('is not allowed any more, since its hsf.lock has changed');
  writeFileSync(lock, 'x');
  chmodSync(lock, 0o666);
  expect(reason()).toBe('is not used, since its hsf.lock can be written by everybody');
});

test('a file that was moved is another one', () => {
  allow();
  renameSync(join(folder, 'project'), join(folder, 'moved'));
  expect(look(join(folder, 'moved/hsf.toml'))).toMatchObject({status: 'not-allowed', reason: 'is not allowed yet'});
  // Nor does a record under the name of another file do.
  const record = trustFile(state(), join(folder, 'moved/hsf.toml'));
  writeFileSync(record, readFileSync(trustFile(state(), file)), {mode: 0o600});
  expect(look(join(folder, 'moved/hsf.toml'))).toMatchObject({status: 'not-allowed'});
});

test('a file that everybody can write is refused, whatever was allowed', () => {
  allow();
  chmodSync(file, 0o666);
  expect(look()).toMatchObject({status: 'refused', reason: 'can be written by everybody, so it is not used'});
});

test('a record that is damaged, or that others can write, allows nothing', () => {
  allow();
  const record = trustFile(state(), file);
  const text = readFileSync(record, 'utf8');
  for (const damaged of [
    '',
    text.slice(0, -20),
    text.replace('"version": 1', '"version": 2'),
    text.replace('"never"', '"sometimes"'),
    text.replace('"container"', '"cvmfs"'),
    text.replace('"os"', '"constructor"'),
    text.replace('"b"', '1'),
  ]) {
    writeFileSync(record, damaged);
    expect([damaged.slice(0, 30), readTrust(state(), file, uid)]).toEqual([damaged.slice(0, 30), null]);
  }
  writeFileSync(record, text);
  chmodSync(record, 0o622);
  expect(readTrust(state(), file, uid)).toBeNull();
  chmodSync(record, 0o600);
  expect(readTrust(state(), file, uid)).toMatchObject({project: DATA});
  expect(readdirSync(join(state(), 'allowed'))).toHaveLength(1);
});

test('what is remembered holds while file, lock and trust are the same', () => {
  expect(markOfProject({status: 'none'})).toBeNull();
  const marks = [markOfProject(look())];
  allow();
  marks.push(markOfProject(look()));
  writeFileSync(file, '#');
  marks.push(markOfProject(look()));
  expect(new Set(marks).size).toBe(3);
  writeFileSync(file, TEXT);
  expect(markOfProject(look())).toBe(marks[1]);
});

test('without a state directory nothing is allowed', () => {
  expect(projectOf(file, {stateDirectory: null, uid})).toMatchObject({status: 'not-allowed'});
});
