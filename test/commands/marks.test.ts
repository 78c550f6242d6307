import {lutimesSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

type Stack = {
  readonly address: string;
  readonly old: boolean;
  readonly variants: readonly {
    readonly address: string;
    readonly marks: readonly string[];
    readonly leadsTo: string | null;
    readonly dated: string | null;
  }[];
};

const PLATFORM = 'x86_64-el9-gcc16-opt';
const SLOT = 'sft-nightlies.cern.ch/lcg/views/dev3';
let scene: Scene;
beforeAll(() => {
  scene = makeScene();
  const {root} = scene.tree;
  // A build of a day that nobody flagged as whole, and a link that has stayed where it is for a year.
  mkdirSync(join(root, SLOT, 'Wed', PLATFORM), {recursive: true});
  writeFileSync(join(root, SLOT, 'Wed', PLATFORM, 'setup.sh'), '');
  const flags = join(root, SLOT.replace('views', 'nightlies'), 'Wed');
  mkdirSync(flags, {recursive: true});
  writeFileSync(join(flags, `isDone-unstable-${PLATFORM}`), '');
  const longAgo = new Date(Date.now() - 365 * 86_400_000);
  lutimesSync(join(root, SLOT, 'latest', PLATFORM), longAgo, longAgo);
});
afterAll(() => scene.remove());

async function stacks(...words: readonly string[]): Promise<readonly Stack[]> {
  const ended = await scene.hsf(['list', '--json', '--runs', 'any', ...words]);
  return (documentOf(ended) as unknown as {readonly stacks: readonly Stack[]}).stacks;
}
const variant = async (release: string) => {
  const all = (await stacks()).flatMap(stack => stack.variants);
  return all.find(each => each.address === `lcg-nightly/dev3/${release}@${PLATFORM}`);
};

describe('marks', () => {
  test('are in the JSON of every variant', async () => {
    expect(await variant('Thu')).toMatchObject({marks: [], leadsTo: null, dated: expect.stringMatching(/^\d{4}-\d\d-\d\dT/)});
    expect(await variant('Wed')).toMatchObject({marks: ['incomplete'], leadsTo: null});
    expect(await variant('latest')).toMatchObject({
      marks: ['stale'],
      leadsTo: `lcg-nightly/dev3/Thu@${PLATFORM}`,
      dated: expect.stringMatching(/^\d{4}-/),
    });
  });

  test('are words in the listing', async () => {
    const {stdout} = await scene.hsf(['list', '--runs', 'any', 'dev3']);
    const lines = stdout.split('\n');
    const after = (stack: string) => lines.slice(lines.findIndex(line => line.startsWith(`lcg-nightly/${stack} `)) + 1);
    expect(after('dev3/Wed').find(line => line.includes(PLATFORM))).toContain(' incomplete, ');
    const latest = after('dev3/latest').find(line => line.includes(PLATFORM));
    expect(latest).toContain(' stale, ');
    expect(latest).toContain('Leads to lcg-nightly/dev3/Thu.');
  });

  test('are explained by show', async () => {
    const wednesday = await scene.hsf(['show', `dev3/Wed@${PLATFORM}`]);
    expect(wednesday.stdout).toMatch(/mark +incomplete: nothing says that it was published whole/);
    const latest = await scene.hsf(['show', `dev3/latest@${PLATFORM}`]);
    expect(latest.stdout).toMatch(/mark +stale: has not been renewed/);
    expect(latest.stdout).toMatch(new RegExp(`leads to +lcg-nightly/dev3/Thu@${PLATFORM}`));
    expect(latest.stdout).toMatch(/dated +\d{4}-\d\d-\d\dT/);
  });

  test('old releases say so on their line', async () => {
    const stack = (await stacks('--family', 'lcg')).find(({old}) => old);
    expect(stack?.address).toBe('lcg/LCG_97apython3');
    expect((await scene.hsf(['list', '--runs', 'any', 'LCG_97apython3'])).stdout.split('\n')[0]).toMatch(/, old$/);
  });
});

describe('a stack that a rule hides', () => {
  const rules = () => join(scene.home, '.config/hsf/families');
  beforeAll(() => {
    mkdirSync(rules(), {recursive: true});
    writeFileSync(join(rules(), 'rules.toml'), 'hide = ["lcg/LCG_107"]\n');
  });
  afterAll(() => rmSync(rules(), {recursive: true}));

  test('is not listed', async () => {
    const addresses = (await stacks()).map(({address}) => address);
    expect(addresses).not.toContain('lcg/LCG_107');
    expect(addresses).toContain('lcg/LCG_107a');
  });
  test.each([['lcg/LCG_107'], ['lcg/LCG_107@el9-gcc13']])('is said to be hidden when it is named: %s', async address => {
    const ended = await scene.hsf(['show', address, '--json']);
    expect(ended.status).toBe(3);
    expect(documentOf(ended)['error']).toMatchObject({
      code: 'stack-unknown',
      message: 'lcg/LCG_107 is on CVMFS, but a "hide" rule of this site or of yours leaves it out.',
    });
  });
});
