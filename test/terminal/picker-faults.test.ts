import {readFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {skipFuse} from '../rig/fuse/fuse-rig.ts';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {SICK, seesFewer, sickTree} from '../rig/terminal/sick-tree.ts';
import type {SickTree} from '../rig/terminal/sick-tree.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Stage} from '../rig/terminal/terminal-test.ts';

// Every fault of a repository at every question of the picker: keys are answered, the truth is told in a sentence, the other repositories
// can be used and started, what is sick is refused, and nothing stays behind.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const {cvmfs, env} = demoHome();
const SIZE = {columns: 100, rows: 30};

type Fault = {
  readonly title: string;
  readonly strike: (tree: SickTree) => void;
  /** Whether it stands for others of its kind where they are met in the same way. */
  readonly isTypical?: boolean;
  /** Seconds that commands have: few where nobody answers, many where an answer comes at once, however busy the machine is. */
  readonly timeout: number;
  /** Its state in the list of repositories, and what is said of it there. */
  readonly state: string;
  readonly why: RegExp;
  /** What is said where packages of a stack of it, and its plan, would be shown. */
  readonly packages: RegExp;
  readonly plan: RegExp;
  /** Helpers that the kernel does not let go while it lasts. */
  readonly stuck: number;
};

/** It is asked and says nothing. */
const SILENT = {
  timeout: 2,
  state: 'not answering',
  why: /has not answered/,
  packages: /sft\.cern\.ch (?:did not answer|were not read)/,
  plan: /sft\.cern\.ch does not answer\./,
  stuck: 1,
};
/** It is asked and refuses. */
const refusing = (why: RegExp) => ({
  timeout: 30,
  state: 'failed',
  why,
  packages: /The package list of lcg\/LCG_10[78]@\S+ cannot be read/,
  plan: /cannot be read\./,
  stuck: 0,
});
const FAULTS: readonly Fault[] = [
  {title: 'everything hangs', strike: tree => tree.rules('hang /'), isTypical: true, ...SILENT},
  {title: 'reads hang', strike: tree => tree.rules('hang-read /'), ...SILENT},
  {title: 'its client is stopped', strike: tree => signalClient(tree, 'SIGSTOP'), isTypical: true, ...SILENT},
  {title: 'every call takes longer than there is time', strike: tree => tree.rules('slow 4000 /'), isTypical: true, ...SILENT},
  {title: 'its servers are gone', strike: tree => tree.rules('eio /'), isTypical: true, ...refusing(/EIO/)},
  {title: 'its client was killed a moment ago', strike: tree => tree.rules('enotconn /'), ...refusing(/ENOTCONN/)},
  {title: 'its client is gone', strike: tree => tree.mount.kill(), isTypical: true, ...refusing(/ENOTCONN/)},
  {
    title: 'its automounter says after a while that there is nothing',
    strike: tree => tree.rules('enoent 300 /'),
    isTypical: true,
    timeout: 30,
    // Of many calls that take so long there is sometimes no end in time.
    state: '(?:not mounted|not answering)',
    why: /not mounted|has not answered/,
    packages: /No list of (?:its|their) packages is known|sft\.cern\.ch (?:did not answer|were not read)/,
    plan: /sft\.cern\.ch does not answer\.|does not exist\.|is not mounted/,
    stuck: 0,
  },
  {title: 'its automount loops in this mount namespace', strike: tree => tree.rules('eloop /'), ...refusing(/ELOOP/)},
  {title: 'it may not be read', strike: tree => tree.rules('eacces /'), ...refusing(/EACCES/)},
];

const words = (t: Stage, tree: SickTree, timeout: number, cache = 'cache') =>
  `HSF_TIMEOUT=${timeout} HSF_CVMFS=${tree.root} XDG_CACHE_HOME=${t.folder}/${cache} XDG_STATE_HOME=${t.folder}/state ${HSF}`;

/** A scene with a tree of its own that was read while it was well, and in which nothing is left running in the end. */
function faultTest(title: string, {stuck}: Pick<Fault, 'stuck'>, steps: (t: Stage, tree: SickTree) => Promise<void>): void {
  terminalTest(title, {...SIZE, env}, async t => {
    const tree = await sickTree(cvmfs);
    try {
      await t.output(`${words(t, tree, 60)} refresh -q`);
      await steps(t, tree);
      await t.seesPrompt();
      await seesFewer(tree.root, stuck);
      tree.rules();
      signalClient(tree, 'SIGCONT');
      await seesFewer(tree.root, 0);
      await seesFewer(t.folder, 0);
    } finally {
      tree.remove();
    }
  });
}

/** It works all the same: slowly, or another time than the one before. */
const SERVED: readonly {readonly title: string; readonly strike: (tree: SickTree) => void | Promise<void>}[] = [
  {title: 'every call takes 20 ms', strike: tree => tree.rules('slow 20 /')},
  {title: 'a directory is another one each time', strike: tree => tree.rules('every 2 hide /lcg/views/LCG_104cuda')},
  {
    title: 'its revision moves',
    strike: tree =>
      tree.rules(...[`attr user.root_hash ${'b'.repeat(40)}`, 'attr user.revision 43'].map(rule => `after 3 ${rule}`)),
  },
  {
    title: 'it is mounted anew',
    strike: async ({mount}) => {
      mount.kill();
      await mount.remount();
    },
  },
];

const status = (t: Stage) => t.output('echo $?');

describe.skipIf(skipFuse())('a fault of a repository', () => {
  for (const fault of FAULTS) {
    const {title, strike, timeout, state, why, packages, plan} = fault;
    const listed = new RegExp(`^> ${SICK.replaceAll('.', '\\.')} +${state}`, 'm');

    faultTest(`${title}: it comes while the picker is open, and is met at every question`, fault, async (t, tree) => {
      await t.command(words(t, tree, timeout));
      await t.sees(/^> . \S+\/\S+/m);
      await t.type('eessi');
      await t.sees(/^> . eessi\/2025/m);
      // All that is asked when it opens has been answered.
      await t.stands();
      strike(tree);
      await t.press('C-u');
      await t.type('LCG_107');
      await t.sees(/^> . lcg\/LCG_107/m);
      for (const [key, pane, says] of [
        ['M-c', /^hsf Packages/m, packages],
        ['M-e', /^hsf Environment/m, plan],
        ['M-m', /^hsf Mounts/m, plan],
      ] as const) {
        await t.press(key);
        await t.sees(pane);
        await t.sees(says);
        await t.press('Escape');
        await t.sees('Search: LCG_107');
      }
      await t.press('M-d');
      await t.sees('Difference to');
      await t.press('Enter');
      await t.sees(packages);
      await t.press('Escape');
      await t.sees('Search: LCG_107');
      await t.press('M-r');
      await t.press('M-R');
      await t.sees(listed);
      await t.sees(why);
      await t.press('Escape');
      await t.sees('Search: LCG_107');
      for (const question of ['SYSTEM', 'How to start']) {
        await t.press('Enter');
        await t.sees(question);
      }
      await t.press('Enter');
      await t.sees(/^hsf: \S+ (?:cannot|does not)/m);
      await t.sees(plan);
      await t.seesPrompt();
      expect(await status(t)).toBe('125');
    });

    // What is not there to see at once is much the same for all of a kind.
    if (!fault.isTypical) continue;

    faultTest(`${title}: it is there when the picker is opened, which serves the others`, fault, async (t, tree) => {
      strike(tree);
      // Nobody who waits for the repository would be back while this test looks.
      await t.command(words(t, tree, 60));
      await t.sees(/^> . \S+\/\S+/m);
      await t.type('eessi');
      await t.sees(/^> . eessi\/2025/m);
      await t.press('M-Enter');
      await t.sees('"exit" leaves it');
      expect(await t.output('echo $HSF_STACK')).toBe('eessi/2025.06');
      await t.command('exit 5');
      await t.seesPrompt();
      expect(await status(t)).toBe('5');
      await t.command(`clear; ${words(t, tree, timeout)}`);
      await t.sees(/^> . \S+\/\S+/m);
      await t.press('M-R');
      await t.sees(listed);
      await t.sees(why);
      await t.press('C-c');
      await t.seesPrompt();
      expect(await status(t)).toBe('130');
      // And where nothing is known of it.
      rmSync(join(t.folder, 'cache'), {recursive: true});
      await t.command(`clear; ${words(t, tree, 60)}`);
      await t.sees('Search: type');
      await t.type('eessi');
      await t.sees(/^> . eessi\/2025/m);
      await t.press('C-c');
      await t.seesPrompt();
      expect(await status(t)).toBe('130');
    });

    faultTest(`${title}: numbered questions`, fault, async (t, tree) => {
      strike(tree);
      await t.command(`${words(t, tree, timeout)} --accessible`);
      await t.sees('Which stack?');
      await t.command('LCG_108');
      await t.sees('with LCG_108');
      await t.command('environment');
      await t.sees(plan);
      await t.command('s');
      await t.sees(/^hsf: \S+ (?:cannot|does not)/m);
      await t.seesPrompt();
      expect(await status(t)).toBe('125');
    });
  }
});

describe.skipIf(skipFuse())('a repository that works all the same', () => {
  for (const {title, strike} of SERVED)
    faultTest(`${title}, while the picker is open: every question is answered, and it starts`, {stuck: 0}, async (t, tree) => {
      await t.command(`HSF_OS=el9 ${words(t, tree, 30)}`);
      await t.sees(/^> . \S+\/\S+/m);
      await t.type('LCG_107');
      await t.sees(/^> . lcg\/LCG_107/m);
      await t.stands();
      await strike(tree);
      for (const [key, pane, says] of [
        ['M-c', /^hsf Packages/m, /ROOT/],
        ['M-e', /^hsf Environment/m, /PATH|LCG_VERSION|HSF_STACK/],
        ['M-m', /^hsf Mounts/m, /cvmfs/],
      ] as const) {
        await t.press(key);
        await t.sees(pane);
        await t.sees(says);
        await t.press('Escape');
        await t.sees('Search: LCG_107');
      }
      await t.press('M-r');
      await t.press('M-R');
      await t.sees(new RegExp(`^> ${SICK.replaceAll('.', '\\.')} +ready`, 'm'));
      await t.press('Escape');
      await t.sees('Search: LCG_107');
      await t.press('M-Enter');
      await t.sees('"exit" leaves it');
      expect(await t.output('echo $HSF_STACK')).toBe('lcg/LCG_107');
      await t.command('exit 5');
      await t.seesPrompt();
      expect(await status(t)).toBe('5');
    });
});

/** To the program behind the mount, which libfuse leaves with the words that the rig gave it. */
function signalClient({mount: {mountPoint}}: SickTree, signal: NodeJS.Signals): void {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const told = readWords(pid);
    if (told[0]?.endsWith('/hangfs') === true && told[1] === mountPoint) process.kill(Number(pid), signal);
  }
}

function readWords(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
