import {describe, expect, test} from 'vitest';
import type {EngineFact} from '../../src/choose/host.ts';
import {bubblewrap} from '../../src/engines/bubblewrap.ts';
import type {Capabilities, ContainerSpec, Engine} from '../../src/engines/engine.ts';
import {chooseEngine} from '../../src/start/choose-engine.ts';
import {NO_WISHES} from '../../src/start/plan-input.ts';
import {hostWith} from './rig.ts';

const engineWith = (name: string, obstacle: string | null, capabilities: Partial<Capabilities> = {}): Engine => ({
  ...bubblewrap,
  name,
  capabilities: {...bubblewrap.capabilities, ...capabilities},
  obstacle: () => (obstacle === null ? null : {message: obstacle, advice: `Mend ${name}.`}),
});
const fact = (name: string, more: Partial<EngineFact> = {}): EngineFact => ({
  name,
  program: `/usr/bin/${name}`,
  version: null,
  usable: true,
  reason: 'It works.',
  takes: ['directory', 'reference'],
  ...more,
});
const spec = {} as ContainerSpec;
const choose = (engines: readonly Engine[], facts: readonly EngineFact[], engine: string | null = null) =>
  chooseEngine('directory', 'start an image directory', {engines, host: hostWith(facts), wishes: {...NO_WISHES, engine}}, () =>
    Promise.resolve({spec}),
  );

const BWRAP = engineWith('bubblewrap', null);
const daemon = {needs: 'daemon'} as const;

describe('the engine for a root', () => {
  test('is the first of the order that has no obstacle', async () => {
    const engines = [engineWith('unshare', null), engineWith('bubblewrap', 'It lacks something.')];
    const {engine, warnings} = await choose(engines, [fact('unshare'), fact('bubblewrap')]);
    expect(engine.name).toBe('unshare');
    // Neither asks for more than the other, so nobody has lost anything.
    expect(warnings).toEqual([]);
  });

  test('is one that is sure to start it before one that may', async () => {
    const engines = [engineWith('bubblewrap', null), engineWith('podman', null)];
    const able = {host: hostWith([fact('bubblewrap'), fact('podman')]), engines, wishes: NO_WISHES};
    const chosenBy = async (unsure: readonly string[]) => {
      const chosen = await chooseEngine('directory', 'start an image directory', able, ({engine}) =>
        Promise.resolve({spec, ...(unsure.includes(engine.name) ? ({uncertain: true} as const) : {})}),
      );
      return chosen.engine.name;
    };
    expect(await chosenBy(['bubblewrap'])).toBe('podman');
    expect(await chosenBy(['bubblewrap', 'podman'])).toBe('bubblewrap');
  });

  test('is explained where it asks for more, or gives less', async () => {
    const engines = [engineWith('bubblewrap', 'It lacks something.'), engineWith('docker', null, daemon)];
    const {engine, warnings} = await choose(engines, [fact('bubblewrap'), fact('docker')]);
    expect(engine.name).toBe('docker');
    expect(warnings).toEqual(['docker is taken, since bubblewrap cannot be: It lacks something.']);
  });

  test('is explained when a trial has refused a better one, not when one is missing', async () => {
    const engines = [BWRAP, engineWith('unshare', null), engineWith('proot', null, {needs: 'none', readOnlyBinds: false})];
    const refused = {usable: false, reason: 'User namespaces are switched off.'};
    const {warnings} = await choose(engines, [
      fact('bubblewrap', {...refused, program: null}),
      fact('unshare', refused),
      fact('proot'),
    ]);
    expect(warnings).toEqual(['proot is taken, since unshare cannot be: User namespaces are switched off.']);
  });

  test('is refused with every reason when there is none', async () => {
    const engines = [engineWith('bubblewrap', 'It lacks something.'), engineWith('unshare', null)];
    await expect(
      choose(engines, [fact('bubblewrap'), fact('unshare', {usable: false, reason: 'It is too old.'})]),
    ).rejects.toMatchObject({
      code: 'engine-unusable',
      message:
        'No container engine of this machine can start an image directory. bubblewrap: It lacks something. unshare: It is too old.',
    });
    await expect(choose([BWRAP], [])).rejects.toMatchObject({code: 'engine-missing'});
  });
});

describe('the engine that somebody asked for', () => {
  test('is taken, or its obstacle is the error, with cause and next step', async () => {
    const engines = [BWRAP, engineWith('docker', 'It is a thin image.', daemon)];
    const facts = [fact('bubblewrap'), fact('docker')];
    expect((await choose(engines, facts, 'bubblewrap')).engine.name).toBe('bubblewrap');
    await expect(choose(engines, facts, 'docker')).rejects.toMatchObject({
      code: 'engine-unusable',
      message: 'docker cannot start an image directory: It is a thin image.',
      advice: 'Mend docker.',
    });
  });

  test.each([
    {title: 'is unknown', engine: 'frob', code: 'engine-missing', says: 'There is no engine "frob".'},
    {title: 'is not installed', engine: 'podman', code: 'engine-missing', says: 'podman is not installed.'},
    {title: 'does not work', engine: 'docker', code: 'engine-unusable', says: 'The daemon sleeps.'},
    {title: 'takes other kinds only', engine: 'apptainer', code: 'engine-unusable', says: 'It cannot start an image directory.'},
  ])('and that $title is refused', async ({engine, code, says}) => {
    const engines = ['podman', 'docker', 'apptainer'].map(name => engineWith(name, null));
    const facts = [
      fact('podman', {program: null, usable: false, reason: 'podman is not installed.'}),
      fact('docker', {usable: false, reason: 'The daemon sleeps.'}),
      fact('apptainer', {takes: ['sif']}),
    ];
    await expect(choose(engines, facts, engine)).rejects.toMatchObject({code, message: expect.stringContaining(says)});
  });
});
