import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin');
const STACK = 'LCG_107@debian12-gcc13';
const HERE = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', PATH: `${BIN}:/usr/bin:/bin`};

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc13-opt']});
});
afterAll(() => scene.remove());

const within = (ms: number, time: unknown) => Math.abs(Date.now() - Date.parse(String(time))) < ms;

test('in what was started it says since when, and what was left out, each time', async () => {
  // Through Node, from what was found, and from what is kept for sh.
  for (let start = 0; start < 4; start += 1) {
    const ended = await scene.hsf(['run', STACK, '--no-env', 'MINE', '--', 'sh', '-c', 'hsf status --json'], {
      env: {...HERE, MINE: 'x', HSF_SINCE: '2001-01-01T00:00:00Z', HSF_REVISION: 'x.cern.ch=00'},
    });
    const {status} = documentOf(ended) as {status: Record<string, unknown>};
    expect(status).toMatchObject({how: 'shell', dropped: ['MINE'], level: 1, revision: null});
    expect(within(60_000, status['since'])).toBe(true);
  }
});

test('inside each other, each says when it was started itself', async () => {
  const inner = `hsf run ${STACK} -- sh -c 'hsf status --json'`;
  const outer = `hsf status --json >&2; sleep 2.1; ${inner}`;
  const ended = await scene.hsf(['run', STACK, '--', 'sh', '-c', outer], {env: HERE});
  const since = (text: string) => (JSON.parse(text) as {status: {since: string; level: number}}).status;
  const [first, second] = [since(/^\{.*\}$/m.exec(ended.stderr)?.[0] ?? ''), since(ended.stdout)];
  expect([first.level, second.level]).toEqual([1, 2]);
  expect(Date.parse(second.since) - Date.parse(first.since)).toBeGreaterThanOrEqual(1000);
});

test('what an "eval" has set tells no time', async () => {
  const script = `eval "$(hsf env ${STACK} --shell bash)"; hsf status --json`;
  const ended = await scene.hsf(['run', STACK, '--', 'bash', '-c', `env -u HSF_LEVEL bash -c '${script}'`], {env: HERE});
  expect(documentOf(ended)['status']).toMatchObject({since: null});
});
