import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {ALMA9, family, findings, found, host, layout} from './scene.ts';

const on = (id: string, version: string, word: string) => ({...host(), os: {id, version, family: word}});
const ALMA = on('almalinux', '9.6', 'el9');
const DEBIAN = on('debian', '12', 'debian12');
const CENTOS7 = on('centos', '7', 'centos7');

/** A layout says of its builds what their platforms do not. */
function judged(platform: string, facts: Parameters<typeof layout>[0], machine: typeof ALMA) {
  const build = found('new', platform, {family: family('sphenix'), layout: layout(facts)});
  return judge(findings([build, ALMA9]), machine).find(stack => stack.family === 'sphenix')?.variants[0];
}

describe('a layout with a system of its own', () => {
  const sl7 = {grammar: 'sphenix', os: 'sl7'};

  test('has it where the platform names none', () => {
    expect(judged('gcc-8.3', sl7, CENTOS7)?.verdict.runs).toBe('native');
    expect(judged('gcc-8.3', sl7, DEBIAN)).toMatchObject({
      platform: {text: 'gcc-8.3', arch: 'x86_64', os: {id: 'sl', version: '7'}, compiler: {name: 'gcc', version: '8.3'}},
      verdict: {runs: 'no', reason: expect.stringContaining('Built for sl7; this machine is debian12')},
    });
  });
  test('has it where there is no platform at all', () => {
    expect(judged('', {grammar: 'system', platform: '', os: 'el9'}, DEBIAN)?.verdict).toMatchObject({
      runs: 'container',
      reason: 'Built for el9; this machine is debian12; runs in a container of almalinux:9, started by bubblewrap.',
    });
  });
  test('believes platforms that name one', () => {
    expect(judged('alma9.2-gcc-14.2.0', sl7, ALMA)?.verdict.runs).toBe('native');
    expect(judged('alma9.2-gcc-14.2.0', sl7, CENTOS7)?.verdict.runs).not.toBe('native');
  });
});

describe('a layout for any system', () => {
  const any = {grammar: 'alice', os: 'any', libc: '2.28'};
  const withLibc = (machine: typeof ALMA, version: string) => ({...machine, libc: {name: 'glibc' as const, version}});

  test('runs wherever its C library is, whatever platforms name', () => {
    expect(judged('almalinux-x86_64', any, withLibc(DEBIAN, '2.36'))).toMatchObject({
      platform: {text: 'almalinux-x86_64', arch: 'x86_64', os: null},
      verdict: {runs: 'native', reason: 'Runs on any x86_64 Linux, since it asks for glibc 2.28 and nothing else.'},
    });
    expect(judged('almalinux-x86_64', any, withLibc(CENTOS7, '2.17'))?.verdict.runs).not.toBe('native');
  });
});
