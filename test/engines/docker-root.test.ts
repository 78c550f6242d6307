import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {IMAGE_WORD, withImageStep} from '../../src/engines/archive-root.ts';
import {directoryRoot} from '../../src/engines/docker-root.ts';
import {comes} from '../faults/matrix/sick-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'hsf-docker-root-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const {step} = directoryRoot({
  root: {kind: 'directory', path: '/i'},
  entries: {'/': [{name: 'bin', kind: 'link', target: 'usr/bin'}]},
  ...{mounts: [], env: {}, callerEnv: {}, cwd: '/', command: ['/c'], terminal: false, name: 'n', gpu: null},
  user: {uid: 1, gid: 1, groups: []},
});

/** Starts through an engine whose `import` does something that a real daemon cannot be brought to. */
async function started(name: string, onImport: string, signal: NodeJS.Signals | null) {
  const place = join(folder, name);
  const drafts = join(place, 'drafts');
  mkdirSync(drafts, {recursive: true});
  const engine = join(place, 'engine');
  const imported = join(place, 'imported');
  const script = `case $1 in image) exit 1;; import) cat >'${imported}'; ${onImport};; run) umask; printf '%s\\n' "$@";; esac`;
  writeFileSync(engine, `#!/bin/sh\n${script}\n`);
  chmodSync(engine, 0o755);
  const argv = withImageStep(engine, step, [engine, 'run', IMAGE_WORD, 'words of', 'a command']);
  const child = spawn('/bin/sh', ['-c', 'umask 027; exec "$@"', 'sh', ...argv], {
    env: {PATH: '/usr/bin:/bin', TMPDIR: drafts},
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  const end = once(child, 'close');
  if (signal !== null) {
    expect(await comes(() => existsSync(imported), 10_000)).toBe(true);
    process.kill(-child.pid!, signal);
  }
  const [status] = (await end) as [number | null];
  return {status, stdout, imported: readFileSync(imported), left: readdirSync(drafts)};
}

describe('the image with the links of a root', () => {
  test('is made once, and the engine has the umask that it would have had', async () => {
    const {status, stdout, imported, left} = await started('made', 'exit 0', null);
    expect({status, left}).toEqual({status: 0, left: []});
    expect(stdout.split('\n')).toEqual(['0027', 'run', expect.stringMatching(/^hsf-links:/), 'words of', 'a command', '']);
    expect(imported.includes('usr/bin')).toBe(true);
  });

  test.each([
    {title: 'the daemon refuses it', onImport: 'exit 1', signal: null},
    {title: 'somebody presses Ctrl-C meanwhile', onImport: 'exec sleep 30', signal: 'SIGINT' as const},
    {title: 'it is ended meanwhile', onImport: 'exec sleep 30', signal: 'SIGTERM' as const},
    {title: 'the terminal goes away meanwhile', onImport: 'exec sleep 30', signal: 'SIGHUP' as const},
  ])('leaves no draft where $title', async ({title, onImport, signal}) => {
    const {status, stdout, left} = await started(title.replaceAll(' ', '-'), onImport, signal);
    expect({isStarted: stdout !== '', left}).toEqual({isStarted: false, left: []});
    expect(status).not.toBe(0);
  });
});
