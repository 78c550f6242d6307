import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {mayBeSkipped} from '../engines/accounts.ts';
import {requires} from '../engines/rig.ts';
import {makeDockerRig} from '../rig/engines/docker.ts';
import type {EngineRig} from '../rig/engines/engine-rig.ts';
import {makePodmanRig} from '../rig/engines/podman.ts';
import {writeRoot} from '../start/toy-image.ts';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const MAKERS = {podman: makePodmanRig, docker: makeDockerRig};
const able = requires('busybox', 'ldd');

describe.skipIf(!able)('hsf images finds what engines have in store', () => {
  let scene: Scene;
  beforeAll(() => {
    scene = makeScene();
    writeRoot(join(scene.folder, 'image'));
  });
  afterAll(() => scene.remove());

  describe.each(Object.keys(MAKERS) as (keyof typeof MAKERS)[])('%s', name => {
    let rig: EngineRig | null = null;
    beforeAll(async () => {
      const directory = join(scene.folder, name);
      mkdirSync(directory);
      const account = {uid: process.getuid!(), gid: process.getgid!(), groups: process.getgroups!(), home: scene.home};
      const made = await MAKERS[name](account, join(scene.folder, 'image'), directory);
      if ('missing' in made) mayBeSkipped(name, made.missing);
      else rig = made;
    });
    afterAll(() => rig?.stop());

    test('by its reference, with the engine that starts it', async context => {
      if (rig === null) return context.skip();
      const {image, kind, storedBy, engine, isRead, reason} = await stored(rig);
      expect(reason).toBe('its system is not known until it is started');
      const {stdout} = await scene.hsf(['images', 'reference'], {env: rig.env});
      expect(stdout).toContain(`stored by ${name}, which starts it; its system is not known until it is started\n`);
      expect({kind, storedBy, engine, isRead}).toEqual({kind: 'reference', storedBy: name, engine: name, isRead: false});
      // What `--image` takes.
      expect(image).toBe(rig.reference);
    });
  });

  async function stored(rig: EngineRig): Promise<Record<string, unknown>> {
    const document = documentOf(await scene.hsf(['images', '--json', 'reference'], {env: rig.env}));
    const images = document['images'] as readonly Record<string, unknown>[];
    const found = images.find(({image, storedBy}) => image === rig.reference && storedBy === rig.engine.name);
    if (found === undefined) throw new Error(`${rig.reference} is not among ${JSON.stringify(images)}`);
    return found;
  }
});
