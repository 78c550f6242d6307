import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {arch} from 'node:process';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {documentOf, makeScene, type Scene} from '../commands/hsf.ts';

/** A layout with a bit of everything: platform first, a marker of its own, steps, variables, a flag of completion, packages. */
const FAMILY = `
id = "moon"
title = "Moon base"

[[layout]]
repository = "moon.example.org"
path = "{platform}/base/{day}/{release}"
match = { platform = "*_*", day = "{Mon,Tue,latest}" }
release = "{release}/{day}"
grammar = "verbatim"
marker = ["etc/{release}.sh", "launch.sh"]
ignore = ["*.tmp"]
nightly = true
complete = { directory = "/flags/{platform}/{day}", file = "ready-{release}" }
packages = { format = "modulefiles", directory = "modules" }

[layout.entry]
kind = "source"
path = "launch.sh"
set = { MOON_DAY = "{day}", MOON_HOME = "{root}" }
then = [{ call = ["launch", "{release}"] }]
`;
const CPU = arch === 'arm64' ? 'aarch64' : 'x86_64';

describe('a family that is one data file', () => {
  let scene: Scene;
  let config: string;

  beforeAll(() => {
    scene = makeScene();
    config = join(scene.folder, 'config');
    write(join(config, 'hsf/families/moon.toml'), FAMILY);
    const moon = join(scene.tree.root, 'moon.example.org');
    for (const name of ['Mon/R1', 'Tue/R1', 'Tue/R2.tmp']) {
      write(join(moon, `${CPU}_any/base`, name, 'launch.sh'), 'launch() { export MOON_RELEASE="$1"; }\n');
      write(join(moon, `${CPU}_any/base`, name, 'modules/rover/1.2'), '#%Module\n');
    }
    mkdirSync(join(moon, `${CPU}_any/base/Tue/R9`));
    mkdirSync(join(moon, `${CPU}_any/base/latest`));
    symlinkSync('../Tue/R1', join(moon, `${CPU}_any/base/latest/R1`));
    symlinkSync('../Tue/R7', join(moon, `${CPU}_any/base/latest/R7`));
    write(join(moon, `flags/${CPU}_any/Tue/ready-R1`), '');
    mkdirSync(join(moon, `flags/${CPU}_any/Mon`));
  });
  afterAll(() => {
    chmodSync(scene.tree.unreadable, 0o755);
    scene.remove();
  });

  const hsf = (...args: readonly string[]) => scene.hsf(args, {env: {XDG_CONFIG_HOME: config}});

  it('is found, with what is complete and what is not', async () => {
    const {stacks} = documentOf(await hsf('list', '--family', 'moon', '--json')) as {
      stacks: readonly {address: string; variants: readonly Record<string, unknown>[]}[];
    };
    const variants = stacks.flatMap(({address, variants: each}) => each.map(one => [address, one['root'], one['marks']]));
    const base = `/cvmfs/moon.example.org/${CPU}_any/base`;
    expect(variants.toSorted()).toEqual([
      ['moon/R1/Mon', `${base}/Mon/R1`, ['incomplete']],
      ['moon/R1/Tue', `${base}/Tue/R1`, []],
      ['moon/R1/latest', `${base}/latest/R1`, []],
    ]);
  });

  it('is shown', async () => {
    const shown = await hsf('show', 'moon/R1/Tue');
    expect(shown).toMatchObject({status: 0});
    expect(shown.stdout).toContain('Moon base');
  });

  it('is planned and started', async () => {
    const started = await hsf(
      'run',
      'moon/R1/latest',
      '--container',
      'never',
      '--',
      'sh',
      '-c',
      'echo "$MOON_DAY $MOON_RELEASE"',
    );
    expect(started).toMatchObject({status: 0, stdout: 'latest R1\n'});
    const {plan} = documentOf(await hsf('plan', 'moon/R1/Mon', '--json', '--', 'true')) as {plan: Record<string, unknown>};
    expect(JSON.stringify(plan)).toContain(`/cvmfs/moon.example.org/${CPU}_any/base/Mon/R1/launch.sh`);
  });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
}
