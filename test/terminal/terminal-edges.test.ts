import {describe} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Scene} from '../rig/terminal/tmux.ts';

const USUAL = {columns: 80, rows: 24};

async function open(t: Scene, options = ''): Promise<void> {
  await t.command(`${process.execPath} ${await builtFixture('picker.tsx')} ${options}`);
  await t.sees('lcg/LCG_107');
}

describe('a window that is dragged', () => {
  // A terminal that breaks lines anew pushes rows of the frame into its scroll-back, from where nobody can erase them: then some of ours may
  // stay; nothing that stood above may go, ever.
  const drags: readonly {title: string; sizes: readonly (readonly [number, number])[]; exact: boolean}[] = [
    {title: 'narrower in steps', sizes: [70, 60, 50, 41].map(columns => [columns, 24] as const), exact: false},
    {
      title: 'to one cell and back',
      sizes: [
        [1, 1],
        [80, 24],
      ],
      exact: true,
    },
    {title: 'lower and lower', sizes: [20, 15, 10, 5, 3, 2].map(rows => [80, rows] as const), exact: true},
    {
      title: 'lower and back',
      sizes: [
        [80, 5],
        [80, 24],
      ],
      exact: true,
    },
    {
      title: 'smaller both ways and back',
      sizes: [
        [60, 20],
        [40, 10],
        [20, 5],
        [40, 10],
        [80, 24],
      ],
      exact: false,
    },
    {
      title: 'in zigzag',
      sizes: [
        [200, 60],
        [30, 8],
        [120, 40],
        [3, 2],
        [90, 30],
      ],
      exact: false,
    },
  ];
  for (const {title, sizes, exact} of drags) {
    for (const moved of [false, true]) {
      terminalTest(`${title} leaves what stood above${moved ? ', with the cursor in the list' : ''}`, USUAL, async t => {
        await open(t);
        if (moved) await t.press('Down', 'Down', 'Down', 'Down');
        for (const [columns, rows] of sizes) await t.resize(columns, rows);
        await t.stands();
        await t.resize(80, 24);
        await t.sees(/^> ● \w+\/.*\n.*│/m);
        await t.stands();
        await t.press('C-c');
        await t.sees('CANCELLED');
        if (exact) await t.leaves('CANCELLED');
      });
    }
  }
});
