import {expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import {type Files, machine} from './machine.ts';

const nvidia = (text: string): Files => ({'/proc/driver/nvidia/gpus/0000:01:00.0/information': text});
const amd = (...texts: readonly string[]): Files =>
  Object.fromEntries(texts.map((text, index) => [`/sys/class/kfd/kfd/topology/nodes/${index}/properties`, text]));

test.each<{title: string; files: Files; gpus: readonly string[]}>([
  {title: 'a card by its model', files: nvidia('Model: \t Tesla T4 \nIRQ: 1\n'), gpus: ['nvidia Tesla T4']},
  {title: 'a card whose driver says nothing, by its place', files: nvidia('IRQ: 1\n'), gpus: ['nvidia 0000:01:00.0']},
  {title: 'another field that ends so', files: nvidia('Sub Model: x\nModel: A30\n'), gpus: ['nvidia A30']},
  {title: 'a processor, which is none', files: amd('gfx_target_version 0\n'), gpus: []},
  {title: 'a node that says nothing', files: amd('simd_count 4\n'), gpus: []},
  {title: 'steps in hexadecimal', files: amd('gfx_target_version 90010\n'), gpus: ['amd gfx90a']},
  {
    title: 'all three numbers',
    files: amd('gfx_target_version 110103\n', 'gfx_target_version 90402\n'),
    gpus: ['amd gfx1113', 'amd gfx942'],
  },
  {title: 'no version with something behind it', files: amd('gfx_target_version 90010x\n'), gpus: []},
  {title: 'no version of another thing', files: amd('my gfx_target_version 90010\n'), gpus: []},
  {
    title: 'cards of both makers',
    files: {...amd('gfx_target_version 90010\n'), ...nvidia('Model: A30\n')},
    gpus: ['nvidia A30', 'amd gfx90a'],
  },
])('$title: $gpus', ({files, gpus}) => expect(describeHost(machine(files)).gpus).toEqual(gpus));
