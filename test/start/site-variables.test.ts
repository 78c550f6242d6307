import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseSiteBinds} from '../../src/start/site-binds.ts';
import {pathInside, siteFindings, siteWishes} from '../../src/start/site-variables.ts';

const bind = (source: string, target = source, mode = 'rw') => ({source, target, mode});

describe("binds in apptainer's syntax (MOUNTS.md 5)", () => {
  // site-binds-apptainer.test.ts compares with the real one.
  test.each([
    {value: '/a', binds: [bind('/a')]},
    {value: '/a:/m', binds: [bind('/a', '/m')]},
    {value: '/a:/m:ro,/b:/n', binds: [bind('/a', '/m', 'ro'), bind('/b', '/n')]},
    {value: '/a:/m:ro,rw,/b', binds: [bind('/a', '/m', 'ro'), bind('/b')]},
    {value: '/a:/m,', binds: [bind('/a', '/m')]},
    {value: ',/a:/m,,', binds: [bind('/a', '/m')]},
    {value: ' /a:/m , /b ', binds: [bind('/a', '/m'), bind('/b')]},
    {value: String.raw`/x\:y:/m`, binds: [bind('/x:y', '/m')]},
    {value: String.raw`/x\,y:/m`, binds: [bind('/x,y', '/m')]},
    {value: '/with blank:/m', binds: [bind('/with blank', '/m')]},
    {value: '/ro,/rw', binds: [bind('/ro'), bind('/rw')]},
    {value: '/a/../b/:/m//n', binds: [bind('/b', '/m/n')]},
    {value: '', binds: []},
  ])('$value', ({value, binds}) => {
    expect(parseSiteBinds(value)).toEqual(binds);
  });

  test.each([
    {value: '/a.sif:/m:image-src=/data', word: 'image file'},
    {value: '/a.ext3:/m:id=2,ro', word: 'image file'},
    {value: '/a:/m:bogus', word: '"bogus"'},
    {value: '/a:/m:ro:rw', word: '":rw"'},
    {value: 'a', word: 'absolute'},
    {value: '/a:', word: 'absolute'},
    {value: ':/m', word: 'absolute'},
  ])('refuses $value with a word', ({value, word}) => {
    const [only, ...others] = parseSiteBinds(value);
    expect(others).toEqual([]);
    expect(only).toMatchObject({refused: expect.stringContaining(word)});
  });

  test('any text gives binds with absolute paths, or reasons', () => {
    fc.assert(
      fc.property(fc.string({unit: fc.constantFrom('/', 'a', ':', ',', '\\', 'ro', 'id=', ' ', '\n', '..')}), value => {
        for (const each of parseSiteBinds(value)) {
          if ('refused' in each) expect(each.refused).not.toBe('');
          else for (const path of [each.source, each.target]) expect(path).toMatch(/^\//);
        }
      }),
    );
  });

  test('what is written with escapes is read back', () => {
    const part = fc.stringMatching(/^[a-z:,\\ ]{1,8}$/).map(text => `/d${text}x`);
    const escaped = (text: string) => text.replaceAll(/[\\:,]/g, sign => `\\${sign}`);
    fc.assert(
      fc.property(fc.array(fc.record({source: part, target: part, mode: fc.constantFrom('ro', 'rw')})), binds => {
        const value = binds.map(({source, target, mode}) => `${escaped(source)}:${escaped(target)}:${mode}`).join(',');
        expect(parseSiteBinds(value)).toEqual(binds);
      }),
    );
  });
});

describe('variables of the site (MOUNTS.md 5)', () => {
  test('binds of all four are merged, with their origin and reason', () => {
    const {binds, warnings} = siteWishes({APPTAINER_BIND: '/a', APPTAINER_BINDPATH: '/b:/m:ro', SINGULARITY_BIND: '/a'});
    expect(binds).toEqual([
      {...bind('/a'), reason: 'asked for by APPTAINER_BIND', origin: 'site', needed: false},
      {...bind('/b', '/m', 'ro'), reason: 'asked for by APPTAINER_BINDPATH', origin: 'site', needed: false},
    ]);
    expect(warnings).toEqual([]);
  });

  test("of two spellings that differ APPTAINER's wins, and the other is named (MOUNTS.md 4)", () => {
    const {binds, env, warnings} = siteWishes({
      APPTAINER_BIND: '/a',
      SINGULARITY_BIND: '/b',
      APPTAINERENV_X: '1',
      SINGULARITYENV_X: '2',
      SINGULARITYENV_Y: '3',
    });
    expect(binds.map(({source}) => source)).toEqual(['/a']);
    expect(env).toEqual({X: '1', Y: '3'});
    expect(warnings).toEqual([
      'SINGULARITY_BIND is left out: APPTAINER_BIND says something else.',
      'SINGULARITYENV_X is left out: APPTAINERENV_X says something else.',
    ]);
  });

  test('Snellius: XALT is not loaded into a foreign image, its directory is shown (EESSI/software-layer#777)', () => {
    const {binds, env, warnings} = siteWishes({
      APPTAINER_BINDPATH: '/sw/arch/xalt,',
      APPTAINERENV_LD_PRELOAD: '/sw/arch/xalt/lib64/libxalt_init.so',
    });
    expect(binds.map(({target}) => target)).toEqual(['/sw/arch/xalt']);
    expect(env).toEqual({});
    expect(warnings).toEqual([expect.stringContaining('APPTAINERENV_LD_PRELOAD is left out')]);
  });

  test('a bind that only apptainer can make is left out with a word', () => {
    expect(siteWishes({SINGULARITY_BINDPATH: '/x.sif:/m:image-src=/'}).warnings).toEqual([
      'The bind /x.sif:/m:image-src=/ of SINGULARITY_BINDPATH is left out: what is inside of an image file cannot be shown.',
    ]);
  });

  test.each([
    {env: {}, path: '/bin'},
    {env: {APPTAINERENV_PREPEND_PATH: '/a'}, path: '/a:/bin'},
    {env: {SINGULARITYENV_APPEND_PATH: '/z'}, path: '/bin:/z'},
    {env: {APPTAINERENV_PATH: '/only', APPTAINERENV_APPEND_PATH: '/z'}, path: '/only:/z'},
  ])('PATH from $env', ({env, path}) => {
    expect(pathInside(siteWishes(env).path, '/bin')).toBe(path);
    expect(siteWishes(env).env).toEqual({});
  });

  test('HOME and what apptainer keeps for itself are not theirs to say', () => {
    const {env, warnings} = siteWishes({APPTAINERENV_HOME: '/x', APPTAINERENV_APPTAINER_SHELL: '/bin/sh'});
    expect(env).toEqual({});
    expect(warnings).toHaveLength(2);
  });

  test('switches for GPUs', () => {
    expect(siteWishes({APPTAINER_NV: '1'}).gpu).toBe('nvidia');
    expect(siteWishes({SINGULARITY_ROCM: 'true'}).gpu).toBe('amd');
    expect(siteWishes({APPTAINER_NV: '0', SINGULARITY_NV: ''}).gpu).toBeNull();
  });

  test('libraries for every container are left out with a word', () => {
    expect(siteWishes({APPTAINER_CONTAINLIBS: '/usr/lib/libx.so'}).warnings).toEqual([
      expect.stringContaining('APPTAINER_CONTAINLIBS is left out'),
    ]);
  });

  test('no value of a variable is told', () => {
    const env = {APPTAINERENV_BEARER_TOKEN: 'hush', SINGULARITYENV_BEARER_TOKEN: 'hush2', APPTAINERENV_LD_PRELOAD: 'hush3'};
    expect(JSON.stringify([siteWishes(env).warnings, siteFindings(env)])).not.toContain('hush');
  });
});

describe('what hsf doctor tells of them (MOUNTS.md 5)', () => {
  test('everything in force, with advice only where something is left out', () => {
    const findings = siteFindings({
      APPTAINER_BIND: '/a,/b:/m',
      APPTAINERENV_FOO: '1',
      APPTAINERENV_LD_PRELOAD: '/x.so',
      APPTAINER_NV: '1',
      APPTAINER_CACHEDIR: '/big',
      PODMAN_USERNS: 'keep-id',
      CONTAINERS_STORAGE_CONF: '/etc/x',
      DOCKER_HOST: 'unix:///x',
      EMPTY: '',
      HOME: '/home/me',
    });
    expect(findings.map(({name, advice}) => [name, advice !== null])).toEqual([
      ['APPTAINERENV_FOO', false],
      ['APPTAINERENV_LD_PRELOAD', true],
      ['APPTAINER_BIND', false],
      ['APPTAINER_CACHEDIR', false],
      ['APPTAINER_NV', false],
      ['CONTAINERS_STORAGE_CONF', false],
      ['DOCKER_HOST', false],
      ['PODMAN_USERNS', false],
    ]);
    expect(findings.find(({name}) => name === 'APPTAINER_BIND')?.message).toBe('APPTAINER_BIND shows /a, /m in containers.');
    expect(siteFindings({})).toEqual([]);
  });
});
