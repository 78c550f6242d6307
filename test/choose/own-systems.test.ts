import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {ALMA9, family, findings, found, host, layout} from './scene.ts';

const KEY4HEP = {
  family: family('key4hep'),
  layout: layout({grammar: 'spack', systems: ['almalinux', 'rocky', 'rhel', 'centos7', 'ubuntu', 'pop']}),
};
const on = (id: string, version: string, family: string) => ({...host(), os: {id, version, family}});

function verdictOf(platform: string, machine: ReturnType<typeof host>) {
  const build = found('2026-02-01', platform, KEY4HEP);
  return judge(findings([build, ALMA9]), machine)[0]?.variants[0].verdict;
}

describe('a stack whose script asks for certain systems', () => {
  test.each([
    on('almalinux', '9.6', 'el9'),
    on('rhel', '9.6', 'el9'),
    on('rocky', '9.4', 'el9'),
    // Said by the user, and not found in os-release.
    on('el', '9', 'el9'),
  ])('starts on $os.id $os.version', machine =>
    expect(verdictOf('x86_64-almalinux9-gcc14.2.0-opt', machine)?.runs).toBe('native'),
  );
  test('starts on CentOS 7 and not on CentOS Stream 9, whatever the builds say', () => {
    expect(verdictOf('x86_64-centos7-gcc12.2.0', on('centos', '7', 'centos7'))?.runs).toBe('native');
    expect(verdictOf('x86_64-almalinux9-gcc14.2.0-opt', on('centos', '9', 'el9'))).toEqual({
      runs: 'container',
      reason: 'Its own script stops on centos 9; runs in a container of almalinux:9, started by bubblewrap.',
      image: ALMA9.entry.path,
    });
  });
  test.each([on('ol', '9.5', 'el9'), on('centos', '9', 'el9')])('is refused on $os.id without an engine', machine => {
    expect(verdictOf('x86_64-almalinux9-gcc14.2.0-opt', {...machine, engines: []})).toMatchObject({
      runs: 'no',
      reason: expect.stringMatching(/^Its own script stops on (ol 9\.5|centos 9), and /),
    });
  });
  test('starts on Pop!_OS, and not on Linux Mint', () => {
    const platform = 'x86_64-ubuntu22.04-gcc11.4.0-opt';
    expect(verdictOf(platform, on('pop', '22.04', 'ubuntu2204'))?.runs).toBe('native');
    expect(verdictOf(platform, on('linuxmint', '21', 'ubuntu2204'))?.reason).toContain(
      'Its own script stops on linuxmint 21, and',
    );
  });
  test('is in a container where it names no platform', () => {
    const latest = found('latest', '', {...KEY4HEP, layout: layout({...KEY4HEP.layout, arch: 'x86_64', platform: ''})});
    const verdict = judge(findings([latest, ALMA9]), on('fedora', '42', 'fedora42'))[0]?.variants[0].verdict;
    expect(verdict).toMatchObject({runs: 'container', reason: expect.stringContaining('stops on fedora 42; runs in')});
  });
});
