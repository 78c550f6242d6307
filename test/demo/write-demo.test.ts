import {execFileSync, spawnSync} from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {DemoHost} from '../../src/demo/host-programs.ts';
import {writeDemo, type DemoReport} from '../../src/demo/write-demo.ts';
import {runTool} from '../../src/system/run-tool.ts';
import {which} from '../../src/system/which.ts';

const ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const GENTOO = `/cvmfs/sft.cern.ch/lcg/contrib/gentoo/linux/${ARCH}`;
const VIEW = `/cvmfs/sft.cern.ch/lcg/views/LCG_107/${ARCH}-el9-gcc13-opt`;

const host: DemoHost = {
  arch: ARCH,
  osFamily: 'debian12',
  which: program => which(program, '/usr/bin:/bin'),
  run: argv => runTool(argv, {timeoutMs: 10_000, env: {}}),
};

let base = '';
let report: DemoReport;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-demo-')));
  report = await writeDemo({directory: base, force: false, host});
});

afterAll(() => rmSync(base, {recursive: true, force: true}));

/** Runs a program with the tree at /cvmfs and this machine around it. */
function inside(argv: readonly string[], {root = null, input = ''}: {root?: string | null; input?: string} = {}): string {
  const usr = [
    '--ro-bind',
    '/usr',
    '/usr',
    ...['bin', 'lib', 'lib64'].flatMap(name => linkOrBind(`/${name}`)),
    '--ro-bind',
    '/etc',
    '/etc',
  ];
  const system = root === null ? ['--tmpfs', '/', ...usr] : ['--ro-bind', root, '/'];
  const view = [
    ...system,
    '--dev',
    '/dev',
    '--proc',
    '/proc',
    '--tmpfs',
    '/tmp',
    '--ro-bind',
    report.root,
    '/cvmfs',
    '--clearenv',
  ];
  const {stdout, stderr, status} = spawnSync('bwrap', [...view, '--setenv', 'PATH', '/usr/bin:/bin', ...argv], {
    encoding: 'utf8',
    input,
  });
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  return stdout;
}

function linkOrBind(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

describe('the tree', () => {
  test('is smaller than 60 MB and says what it is', () => {
    expect(Number(execFileSync('du', ['-sm', base], {encoding: 'utf8'}).split('\t')[0])).toBeLessThan(60);
    expect(readFileSync(join(report.root, 'DEMO'), 'utf8')).toContain('Not real');
    expect(report).toMatchObject({reused: false, notes: [], tries: {prefix: `gentoo/linux@${ARCH}`, root: 'root/6.36.04'}});
  });

  test('has releases for this machine and for others, nightlies whose latest links lead somewhere', () => {
    const views = join(report.root, 'sft.cern.ch/lcg/views');
    expect(readdirSync(views).filter(name => name.startsWith('LCG_')).length).toBeGreaterThanOrEqual(5);
    expect(readdirSync(join(views, 'LCG_108'))).toContain(`${ARCH}-debian12-gcc13-opt`);
    const latest = join(report.root, 'sft-nightlies.cern.ch/lcg/views/dev3/latest');
    for (const platform of readdirSync(latest)) expect(existsSync(join(latest, platform, 'setup.sh')), platform).toBe(true);
  });

  test('every manifest line has the five fields of the format', () => {
    const directory = join(report.root, 'sft.cern.ch/lcg/releases/LCG_107');
    for (const name of readdirSync(directory)) {
      const lines = readFileSync(join(directory, name), 'utf8').trim().split('\n');
      expect(lines.slice(0, 3).map(line => line.split(':')[0])).toEqual(['PLATFORM', 'VERSION', 'COMPILER']);
      for (const line of lines.slice(3))
        expect(
          line.split(';').map(field => field.trim()),
          line,
        ).toHaveLength(5);
    }
  });
});

describe('the prefix', () => {
  test('runs with its own loader and libraries, none of the machine', () => {
    const maps = inside([`${GENTOO}/bin/cat`, '/proc/self/maps']);
    const code = [...new Set([...maps.matchAll(/ r-xp .* (\/\S+)$/gm)].map(([, path]) => path!))];
    expect(code.length).toBeGreaterThanOrEqual(3);
    expect(code.filter(path => !path.startsWith(`${GENTOO}/`))).toEqual([]);
  });

  test.each(['ls', 'grep', 'sed', 'env', 'id', 'uname', 'bash'])('%s starts', name => {
    expect(inside([`${GENTOO}/bin/${name}`, '--version'])).toMatch(/\d/);
  });

  test('its profile leads to its own programs and compilers', () => {
    const script = `. ${GENTOO}/etc/profile; command -v ls; exec "$EPREFIX/usr/${ARCH}-pc-linux-gnu/gcc-bin/14/gcc" --version`;
    expect(inside([`${GENTOO}/bin/bash`, '--noprofile', '--norc', '-c', script])).toBe(
      `${GENTOO}/bin/ls\ngcc (hsf demo, not a compiler) 14.0.0\n`,
    );
  });

  test('startprefix takes commands on standard input', () => {
    expect(
      inside(['--setenv', 'SHELL', '/bin/bash', '--setenv', 'HOME', '/', `${GENTOO}/startprefix`], {
        input: 'echo "$EPREFIX"; command -v cat\n',
      }),
    ).toBe(`${GENTOO}\n${GENTOO}/bin/cat\n`);
  });

  test("EESSI's compatibility layer works as well", () => {
    const compat = `/cvmfs/software.eessi.io/versions/2025.06/compat/linux/${ARCH}`;
    expect(inside([`${compat}/bin/bash`, '--norc', '-c', `. ${compat}/etc/profile; ls -d "$EPREFIX"`])).toBe(`${compat}\n`);
  });
});

describe('set-up scripts', () => {
  test('a view sets itself up, with its function', () => {
    const shown = inside(['/bin/bash', '--norc', '-c', `. ${VIEW}/setup.sh; hello-lcg; lcg_about`]);
    expect(shown).toContain(`Hello from the LCG view 107 for ${ARCH}-el9-gcc13-opt.\nProgram: ${VIEW}/bin/hello-lcg\n`);
    expect(shown).toContain(`LCG_107 for ${ARCH}-el9-gcc13-opt, from ${VIEW}\n`);
  });

  test('EESSI knows its target and loads a module', () => {
    const init = '/cvmfs/software.eessi.io/versions/2025.06/init/lmod/bash';
    const target = `${ARCH}/generic`;
    const script = `. ${init}; module avail; module load hello-eessi/1.0; module list; hello-eessi`;
    const shown = inside(['--setenv', 'EESSI_SOFTWARE_SUBDIR_OVERRIDE', target, '/bin/bash', '--norc', '-c', script]);
    expect(shown).toContain('GCC/13.2.0\n');
    expect(shown).toContain(`\nhello-eessi/1.0\nHello from EESSI 2025.06 (${target}).\n`);
  });
});

test('the image is a system of its own, in which an el9 view works', () => {
  const link = join(report.root, 'unpacked.cern.ch/registry.hub.docker.com/hsf-demo/almalinux:9');
  expect(readlinkSync(link)).toMatch(/^\.\.\/\.\.\/\.flat\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
  const shown = inside(['/bin/sh', '-c', `ls /; exec bash --norc -c '. ${VIEW}/setup.sh; hello-lcg'`], {
    root: realpathSync(link),
  });
  expect(shown).toContain('cvmfs\n');
  expect(shown).toContain('System:  "hsf demo image');
});

describe('writing', () => {
  test('a second time finds the tree that is there', async () => {
    writeFileSync(join(report.root, 'witness'), '');
    expect(await writeDemo({directory: base, force: false, host})).toEqual({...report, reused: true});
    expect(existsSync(join(report.root, 'witness'))).toBe(true);
  });

  test('anew when told to, when it is damaged, and for another machine', async () => {
    const other = join(base, 'other');
    const small = {...host, which: () => null};
    await writeDemo({directory: other, force: false, host: small});
    for (const change of [
      {force: true, host: small},
      {force: false, host: {...small, osFamily: 'ubuntu2404'}},
    ]) {
      expect((await writeDemo({directory: other, ...change})).reused).toBe(false);
    }
    writeFileSync(join(other, 'cvmfs/.hsf-demo.json'), '{"mark": ');
    expect((await writeDemo({directory: other, force: false, host: small})).reused).toBe(false);
    expect(readdirSync(other)).toEqual(['cvmfs']);
  });

  test('without a bash to copy: no prefix and no image, said in words', async () => {
    const bare = await writeDemo({
      directory: join(base, 'bare'),
      force: false,
      host: {...host, which: () => null, osFamily: null},
    });
    expect(bare.tries).toEqual({prefix: null, view: 'lcg/LCG_108', image: null, root: null});
    expect(bare.notes).toHaveLength(2);
    expect(existsSync(join(bare.root, 'sft.cern.ch/lcg/contrib'))).toBe(false);
    expect(readFileSync(join(bare.root, 'DEMO'), 'utf8')).toContain(bare.notes[0]);
  });

  test('where it cannot be written: one error with a next step, and nothing is left', async () => {
    const blocked = join(base, 'blocked');
    mkdirSync(blocked);
    writeFileSync(join(blocked, 'file'), '');
    const attempt = writeDemo({directory: join(blocked, 'file'), force: false, host});
    await expect(attempt).rejects.toMatchObject({name: 'UserError', code: 'demo-failed'});
    await expect(attempt).rejects.toThrow(join(blocked, 'file'));
    expect(readdirSync(blocked)).toEqual(['file']);
  });
});
