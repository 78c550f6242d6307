import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {childrenOf} from '../../bench/cold/children.ts';
import {writeCostlyView} from '../../bench/cold/costly-view.ts';
import {inBash, millisecondsBetween} from '../../bench/cold/in-shell.ts';
import {environmentsTable, figureOf, GOALS, type EnvironmentFigures} from '../../bench/environments.ts';
import {output} from '../../bench/programs.ts';

const ENV = {PATH: '/usr/bin:/bin', LANG: 'C.UTF-8'};

describe('a figure beside its goal', () => {
  const times = {slow: [400, 500, 600], fast: [8, 10, 12]};
  test.each([
    {goal: {title: '', slow: 'slow', fast: 'fast', times: 30}, figure: '50.0 × faster', says: '>= 30 ×'},
    {goal: {title: '', slow: 'slow', fast: 'fast', most: 1.15}, figure: '0.02 ×', says: '<= 1.15 ×'},
    {goal: {title: '', fast: 'fast', milliseconds: 20}, figure: '10.0 ms', says: '<= 20 ms'},
  ])('$figure, $says', ({goal, figure, says}) => expect(figureOf(goal, times)).toEqual({figure, goal: says}));

  test('is none where one of the two was not measured', () => {
    expect(figureOf({title: '', slow: 'gone', fast: 'fast', times: 2}, times)).toBeNull();
    expect(figureOf({title: '', fast: 'gone', milliseconds: 2}, times)).toBeNull();
  });
});

test('the table says what was not measured, and why', () => {
  const figures: EnvironmentFigures = {
    missing: null,
    fuse: true,
    requestMs: 20,
    cost: {children: 150, variables: 95},
    environment: 'stored',
    quick: [],
    times: {"bash -c '. setup.sh; true'": [400], 'hsf run X -- true, kept in sh': [10]},
    failures: ['hsf use X, in bash: ended with 1'],
    left: 0,
  };
  const table = environmentsTable(figures);
  expect(table).toMatch(/150 processes and sets 95 variables/);
  expect(table).toMatch(/^hsf run kept in sh +40\.0 × faster +>= 30 ×$/m);
  expect(table).toMatch(/^hsf --help +not measured +$/m);
  expect(table).toMatch(/^Not measured: hsf use X, in bash: ended with 1$/m);
  expect(environmentsTable({...figures, missing: 'no unshare'})).toBe('Environments: not measured: no unshare');
  expect(new Set(GOALS.map(({title}) => title)).size).toBe(GOALS.length);
});

describe('the clock inside bash', () => {
  test.each([
    ['1700000000.000100 1700000000.012600', 12.5],
    ['1700000000,500000 1700000001,500000', 1000],
  ])('%s', (text, ms) => expect(millisecondsBetween(text)).toBeCloseTo(ms, 3));

  test('sees no times where there are none', () => expect(() => millisecondsBetween('')).toThrow(/no times/));

  test('counts the lines and not what comes before', async () => {
    const ms = await inBash('sleep 0.5', 'echo noise; sleep "$1"', ['0.05'], ENV);
    expect(ms).toBeGreaterThanOrEqual(50);
    expect(await inBash('sleep 0.5', ':', [], ENV)).toBeLessThan(500);
  });

  test('a line that fails is no measurement', async () => {
    await expect(inBash('', 'eval "$(false)"; [ -n "$SET" ]', [], ENV)).rejects.toThrow(/ended with 1/);
  });
});

test('the costly view costs what LAYOUTS.md 1.6 says: some hundred processes, 90 to 110 variables', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-view-')));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  const {setup, address, repositories} = writeCostlyView(root, 'x86_64', 'debian12');
  expect(address).toBe('lcg/LCG_110@x86_64-debian12-gcc13-opt');
  expect(repositories).toEqual(['sft.cern.ch', 'geant4.cern.ch']);
  // The compiler and the packages lie below /cvmfs, where a test has nothing.
  const env = {...ENV, COMPILER: 'native'};
  const here = setup.replace('/cvmfs', root);
  const lines = await output(
    ['bash', '--norc', '-c', 'before=$(env | wc -l); . "$1" 2>/dev/null; echo $(($(env | wc -l) - before))', '', here],
    env,
  );
  expect(Number(lines)).toBeGreaterThanOrEqual(85);
  expect(Number(lines)).toBeLessThanOrEqual(110);
  const children = await childrenOf(['bash', '--norc', '-c', '. "$1" 2>/dev/null', '', here], env);
  if (children !== null) expect(children).toBeGreaterThan(60); // those of the packages are not there
});
