import {describe, expect, test} from 'vitest';
import {acceleratorOf, matchAccelerator} from '../../src/choose/accelerators.ts';
import {unknownPlatform} from '../../src/choose/grammars/grammar.ts';

/** Names as the driver writes them, by NVIDIA's list of compute capabilities. */
const CARDS: Readonly<Record<string, readonly string[]>> = {
  '12.1': ['NVIDIA GB10'],
  '12.0': ['NVIDIA GeForce RTX 5090', 'NVIDIA GeForce RTX 5060 Ti', 'NVIDIA RTX PRO 6000 Blackwell Server Edition'],
  '10.3': ['NVIDIA GB300', 'NVIDIA B300 SXM6 AC'],
  '10.0': ['NVIDIA GB200', 'NVIDIA B200', 'NVIDIA B100'],
  '9.0': ['NVIDIA H100 80GB HBM3', 'NVIDIA H200', 'NVIDIA H800 PCIe', 'NVIDIA H20', 'NVIDIA GH200 480GB'],
  '8.9': [
    'NVIDIA L4',
    'NVIDIA L20',
    'NVIDIA L40',
    'NVIDIA L40S',
    'NVIDIA RTX 6000 Ada Generation',
    'NVIDIA RTX 5000 Ada Generation',
    'NVIDIA GeForce RTX 4090',
    'NVIDIA GeForce RTX 4060',
  ],
  '8.7': ['Jetson AGX Orin'],
  '8.6': [
    'NVIDIA A2',
    'NVIDIA A10',
    'NVIDIA A10G',
    'NVIDIA A16',
    'NVIDIA A40',
    'NVIDIA RTX A400',
    'NVIDIA RTX A6000',
    'NVIDIA GeForce RTX 3090',
    'NVIDIA GeForce RTX 3070',
  ],
  '8.0': ['NVIDIA A30', 'NVIDIA A30X', 'NVIDIA A100-SXM4-40GB', 'NVIDIA A100X', 'NVIDIA A800 80GB PCIe', 'DRIVE-PG199-PROD'],
  '7.5': [
    'Tesla T4',
    'NVIDIA T4G',
    'NVIDIA T400 4GB',
    'NVIDIA T1200 Laptop GPU',
    'NVIDIA GeForce RTX 2080 Ti',
    'Quadro RTX 8000',
    'Quadro RTX 5000',
    'Quadro RTX 4000',
    'Quadro RTX 3000',
    'NVIDIA TITAN RTX',
    'NVIDIA GeForce GTX 1660',
  ],
  '7.2': ['Jetson AGX Xavier'],
  '7.0': ['Tesla V100-PCIE-16GB', 'Tesla V100S-PCIE-32GB', 'NVIDIA TITAN V', 'Quadro GV100'],
  '6.1': [
    'Tesla P4',
    'Tesla P6',
    'Tesla P40',
    'NVIDIA GeForce GTX 1080 Ti',
    'NVIDIA GeForce GTX 1050',
    'NVIDIA TITAN X (Pascal)',
    'NVIDIA TITAN Xp',
    'Quadro P600',
    'Quadro P5000',
  ],
  '6.0': ['Tesla P100-PCIE-12GB', 'Quadro GP100'],
  '5.2': ['Tesla M10', 'Tesla M4', 'Tesla M6', 'Tesla M40', 'Tesla M60', 'NVIDIA GeForce GTX 980', 'NVIDIA GeForce GTX TITAN X'],
  '3.7': ['Tesla K80'],
  '3.5': ['Tesla K20', 'Tesla K20Xm', 'Tesla K40', 'Tesla K40m'],
};

describe('the compute capability', () => {
  const rows = Object.entries(CARDS).flatMap(([capability, cards]) => cards.map(card => ({card, capability})));
  // Nothing runs code for the first cards of all, so the sentence says what this one has.
  test.each(rows)('of a $card is $capability', ({card, capability}) => {
    expect(matchAccelerator('cc10', [`nvidia ${card}`]).lacks).toMatch(new RegExp(`the one here has ${capability}$`));
  });

  test.each([
    {card: 'NVIDIA A1000X'},
    {card: 'NVIDIA GeForce RTX 30XX'},
    {card: 'NVIDIA GeForce GTX 9'},
    {card: 'NVIDIA XB200'},
    {card: 'Tesla KK20'},
  ])('of a $card is nothing to be sure about', ({card}) => {
    expect(matchAccelerator('cc80', [`nvidia ${card}`])).toEqual({
      lacks: null,
      unsure: `though whether nvidia ${card} is an NVIDIA GPU of compute capability 8.0 is not known`,
    });
  });

  test.each([
    {wanted: 'cc80', card: 'cc86', runs: true},
    {wanted: 'cc86', card: 'cc80', runs: false},
    {wanted: 'cc86', card: 'CC86', runs: true},
    {wanted: 'cc80', card: 'cc90', runs: false},
    {wanted: 'cc120', card: 'cc121', runs: true},
    {wanted: 'cc120', card: 'cc90', runs: false},
    {wanted: 'gfx90a', card: 'gfx90a', runs: true},
    {wanted: 'gfx90a', card: 'gfx90c', runs: false},
  ])('code for $wanted on $card: $runs', ({wanted, card, runs}) => {
    expect(matchAccelerator(wanted, [card]).lacks === null).toBe(runs);
  });

  test('of the first card of that maker is told, where there are two makers', () => {
    expect(matchAccelerator('cc90', ['amd gfx90a', 'nvidia Tesla T4']).lacks).toMatch(/the one here has 7\.5$/);
    expect(matchAccelerator('gfx942', ['nvidia Tesla T4', 'amd gfx90a']).lacks).toMatch(/the one here has gfx90a$/);
  });
  test('of an unknown card of another maker does not matter', () => {
    expect(matchAccelerator('gfx942', ['nvidia NVIDIA X900'])).toEqual({
      lacks: 'Needs an AMD GPU of kind gfx942; this machine has no AMD GPU',
      unsure: null,
    });
  });
});

test.each([
  {tags: ['mpi', 'cc80'], wanted: 'cc80'},
  {tags: ['gfx90a'], wanted: 'gfx90a'},
  {tags: ['acc80'], wanted: null},
  {tags: ['cc80x', 'cc8', 'gfx9'], wanted: null},
  {tags: [], wanted: null},
])('the tags $tags ask for $wanted', ({tags, wanted}) => {
  expect(acceleratorOf({...unknownPlatform(''), tags})).toBe(wanted);
});
