import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {requires} from '../engines/rig.ts';
import {skipFuse} from '../rig/fuse/fuse-rig.ts';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {helpersWith, seesFewer, sickTree, type SickTree} from '../rig/terminal/sick-tree.ts';
import {openScene, tmuxMissing, type Scene} from '../rig/terminal/tmux.ts';

// A window that is closed, a connection that breaks: the terminal is gone from one moment to the next, and nothing of hsf, of its helpers or
// of the shells that it started stays behind.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const {cvmfs} = demoHome();
const able = requires('tmux', 'bwrap', 'unshare', 'zsh', 'fish', 'tcsh', 'ksh') && tmuxMissing() === null;

type Way = {
  readonly title: string;
  readonly words?: string;
  readonly env?: string;
  /** Brings it to where it is left. */
  readonly until: (t: Scene) => Promise<void>;
};

const lists = (t: Scene) => t.sees(/^> . \S+\/\S+/m);
const NATIVE = 'lcg/LCG_108@x86_64-debian12-gcc13-opt';
const [PREFIX, CONTAINER] = ['gentoo/linux@x86_64', 'lcg/LCG_108@x86_64-el9-gcc15-opt'];

/** In a shell that was entered. What it runs in the background is its user's, and its own to end or to leave. */
async function entered(t: Scene): Promise<void> {
  await t.sees(/"exit" ?leaves ?it/);
  // Spelled as all shells read it, and as it is not seen.
  await t.command("echo entered 4''2");
  await t.sees('entered 42');
}

const WAYS: readonly Way[] = [
  {title: 'the picker', until: lists},
  {title: 'the picker, full-screen', words: '--full-screen', until: lists},
  {
    title: 'the picker at its second question',
    until: async t => {
      await lists(t);
      await t.type('LCG_108');
      await t.sees(/: ?LCG_108/);
      await t.press('Enter');
      await t.sees('el9');
    },
  },
  {title: 'questions with numbers', words: '--accessible', until: t => t.sees(/^ *1\b/m)},
  {title: 'bash in a stack', words: `shell ${NATIVE}`, until: entered},
  {title: 'zsh in a stack', words: `shell ${NATIVE}`, env: 'SHELL=/bin/zsh', until: entered},
  {title: 'fish in a stack', words: `shell ${NATIVE}`, env: 'SHELL=/usr/bin/fish', until: entered},
  {title: 'tcsh in a stack', words: `shell ${NATIVE}`, env: 'SHELL=/bin/tcsh', until: entered},
  {title: 'a prefix', words: `shell ${PREFIX}`, until: entered},
  {title: 'a container', words: `shell ${CONTAINER}`, until: entered},
  {title: 'a container of unshare', words: `shell ${CONTAINER} --engine unshare`, until: entered},
  {
    title: 'a command that asks',
    words: `run ${NATIVE} -- sh -c 'echo asks; read answer'`,
    until: t => t.sees(/^asks/m),
  },
];

describe.skipIf(!able)('the terminal goes away', () => {
  for (const {title, words = '', env = '', until} of WAYS)
    test.concurrent(`under ${title}`, {timeout: 60_000}, async () => {
      const scene = await openScene({columns: 120, rows: 30});
      try {
        await scene.command(
          `HOME=${scene.folder} HSF_TIMEOUT=60 HSF_OS=debian12 HSF_ARCH=x86_64 HSF_CPU=x86-64-v3 HSF_CVMFS=${cvmfs} ${env} ${HSF} ${words}`,
        );
        await until(scene);
        expect(helpersWith(scene.folder).length).toBeGreaterThan(0);
      } finally {
        await scene.close();
      }
      await seesFewer(scene.folder, 0);
    });
});

describe.skipIf(!able || skipFuse())('the terminal goes away while a repository hangs', () => {
  let tree: SickTree;
  beforeAll(async () => {
    tree = await sickTree(cvmfs);
  });
  afterAll(() => tree.remove());

  test.each([
    ['the picker', ''],
    ['a list', 'list'],
    ['a start', `run ${NATIVE} -- true`],
  ])('under %s', {timeout: 60_000}, async (_title, words) => {
    const scene = await openScene({columns: 120, rows: 30});
    tree.rules('hang /');
    try {
      await scene.command(
        `HOME=${scene.folder} HSF_TIMEOUT=60 HSF_OS=debian12 HSF_ARCH=x86_64 HSF_CPU=x86-64-v3 HSF_CVMFS=${tree.root} ${HSF} ${words}`,
      );
      for (let waited = 0; helpersWith(tree.root).length < 2; waited += 50) {
        if (waited > 15_000) throw new Error(await scene.screen());
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    } finally {
      await scene.close();
    }
    // The call that hangs holds its process, at most one for the repository.
    await seesFewer(tree.root, 1);
    tree.rules();
    await seesFewer(tree.root, 0);
  });
});
