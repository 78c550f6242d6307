import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const PINNED = join(CHECKOUT, 'node_modules', `node-linux-${process.arch}`);

// A bundle that says how it was started: what the shell gave it, byte by byte.
const PROBE = `import {readFileSync} from 'node:fs';
const words = readFileSync('/proc/self/cmdline').toString('latin1').split('\\0').slice(0, -1);
console.log(JSON.stringify({node: words[0], flags: words.slice(1, 3), args: words.slice(4), origin: process.env.HSF_ORIGIN ?? null,
  names: Object.keys(process.env).sort(), pid: process.pid}));
`;

const INHERITED = new Set(
  execFileSync('/bin/sh', ['-c', 'for d in /proc/$$/fd/*; do if [ -h "$d" ]; then echo "${d##*/}"; fi; done'], {
    encoding: 'utf8',
  }).split('\n'),
);

type Started = {node: string; flags: string[]; args: string[]; origin: string | null; names: string[]; pid: number};
type Call = {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

let base = '';

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bin-')));
});

afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', base]);
  rmSync(base, {recursive: true, force: true});
});

/** An installed hsf below the test's folder: bin/hsf, a bundle that answers, and the pinned Node unless told otherwise. */
function installed(name: string, {node = true, dist = true, sources = false, lockfile = false} = {}): string {
  const root = join(base, name);
  mkdirSync(join(root, 'bin'), {recursive: true});
  if (lockfile) writeFileSync(join(root, 'package-lock.json'), '{}');
  cpSync(join(CHECKOUT, 'bin/hsf'), join(root, 'bin/hsf'));
  if (dist) {
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'dist/hsf.js'), PROBE);
    writeFileSync(join(root, 'dist/package.json'), '{"type": "module"}');
  }
  if (node) {
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(PINNED, join(root, 'node_modules', `node-linux-${process.arch}`));
  }
  if (sources) {
    mkdirSync(join(root, 'build'));
    writeFileSync(join(root, 'build/build.ts'), '');
  }
  return root;
}

/** A program called node that says it is of this version, and is the real one for all else. */
function fakeNode(path: string, version: string): string {
  writeFileSync(path, `#!/bin/sh\n[ "$1" = -v ] && { echo ${version}; exit; }\nexec "${PINNED}/bin/node" "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

function call({command = 'bin/hsf', args = [], env = {PATH: '/usr/bin:/bin'}, cwd = base}: Call) {
  return spawnSync(command, args, {cwd, env, encoding: 'utf8'});
}

function started(request: Call): Started {
  const {stdout, stderr, status} = call(request);
  expect({stderr, status}).toEqual({stderr: '', status: 0});
  const answer = JSON.parse(stdout) as Started;
  // Descriptors that whoever runs the tests has left open are inherited by all that is started here.
  const origin = answer.origin?.split(' ').filter((word, index) => index < 3 || !INHERITED.has(word));
  return {...answer, origin: origin?.join(' ') ?? null};
}

/** What a shell line that starts `$HSF` leads to. */
function startedBy(line: string, hsf: string, env: Readonly<Record<string, string>> = {}): Started {
  return started({command: '/bin/sh', args: ['-c', line], env: {PATH: '/usr/bin:/bin', HSF: hsf, ...env}});
}

describe('where bin/hsf is', () => {
  test('takes the Node that npm installed, with the experimental warning off', () => {
    const root = installed('plain');
    const {node, flags} = started({command: join(root, 'bin/hsf')});
    expect(node).toContain(`node-linux-${process.arch}/bin/node`);
    expect(flags).toEqual(['--min-semi-space-size=4', '--disable-warning=ExperimentalWarning']);
  });

  test('follows links of links, relative and absolute, also when found on PATH', () => {
    const root = installed('linked');
    mkdirSync(join(base, 'links/deep'), {recursive: true});
    symlinkSync(join(root, 'bin/hsf'), join(base, 'links/absolute'));
    symlinkSync('../absolute', join(base, 'links/deep/relative'));
    expect(started({command: join(base, 'links/deep/relative'), args: ['x']}).args).toEqual(['x']);
    symlinkSync('../absolute', join(base, 'links/deep/hsf'));
    expect(startedBy('hsf x', '', {PATH: `${join(base, 'links/deep')}:/usr/bin:/bin`}).args).toEqual(['x']);
  });

  test.each([
    {title: 'blanks', name: 'a folder  with blanks'},
    {title: 'a leading dash', name: '-n'},
    {title: 'a line break at the end', name: 'odd\n'},
    {title: 'characters that shells expand', name: '$HOME*?[a]'},
  ])('works below a folder with $title', ({name}) => {
    const root = installed(name);
    symlinkSync(`${name}/bin/hsf`, join(base, `link to ${name}`));
    expect(started({command: join(root, 'bin/hsf'), args: ['1']}).args).toEqual(['1']);
    expect(started({command: `./${name}/bin/hsf`, args: ['2']}).args).toEqual(['2']);
    expect(started({command: `./link to ${name}`, args: ['3']}).args).toEqual(['3']);
    expect(started({command: '/bin/sh', args: ['hsf', '4'], cwd: join(root, 'bin')}).args).toEqual(['4']);
  });

  test('works from a directory that cannot be written', () => {
    const root = installed('read-only');
    execFileSync('chmod', ['-R', 'a-w', root]);
    expect(started({command: join(root, 'bin/hsf')}).args).toEqual([]);
  });

  test('stays the same process', () => {
    const root = installed('same-process');
    const {pid} = startedBy('echo $$ >"$HSF.pid"; exec "$HSF"', join(root, 'bin/hsf'));
    expect(execFileSync('cat', [join(root, 'bin/hsf.pid')], {encoding: 'utf8'}).trim()).toBe(String(pid));
  });
});

describe('odd callers', () => {
  test.each([
    {title: 'no variable at all', env: {}},
    {title: 'CDPATH', env: {CDPATH: '/tmp:/usr'}},
    {title: 'an odd IFS', env: {IFS: 'n/o0'}},
    {title: 'ENV that must not be read', env: {ENV: '/nonexistent'}},
    {title: 'an empty PATH', env: {PATH: ''}},
    {title: 'nounset, errexit and noglob by SHELLOPTS', env: {SHELLOPTS: 'nounset:errexit:noglob'}},
  ])('works with $title', ({env}) => {
    const root = installed(`odd-${Object.keys(env).join('-')}-${Object.values(env).join('').length}`);
    for (const shell of shells()) {
      const {args, origin} = started({command: shell, args: [join(root, 'bin/hsf'), 'a b'], env: {...env}});
      expect(args).toEqual(['a b']);
      expect(origin).toMatch(/^1 [0-9a-f]{16} (\d+|unlimited)$/);
    }
  });

  test('hands every byte of its arguments on', () => {
    const root = installed('bytes');
    const bytes = Array.from({length: 255}, (_, index) => `\\${(index + 1).toString(8).padStart(3, '0')}`).join('');
    const {args} = startedBy(
      `a=$(printf '${bytes}x'); exec "$HSF" "\${a%x}" '' ' ' '*' -- "$(printf '\\201\\210')"`,
      join(root, 'bin/hsf'),
    );
    expect(args).toHaveLength(6);
    expect(args[0]).toBe(String.fromCharCode(...Array.from({length: 255}, (_, index) => index + 1)));
    expect(args.slice(1)).toEqual(['', ' ', '*', '--', '\u0081\u0088']);
  });

  test('adds nothing to the environment but HSF_ORIGIN', () => {
    const root = installed('environment');
    const {names} = started({command: join(root, 'bin/hsf'), env: {PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C'}});
    expect(names.filter(name => !['PWD', 'OLDPWD', '_', 'SHLVL'].includes(name))).toEqual([
      'HOME',
      'HSF_ORIGIN',
      'LC_ALL',
      'PATH',
    ]);
  });
});

describe('which Node', () => {
  const HERE = '/usr/bin:/bin';

  test('HSF_NODE comes first, if it is new enough', () => {
    const root = installed('chosen');
    const good = fakeNode(join(base, 'node good'), 'v24.0.0');
    const old = fakeNode(join(base, 'node old'), 'v22.9.0');
    expect(started({command: join(root, 'bin/hsf'), env: {PATH: HERE, HSF_NODE: good}}).args).toEqual([]);
    for (const unfit of [old, '/nonexistent', '/etc/passwd', base]) {
      expect(started({command: join(root, 'bin/hsf'), env: {PATH: HERE, HSF_NODE: unfit}}).node).toContain('node-linux');
    }
  });

  test('then node_modules/.bin, then libexec, then PATH', () => {
    const root = installed('order', {node: false});
    const ways = [join(root, 'node_modules/.bin'), join(root, 'libexec'), join(base, 'on-path')];
    for (const way of ways) mkdirSync(way, {recursive: true});
    const env = {PATH: `${ways[2]}:${HERE}`};
    fakeNode(join(ways[2] ?? '', 'node'), 'v26.1.0');
    expect(call({command: join(root, 'bin/hsf'), env}).status).toBe(0);
    fakeNode(join(ways[2] ?? '', 'node'), 'v20.1.0');
    expect(call({command: join(root, 'bin/hsf'), env}).status).toBe(69);
    fakeNode(join(ways[1] ?? '', 'node'), 'v24.1.0');
    expect(call({command: join(root, 'bin/hsf'), env}).status).toBe(0);
    fakeNode(join(ways[1] ?? '', 'node'), 'none');
    fakeNode(join(ways[0] ?? '', 'node'), 'v100.1.0');
    expect(call({command: join(root, 'bin/hsf'), env}).status).toBe(0);
  });

  test('a file called node in the working directory is never run', () => {
    const root = installed('working-directory', {node: false});
    const trap = join(base, 'trap');
    mkdirSync(trap);
    writeFileSync(join(trap, 'node'), '#!/bin/sh\ntouch ran\necho v26.0.0\n');
    chmodSync(join(trap, 'node'), 0o755);
    for (const path of ['', '.', ':/nonexistent']) {
      expect(call({command: join(root, 'bin/hsf'), cwd: trap, env: {PATH: path}}).status).toBe(69);
    }
    expect(existsSync(join(trap, 'ran'))).toBe(false);
  });

  test('without any: one line, status 69', () => {
    const root = installed('none', {node: false, lockfile: true});
    const {status, stdout, stderr} = call({command: join(root, 'bin/hsf'), env: {PATH: '/nonexistent'}});
    expect({status, stdout}).toEqual({status: 69, stdout: ''});
    expect(stderr).toMatch(/^hsf: Node\.js 24 or newer is needed: run "npm ci" in .*none.*, .*HSF_NODE.*\n$/);
  });

  test('not built yet: how to build it, status 69', () => {
    const fresh = call({command: join(installed('unbuilt', {dist: false, sources: true}), 'bin/hsf')});
    expect(`${fresh.status} ${fresh.stderr}`).toMatch(/^69 hsf: it is not built yet: run "npm ci && npm run build" in [^\n]*\n$/);
    expect(call({command: join(installed('broken', {dist: false}), 'bin/hsf')}).stderr).toMatch(
      /^hsf: .*missing: install hsf again\.\n$/,
    );
  });
});

describe('what it notes in HSF_ORIGIN', () => {
  test.each(shells().map(shell => ({shell})))('ignored signals, the soft limit and open descriptors, under $shell', ({shell}) => {
    const root = installed(`origin-${shell.replaceAll('/', '-')}`);
    const env = {SH: shell};
    const hsf = join(root, 'bin/hsf');
    expect(startedBy('ulimit -Sn 300; exec "$SH" "$HSF"', hsf, env).origin).toBe('1 0000000000000000 300');
    expect(startedBy('trap "" HUP PIPE; ulimit -Sn 301; exec "$SH" "$HSF"', hsf, env).origin).toBe('1 0000000000001001 301');
    expect(startedBy('trap "" INT QUIT; ulimit -Sn 302; exec "$SH" "$HSF"', hsf, env).origin).toBe('1 0000000000000006 302');
    expect(startedBy('ulimit -Sn 303; exec "$SH" "$HSF" 3</dev/null 7>&1 9</', hsf, env).origin).toBe(
      '1 0000000000000000 303 3 7 9',
    );
    // The shell's own descriptor for the script moves to another number when 10 is taken.
    const many = startedBy(
      'ulimit -Sn 304; exec bash --norc -c \'exec "$SH" "$HSF" 10</dev/null 12</dev/null\'',
      hsf,
      env,
    ).origin;
    expect(many).toBe('1 0000000000000000 304 10 12');
  });

  test('a value that was there before is replaced', () => {
    const root = installed('replaced');
    expect(startedBy('ulimit -Sn 305; exec "$HSF"', join(root, 'bin/hsf'), {HSF_ORIGIN: '1 ffff 1 5'}).origin).toBe(
      '1 0000000000000000 305',
    );
  });

  test('does not wait for what a descriptor leads to', () => {
    const root = installed('fifo');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(startedBy('ulimit -Sn 306; exec "$HSF" 5<>"${HSF%/bin/hsf}/pipe"', join(root, 'bin/hsf')).origin).toBe(
      '1 0000000000000000 306 5',
    );
  });
});

test('forks nothing for a command that only reads', () => {
  const root = installed('strace');
  const trace = join(root, 'trace');
  expect(
    call({command: 'strace', args: ['-f', '-o', trace, '-e', 'trace=process', '/bin/sh', join(root, 'bin/hsf'), 'list']}).status,
  ).toBe(0);
  const untilNode = execFileSync('cat', [trace], {encoding: 'utf8'}).split(/execve\(.*node-linux.*\n/)[0] ?? '';
  expect(untilNode).toContain('execve("/bin/sh"');
  expect(untilNode).not.toMatch(/\b(fork|vfork|clone3?)\(/);
});

/** The shells of this machine that can be /bin/sh somewhere. */
function shells(): string[] {
  const known = new Set(['dash', 'bash', 'busybox']);
  return [
    '/bin/sh',
    ...readdirSync('/bin')
      .filter(name => known.has(name) && name !== 'busybox')
      .map(name => `/bin/${name}`),
  ];
}
