import {spawnSync} from 'node:child_process';
import {mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {lookCommand} from '../../src/start/stored-start.ts';
import {LOOK_SCRIPT, parseLooked} from '../../src/start/stored-start-look.ts';
import {perlLook} from '../../src/start/stored-start-perl.ts';
import {STANDARD_PATH, which} from '../../src/system/which.ts';

const perl = which('perl', STANDARD_PATH);
if (perl === null && process.env['CI'] !== undefined) throw new Error('The look in Perl cannot be tried: there is none.');

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-look-')));
  writeFileSync(join(folder, "it's a file"), 'text', {mode: 0o640});
  symlinkSync("it's a file", join(folder, 'link'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  spawnSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** The arguments in front of what is looked at, where the text is told. */
const NO_SUM = Array.from({length: 10}, () => '');

function look(language: 'perl' | 'sh', words: readonly string[], before = '', env: Readonly<Record<string, string>> = {}) {
  const script = language === 'perl' ? perlLook(words.slice(0, words.indexOf('-')), false) : LOOK_SCRIPT;
  const line = `${before}hsf_look=$1; shift; ${lookCommand({language, program: language === 'perl' ? perl! : '/usr/bin/timeout'})} "$@"; exit $?`;
  const {status, stdout} = spawnSync('/bin/sh', ['-c', line, 'sh', script, ...NO_SUM, ...words], {
    cwd: folder,
    env: {PATH: '/usr/bin:/bin', ...env},
    encoding: 'utf8',
  });
  return {status, looked: parseLooked(stdout)};
}

describe.skipIf(perl === null)('the look in Perl', () => {
  test('tells of everything what the one in sh tells', () => {
    const file = join(folder, "it's a file");
    const words = [
      ...[
        'd',
        'r/proc/sys/kernel/ostype',
        'r/nonexistent',
        'n/proc/sys',
        `k${folder}`,
        `k${file}`,
        'k/dev/null',
        'k/nonexistent',
      ],
      ...[
        `x${folder}`,
        `${folder}/../${folder.split('/').at(-1)}`,
        `x${folder}`,
        '/nonexistent',
        'a/etc/passwd',
        'a/nonexistent',
      ],
      ...[
        `f${folder}/dangling`,
        'f/usr/..',
        'o',
        `w${file}`,
        'w/proc/version',
        'psh',
        'pno-such-program',
        'm/proc\n/sys',
        'l/usr/lib',
      ],
      ...['s', `h${folder}`, '-', '/etc', file, join(folder, 'link'), join(folder, 'dangling'), '/nonexistent', '/bin/sh'],
    ];
    const [one, other] = [look('perl', words), look('sh', words)];
    expect(one.status).toBe(0);
    // Only where readlink knows the name of what is not there does sh tell more.
    expect(one.looked?.text).toBe(other.looked?.text.replace(`${folder}/nowhere\n`, '').replace('\n/nonexistent\n/\n', '\n/\n'));
    expect(one.looked?.latest).toBe(other.looked?.latest);
  });

  test('sees each variable, also those that no shell could have made, and follows none that is meant for Perl', () => {
    const words = ['uHARMLESS', 'e', '-', '/etc'];
    const sum = (env: Readonly<Record<string, string>>) => look('perl', words, '', env).looked?.sum;
    const all = [
      {},
      {A: ''},
      {A: '1'},
      {B: '1'},
      {A: '1', B: '1'},
      {'BASH_FUNC_x%%': '() { :\n}'},
      {'BASH_FUNC_x%%': '() { true\n}'},
      {PERL5OPT: '-Mnonexistent'},
      {LC_ALL: 'xx_XX'},
    ];
    expect(new Set(all.map(sum)).size).toBe(all.length);
    expect(sum({HARMLESS: '1'})).toBe(sum({}));
  });

  test.each(['', "trap '' ALRM; "])('ends itself after two seconds where something never answers: %s', before => {
    expect(look('perl', [`r${folder}/pipe`, '-', '/etc'], before).status).toBe(128 + 14);
  });

  test('says no, and nothing else, where it cannot look', () => {
    expect(look('perl', ['h/nonexistent', '-', '/etc']).status).toBe(1);
  });
});
