import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const PLATFORM = 'x86_64-el9-gcc13-opt';
// A family whose releases are packages, beside the list that its tool keeps of them all.
const FAMILY = `id = "frames"
title = "Frames"

[[layout]]
repository = "sft.cern.ch"
path = "frames/FRAME_{version}/{platform}"
release = "FRAME_{version}"
grammar = "lcg"
packages = { format = "self", directory = ".", name = "FRAME", version = "{version}" }

[layout.entry]
kind = "source"
path = "setup.sh"

[[layout]]
repository = "sft.cern.ch"
path = "frames/all/{platform}"
release = "tool"
grammar = "lcg"
packages = { format = "cms-releases", directory = "/frames", files = "releases.map" }

[layout.entry]
kind = "source"
path = "setup.sh"
`;

let scene: Scene;
beforeAll(() => {
  scene = makeScene();
  const at = (path: string) => join(scene.tree.root, 'sft.cern.ch/frames', path);
  for (const place of ['FRAME_15_0', 'all']) {
    mkdirSync(at(`${place}/${PLATFORM}`), {recursive: true});
    writeFileSync(at(`${place}/${PLATFORM}/setup.sh`), ':\n');
  }
  const line = (label: string) => `architecture=${PLATFORM};label=${label};type=Production;\n`;
  writeFileSync(at('releases.map'), line('FRAME_15_0') + line('FRAME_14_0'));
  mkdirSync(join(scene.home, '.config/hsf/families'), {recursive: true});
  writeFileSync(join(scene.home, '.config/hsf/families/frames.toml'), FAMILY);
});
afterAll(() => scene.remove());

test('a release that is a stack is shown as that, and not as a line of a list', async () => {
  for (const _ of ['first', 'again']) {
    const {matches} = documentOf(await scene.hsf(['search', 'FRAME', '--json'])) as {
      matches: {variant: string; version: string}[];
    };
    expect(matches.map(({variant, version}) => [variant, version])).toEqual([
      [`frames/FRAME_15_0@${PLATFORM}`, '15_0'],
      [`frames/tool@${PLATFORM}`, '14_0'],
    ]);
  }
});

test('the name of a stack leads to it', async () => {
  const {status, stderr} = await scene.hsf(['search', 'frame_15_0']);
  expect(status).toBe(3);
  expect(stderr).toContain('frames/FRAME_15_0 is a stack: see "hsf show frames/FRAME_15_0".');
});
