import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {writeRoot} from '../start/toy-image.ts';
import {makeStoredScene, missingForStored, STACK, type StoredScene} from './stored-scene.ts';

const missing = missingForStored();
if (missing !== null && process.env['CI'] !== undefined) throw new Error(`Stored containers cannot be tried: ${missing}.`);

// What a start in a container gives its command, and what the command gives back.
const FACTS = `. /etc/os-release; echo "$ID"; pwd; id; umask; trap; ulimit -Sn; env; cat /proc/self/mounts; cat <&7
for name in /proc/$$/fd/*; do echo "$name" | cat >/dev/null; done; echo "said" >&2; test -w /cvmfs/sft.cern.ch; echo $?; exit 3`;

describe.skipIf(missing !== null)('a container without Node', () => {
  let scene: StoredScene;
  let image: string;
  beforeAll(() => {
    scene = makeStoredScene();
    image = join(scene.folder, 'image');
    writeRoot(image);
    // Charliecloud makes no mount points.
    for (const point of ['cvmfs', 'sys', 'tmp', scene.home]) mkdirSync(join(image, point), {recursive: true});
    for (const directory of ['data', 'moved']) mkdirSync(join(scene.folder, directory));
    writeFileSync(join(scene.folder, 'proxy'), 'proxy', {mode: 0o600});
  });
  afterAll(() => scene.remove());

  const words = (engine: string) => ['run', STACK, '--container', 'always', '--engine', engine, '--image', image, '--'];

  /** Runs lines of bash where `prime` starts until it goes without Node, and `go` starts and says by whom; all in one mount namespace. */
  const inOne = async (engine: string, command: readonly string[], lines: string, env: Readonly<Record<string, string>> = {}) => {
    const log = join(scene.folder, 'node.log');
    const before = `lines() { wc -l <'${log}' 2>/dev/null || echo 0; }
go() { local before=$(lines); "\${words[@]}" 7<<<seven; echo "[$? $(($(lines) - before))]"; }
prime() { for turn in 1 2 3 4 5 6 7 8; do case $(go 2>/dev/null) in *' 0]') return ;; esac; done; echo never stored; exit 9; }
cd '${scene.folder}'; touch '${log}'; words=("$@"); ${lines}
exit 0`;
    const called = await scene.call([...words(engine), ...command], {env, before});
    return {...called, parts: called.stdout.split('=====\n')};
  };

  describe.each(['bubblewrap', 'unshare', 'charliecloud'])('by %s', engine => {
    test('is the same as with Node', async () => {
      const {parts, stderr} = await inOne(
        engine,
        ['sh', '-c', FACTS],
        `umask 027; ulimit -Sn 300; trap '' HUP; prime; echo =====; go; echo =====; rm -r ~/.cache/hsf/quick; go`,
      );
      expect(parts[0]).toBe('');
      expect(parts[1]).toContain('almalinux\n');
      expect(parts[1]).toMatch(/\nseven\n[^]*\[3 0\]\n$/);
      expect(parts[2]!.replace('[3 1]', '[3 0]')).toBe(parts[1]);
      expect(stderr.split('said\n')[0]).toBe(stderr.split('said\n')[1]);
    }, 30_000);

    test('can be entered while it goes on, and leaves nothing behind', async () => {
      const {parts} = await inOne(
        engine,
        ['sh', '-c', 'cat "$HOME"/.local/state/hsf/starts/*.json; cat /proc/$PPID/stat /proc/$$/stat'],
        `prime; echo =====; go; go; ls ~/.local/state/hsf/starts; echo =====; rm -r ~/.cache/hsf/quick; go`,
      );
      const record = (part = '') => JSON.parse(/\{[^{}]*\}(?=[^{}]*$)/.exec(part)![0]) as {pid: number; begun: string};
      const [stored, byNode] = [record(parts[1]), record(parts[2])];
      expect({...stored, ...OF_ONE}).toEqual({...byNode, ...OF_ONE});
      expect(stored).toMatchObject({name: `hsf-${process.getuid!()}-${stored.pid}`});
      expect(parts[1]!.split('\n').filter(line => line.endsWith('-stored.json'))).toHaveLength(1);
    }, 30_000);
  });
  /** What each start has of its own. */
  const OF_ONE = {name: null, pid: null, begun: null, at: null};

  test.each([
    ['a credential was taken away', 'mv proxy gone', 'mv gone proxy'],
    ['everybody may read a credential', 'chmod 644 proxy', 'chmod 600 proxy'],
    ['a credential became a link', 'mv proxy real; ln -s real proxy', 'rm proxy; mv real proxy'],
    ['what is bound is gone', 'rmdir data', 'mkdir data'],
    ['what is bound became a file', 'rmdir data; touch data', 'rm data; mkdir data'],
    ['the image got a directory', 'mkdir image/more', 'rmdir image/more'],
    ['the image names a user', 'echo "me:x:7:7::/:/bin/sh" >>image/etc/passwd', ':'],
    ['it is begun in another directory', 'cd data', 'cd ..'],
    ['a variable came', 'export NAME=value', ':'],
  ])(
    "is Node's where %s",
    async (_title, breaks, mends) => {
      const env = {X509_USER_PROXY: join(scene.folder, 'proxy'), APPTAINER_BIND: join(scene.folder, 'data')};
      const {stdout} = await inOne('bubblewrap', ['sh', '-c', ':'], `prime; go; sleep 0.05; ${breaks}; go; ${mends}`, env);
      expect(stdout).toMatch(/^\[0 0\]\n\[\d+ [1-9]\]\n$/);
    },
    30_000,
  );

  test('looks at the devices', async () => {
    await inOne('bubblewrap', ['sh', '-c', ':'], 'prime');
    expect(
      scene
        .stored()
        .map(path => readFileSync(path, 'utf8'))
        .join(''),
    ).toContain("'/dev'");
  }, 30_000);
});
