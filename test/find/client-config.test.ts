import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {configuredNames, isConfigured, parseAssignments, readClientConfig} from '../../src/find/client-config.ts';

describe('assignments of a client', () => {
  test.each([
    ['A=one', {A: 'one'}],
    ['  export A=one # why', {A: 'one'}],
    ['exportA=one', {exportA: 'one'}],
    ['A=one;B=two', {A: 'one'}],
    ['A="one two" B=three', {A: 'one two'}],
    ["A='$B ${C}'", {A: '$B ${C}'}],
    ['B=x\nA="$B,y"', {B: 'x', A: 'x,y'}],
    ['B=x\nA=${B}y$B', {B: 'x', A: 'xyx'}],
    ['A="$NONE,y"', {A: ',y'}],
    ['A="$A,y"\nA="$A,z"', {A: ',y,z'}],
    ['# A=one', {}],
    ['if [ "$A" = x ]; then', {}],
    ['1A=one', {}],
    ['echo A=one', {}],
    ['A=`id`', {A: '`id`'}],
    ['A =one', {}],
    ['A=', {A: ''}],
    ["A=''", {A: ''}],
    ['A=""', {A: ''}],
    ['', {}],
  ])('%j', (text, values) => {
    expect(Object.fromEntries(parseAssignments(text))).toEqual(values);
  });
});

describe('names with a configuration of their own', () => {
  test('come from the names of files', () => {
    expect(configuredNames(['cern.ch.conf', 'sft.cern.ch.local', 'README', 'x.conf.bak', '.conf', 'a.config', 'aconf'])).toEqual([
      'cern.ch',
      'sft.cern.ch',
    ]);
  });

  test.each([
    ['sft.cern.ch', true],
    ['own.example.org', true],
    ['other.example.org', false],
    ['cern.ch', true],
    ['deep.sft.cern.ch', false],
    ['org', false],
  ])('%s is known: %s', (repository, known) => {
    expect(isConfigured(repository, new Set(['cern.ch', 'own.example.org']))).toBe(known);
  });
});

describe('the configuration of a client', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hsf-client-'))));
  afterEach(() => rmSync(folder, {recursive: true, force: true}));
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), {recursive: true});
      writeFileSync(join(folder, path), text);
    }
    return readClientConfig(folder);
  };

  test('is absent without files', () => {
    const absent = {present: false, repositories: [], configRepository: null, configured: new Set()};
    expect(readClientConfig(join(folder, 'none'))).toEqual(absent);
    expect(write({'default.d/README': 'CVMFS_REPOSITORIES=a.example.org', 'unknown.conf': 'X=1', 'domain.d/README': ''})).toEqual(
      absent,
    );
  });

  test('is present with a file of assignments, or of a domain', () => {
    expect(write({'default.local': ''}).present).toBe(true);
    rmSync(join(folder, 'default.local'));
    expect(write({'domain.d/cern.ch.conf': ''})).toMatchObject({present: true, configured: new Set(['cern.ch'])});
  });

  test('takes the later file for what both say: default.conf, default.d in its order, default.local', () => {
    const REPOSITORIES = 'CVMFS_REPOSITORIES';
    write({'default.conf': `${REPOSITORIES}=conf.example.org`});
    expect(readClientConfig(folder).repositories).toEqual(['conf.example.org']);
    write({'default.d/50-b.conf': `${REPOSITORIES}=fifty.example.org`, 'default.d/10-a.conf': `${REPOSITORIES}=ten.example.org`});
    expect(readClientConfig(folder).repositories).toEqual(['fifty.example.org']);
    write({'default.local': `${REPOSITORIES}="$${REPOSITORIES},local.example.org"\n`});
    expect(readClientConfig(folder).repositories).toEqual(['fifty.example.org', 'local.example.org']);
  });

  test('takes only names of repositories', () => {
    const {repositories, configRepository} = write({
      'default.local':
        'CVMFS_REPOSITORIES=" a.example.org,b.example.org  ,c.example.org ../x nodot -x.org"\nCVMFS_CONFIG_REPOSITORY=../etc',
    });
    expect(repositories).toEqual(['a.example.org', 'b.example.org', 'c.example.org']);
    expect(configRepository).toBeNull();
  });

  test('names the repository of more configuration, and what is configured on its own', () => {
    expect(
      write({
        'default.conf': 'CVMFS_CONFIG_REPOSITORY=config.example.org',
        'domain.d/cern.ch.conf': '',
        'domain.d/cern.ch.local': '',
        'config.d/own.example.org.conf': '',
        'keys/other.example.org.conf': '',
      }),
    ).toEqual({
      present: true,
      repositories: [],
      configRepository: 'config.example.org',
      configured: new Set(['cern.ch', 'own.example.org']),
    });
  });
});
