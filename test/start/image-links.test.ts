import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {inspect, inspectHere} from '../../src/find/inspect.ts';
import {processEnvironment} from '../../src/start/hand-over.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import {prepare} from '../../src/start/prepare.ts';
import {treeReader} from '../../src/start/tree-reader.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {hostFiles} from '../../src/system/host-files.ts';
import {requires} from '../engines/rig.ts';
import {clock, LAUNCH} from '../find/scene.ts';
import {buildPrefix, BURNT_IN, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {inputOf, variantOf, type VariantWishes} from './rig.ts';
import {writeRoot} from './toy-image.ts';

const able = requires('bwrap', 'unshare', 'busybox', 'ldd');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-links-')));
afterAll(() => rmSync(root, {recursive: true, force: true}));
const cvmfs = join(root, 'cvmfs');
const home = join(root, 'home');
const here = (path: string) => cvmfs + path.slice('/cvmfs'.length);

const OSG = '/cvmfs/singularity.opensciencegrid.org';
const UPS = '/cvmfs/dune.opensciencegrid.org/products/setup.sh';

function link(path: string, target: string): void {
  mkdirSync(dirname(here(path)), {recursive: true});
  symlinkSync(target, here(path));
}

/** The plan, made with what real scouts see below the other root. */
async function planFor(wishes: VariantWishes, script: string, engine: string) {
  const tree = treeReader(
    questions => inspect(cvmfs, questions, deadlineAfter(10_000, clock), LAUNCH),
    questions => inspectHere(questions, deadlineAfter(10_000, clock), LAUNCH),
    hostFiles('/bin/sh', () => 10_000),
  );
  const env = {PATH: '/usr/bin:/bin', HOME: home, SHELL: '/bin/bash', TERM: 'xterm', USER: 'me'};
  const plan = await makePlan(
    inputOf(variantOf(wishes), cvmfs, {
      tree,
      cacheDirectory: join(home, 'cache'),
      wishes: {engine, action: {kind: 'command', command: ['/bin/sh', '-c', script]}},
      caller: {env, cwd: home},
    }),
  );
  return {plan, env};
}

async function start(wishes: VariantWishes, script: string, engine: string) {
  const {plan, env} = await planFor(wishes, script, engine);
  await prepare(plan.prepare);
  const ended = spawnSync(plan.argv[0], plan.argv.slice(1), {env: processEnvironment(plan, env), cwd: home, encoding: 'utf8'});
  return {plan, ...ended};
}

describe.skipIf(!able)('an image below another root', () => {
  if (able) {
    mkdirSync(home);
    writeRoot(here(`${OSG}/.images/0a/1b2c`));
    link(`${OSG}/fermilab/fnal-dev-sl7:latest`, `${OSG}/.images/0a/1b2c`);
    link(`${OSG}/eicweb/eic_xl:nightly`, '../.images/0a/1b2c');
    link('/cvmfs/eic.opensciencegrid.org/image', `${OSG}/eicweb/eic_xl:nightly`);
    link(`${OSG}/gone:1`, `${OSG}/.images/0a/nothing`);
    link(`${OSG}/out:1`, '/etc');
    link(`${OSG}/circle:1`, 'circle:1');
    mkdirSync(dirname(here('/cvmfs/sphenix.opensciencegrid.org/singularity/rhic_sl7.sif')), {recursive: true});
    writeFileSync(here('/cvmfs/sphenix.opensciencegrid.org/singularity/rhic_sl7.sif'), 'SIF');
    mkdirSync(dirname(here(UPS)), {recursive: true});
    writeFileSync(here(UPS), 'setup() { . /etc/os-release; export SET_UP="$* in $ID"; }\n');
    if (prefixObstacle() === null) buildPrefix(cvmfs);
  }
  const inImage = (image: string): VariantWishes => ({
    entry: {kind: 'source', path: UPS},
    runs: 'container',
    image,
    rule: {then: [{kind: 'call', words: ['setup', 'dunesw', '-q', 'e20'], directory: null, lenient: false}]},
  });

  describe.each(['bubblewrap', 'unshare'])('with %s', engine => {
    test.each([
      {title: 'an absolute link', image: `${OSG}/fermilab/fnal-dev-sl7:latest`},
      {title: 'a relative link', image: `${OSG}/eicweb/eic_xl:nightly`},
      {title: 'a link into another repository', image: '/cvmfs/eic.opensciencegrid.org/image'},
    ])('is started behind $title, with the set-up that needs it', async ({image}) => {
      const {plan, stdout, stderr, status} = await start(inImage(image), 'echo "$SET_UP"; echo "$HSF_CONTAINER"', engine);
      expect({stderr, status}).toEqual({stderr: '', status: 0});
      expect(stdout).toBe(`dunesw -q e20 in almalinux\n${image}\n`);
      expect(plan).toMatchObject({mode: 'container', image, engine});
      // What the link leads to now, so that a new one does not change the root under the shell.
      expect(plan.argv.join(' ')).toContain(here(`${OSG}/.images/0a/1b2c`));
    });

    test('is started by itself, with the variables of its entry', async () => {
      const entry = {kind: 'image', path: `${OSG}/fermilab/fnal-dev-sl7:latest`} as const;
      const rule = {set: {A: '{root}'}, prepend: {PATH: ['/opt/x/bin']}};
      const {stdout, stderr} = await start({entry, rule, runs: 'container'}, 'echo "$A ${PATH%%:*}"', engine);
      expect(stderr).toBe('');
      expect(stdout).toBe(`${OSG}/fermilab/fnal-dev-sl7:latest /opt/x/bin\n`);
    });

    test.skipIf(prefixObstacle() !== null)('holds a prefix that is started in it', async () => {
      const {stdout, stderr, status} = await start(
        {entry: {kind: 'prefix', path: BURNT_IN}, runs: 'container', image: `${OSG}/fermilab/fnal-dev-sl7:latest`},
        'echo "$EPREFIX"; . /etc/os-release; echo $ID',
        engine,
      );
      expect({stderr, status}).toEqual({stderr: 'profile of the prefix\n', status: 0});
      expect(stdout).toBe(`${BURNT_IN}\nalmalinux\n`);
    });
  });

  test.each([
    {image: `${OSG}/gone:1`, says: 'does not exist'},
    {image: `${OSG}/out:1`, says: 'is a link that leads out of CVMFS, to /etc'},
  ])('that is none is refused in words: $image', async ({image, says}) => {
    await expect(planFor(inImage(image), 'true', 'unshare')).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringMatching(new RegExp(`^(The image )?${image.replaceAll('.', '\\.')}.* ${says}`)),
    });
  });

  test('that is a link to itself is refused', async () => {
    await expect(planFor(inImage(`${OSG}/circle:1`), 'true', 'unshare')).rejects.toMatchObject({code: 'repository-failed'});
  });
});
