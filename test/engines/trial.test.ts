import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ENGINES, verifyEngines} from '../../src/engines/all.ts';
import type {EngineProbe} from '../../src/engines/engine.ts';
import {judged, TRIAL_COMMAND, trialRan, versionAfter} from '../../src/engines/trial.ts';
import {runTool} from '../../src/system/run-tool.ts';

describe('a version', () => {
  const PROOT_DRAWING = '|   __/     /  _  \\/  _  \\    _|\n|__|  |__|__\\_____/\\_____/\\____| 5.1.0\n';
  test.each([
    {place: /^bubblewrap v?/m, text: 'bubblewrap 0.8.0\n', version: '0.8.0'},
    {place: /\(?util-linux\)? /, text: 'unshare from util-linux 2.38.1\n', version: '2.38.1'},
    {place: /^\|__\|.*\| v?/m, text: PROOT_DRAWING, version: '5.1.0'},
    {place: /^v?/, text: '20.10.24+dfsg1', version: '20.10.24'},
    {place: /^apptainer version v?/m, text: 'apptainer version 1.3.6-1.el9\n', version: '1.3.6'},
    {
      place: /^Server:\s+Version:\s+v?/m,
      text: 'Client:\n  Version: 1.7.0\n\nServer:\n  Version:  1.6.20~ds1\n',
      version: '1.6.20',
    },
    {place: /^bubblewrap v?/m, text: 'another 0.8.0\n', version: null},
    {place: /^v?/, text: 'boom 1.2.3', version: null},
    {place: /^v?/, text: '7', version: null},
    {place: /^v?/, text: '1.2.3.4.5.6.7.8.9', version: null},
    {place: /^v?/, text: `1.${'9'.repeat(1_000)}`, version: null},
    {place: /^v?/, text: '', version: null},
  ])('$version', ({place, text, version}) => expect(versionAfter(place, text)).toBe(version));
});

describe('a trial', () => {
  const fact = {name: 'some', program: '/bin/some', version: null, usable: true, reason: '', takes: []};
  const explain = (stderr: string) => (stderr === 'known' ? {message: 'It is known.', advice: ''} : null);

  test.each([
    {title: 'its line', status: 0, stdout: 'trial-works\n', runs: true},
    {title: 'its line among others', status: 0, stdout: 'hello\r\ntrial-works\r\n', runs: true},
    {title: 'its line and a failure', status: 1, stdout: 'trial-works\n', runs: false},
    {title: 'its line and no end', status: null, stdout: 'trial-works\n', runs: false},
    {title: 'nothing', status: 0, stdout: '', runs: false},
    {title: 'its own arguments', status: 0, stdout: TRIAL_COMMAND.join(' '), runs: false},
  ])('by $title: $runs', ({status, stdout, runs}) => expect(trialRan({status, stdout, stderr: ''})).toBe(runs));

  test.each([
    {works: true, stderr: 'known', usable: true, reason: 'A test start worked.'},
    {works: false, stderr: 'known', usable: false, reason: 'It is known.'},
    {works: false, stderr: 'boom', usable: false, reason: 'A test start failed.'},
  ])('is told: $reason', ({works, stderr, usable, reason}) => {
    expect(judged(fact, {status: 0, stdout: '', stderr}, {works, explain})).toMatchObject({usable, reason});
  });

  test('is what the command of this machine prints', async () => {
    expect(trialRan(await runTool(TRIAL_COMMAND, {timeoutMs: 5_000, env: {}}))).toBe(true);
  });
});

describe('programs that are no engines', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hsf-trial-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  /** Everything looks well from outside, as to whoever has all services and rights. */
  function probe(script: string, uid: number, limitMs = 5_000): EngineProbe {
    const place = mkdtempSync(join(folder, 'bin-'));
    mkdirSync(join(place, 'files'));
    return {
      which: program => {
        if (program.includes('/')) return null;
        const file = join(place, program);
        writeFileSync(file, script);
        chmodSync(file, 0o755);
        return file;
      },
      readText: path => (/\/sub[ug]id$/.test(path) ? `${uid}:100000:65536\n` : null),
      mayWrite: () => true,
      isMounted: () => false,
      run: (argv, timeoutMs, env = {}) =>
        runTool(argv, {timeoutMs: Math.min(timeoutMs, limitMs), env: {PATH: `${place}:${process.env['PATH']}`, ...env}}),
      uid,
      env: {},
    };
  }

  const OF_USERS = ENGINES.filter(({name}) => name !== 'ctr');
  test.each([
    {title: 'random bytes', script: '#!/bin/sh\nhead -c 1000 /dev/urandom\n'},
    {title: 'numbers', script: '#!/bin/sh\necho 1 2.x 3..4; echo boom 5.6.7 >&2\n'},
    {title: 'their arguments', script: '#!/bin/sh\necho "$@"; echo "$@" >&2; exit 127\n'},
    {title: 'a word, and fail', script: '#!/bin/sh\necho boom; echo boom >&2; exit 3\n'},
    {title: 'nothing', script: '#!/bin/sh\n'},
    {title: 'nothing, being no program', script: '\u0000\u0001\u0002'},
    {title: 'nothing, without their interpreter', script: '#!/no/such/interpreter\n'},
  ])('print $title and are not believed', async ({script}) => {
    for (const uid of [0, 1001]) {
      const facts = await verifyEngines(probe(script, uid), uid === 0 ? ENGINES : OF_USERS);
      const told = facts.map(({name, usable, version, reason}) => [name, usable, version, reason.length < 200]);
      expect(told).toEqual(facts.map(({name}) => [name, false, null, true]));
      const late = facts.filter(({name, reason}) => reason === `${name} does not answer.`);
      expect(late).toEqual([]);
    }
  });

  test('hang, are named, and leave nothing behind', async () => {
    const second = `${process.pid}.5`;
    const facts = await verifyEngines(probe(`#!/bin/sh\nsleep 9${second} &\nsleep 9${second}\n`, 0, 400));
    expect(facts.map(({name, usable, reason}) => [name, usable, reason])).toEqual(
      ENGINES.map(({name}) => [name, false, `${name} does not answer.`]),
    );
    await expect
      .poll(() => execFileSync('/bin/sh', ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "']).toString())
      .not.toContain(`sleep 9${second}`);
  });
});
