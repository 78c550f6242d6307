/**
 * The part of `bench/environments.ts` that sees a CVMFS of its own at `/cvmfs`. Gets a request as JSON and prints figures as JSON.
 */
import {cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {EnvironmentFigures, InsideRequest} from '../environments.ts';
import {output, timed, type Environment} from '../programs.ts';
import {interleaved, type Case, type Samples} from '../samples.ts';
import {childrenOf} from './children.ts';
import {coldMount, type ColdMount} from './cold-mount.ts';
import {inBash} from './in-shell.ts';

const request = JSON.parse(process.argv[2] ?? '') as InsideRequest;
const {hsf, folder, view, rounds, requestMs, fuse} = request;
const NODE: readonly [string, ...string[]] = [process.execPath, '-e', '0'];

/** A user of its own for each way, since what is kept decides about the way. */
function user(name: string): Environment {
  const home = join(folder, name);
  mkdirSync(home, {recursive: true});
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    USER: 'bench',
    LOGNAME: 'bench',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
  };
}

const quick = user('quick');
const node = user('node');
const live = {...user('live'), HSF_STORED: 'ignore'};
const fresh = user('fresh');

const START: readonly [string, ...string[]] = [hsf, 'run', view.address, '--', 'true'];
const MANY = Array.from({length: 1000}, (_, index) => ['--env', `HSF_BENCH_${index}=${index}`]).flat();
const START_WITH_MANY: readonly [string, ...string[]] = [hsf, 'run', ...MANY, view.address, '--', 'true'];
// Without a terminal, and with nothing to read, a shell ends at once.
const SHELL: readonly [string, ...string[]] = [hsf, 'shell', view.address];
const source = (env: Environment) => timed(['bash', '--norc', '--noprofile', '-c', '. "$1"; true', 'bash', view.setup], env);
const cacheOf = (env: Environment) => join(env['XDG_CACHE_HOME'] ?? '', 'hsf');

/** Often enough for everything that comes to be kept: the search, the start, what two captures agree on, the start for sh. */
async function prepare(env: Environment): Promise<void> {
  await output([hsf, 'list', '--json'], env);
  for (let time = 0; time < 4; time += 1) {
    await output(START, env);
    await output(SHELL, env);
    await output([hsf, 'env', view.address], env);
    for (const words of [['list'], ['list', '--json'], ['--help'], ['env', view.address, '--shell', 'bash']])
      await output([hsf, ...words], env);
  }
}

/** What a start in sh is kept as goes, and a file in the place of its directory keeps it from coming back. */
function withoutQuickStarts(env: Environment): void {
  rmSync(join(cacheOf(env), 'quick'), {recursive: true, force: true});
  writeFileSync(join(cacheOf(env), 'quick'), '');
}

/** Each time with what a user has who has started this before, but with no stored environment. */
async function firstStart(template: string): Promise<number> {
  rmSync(cacheOf(fresh), {recursive: true, force: true});
  cpSync(template, cacheOf(fresh), {recursive: true, preserveTimestamps: true});
  return timed(START, fresh);
}

async function templateOf(env: Environment): Promise<string> {
  await prepare(env);
  const template = join(folder, 'template');
  cpSync(cacheOf(env), template, {recursive: true, preserveTimestamps: true});
  for (const name of ['environments', 'quick']) rmSync(join(template, name), {recursive: true, force: true});
  return template;
}

/** What only a stack that is there has set: an `eval` of nothing is no failure to a shell. */
const ENTERED = '[ -n "$LCG_VERSION" ]';
const EVAL = `eval "$(hsf env "$1")"; ${ENTERED}`;
const hsfFunction = `hsf() { '${hsf.replaceAll("'", String.raw`'\''`)}' "$@"; }`;

function warmCases(template: string): readonly Case[] {
  const inside = (env: Environment, before: string, lines: string, ...args: string[]) => inBash(before, lines, args, env);
  return [
    {name: 'bare node -e 0', run: () => timed(NODE, quick)},
    {name: '. setup.sh, in bash', run: () => inside(quick, '', '. "$1"', view.setup)},
    {
      name: 'eval of the code alone',
      run: () => inside(quick, `${hsfFunction}; code=$(hsf env "$1")`, `eval "$code"; ${ENTERED}`, view.address),
    },
    {name: 'eval "$(hsf env X)", kept in sh', run: () => inside(quick, hsfFunction, EVAL, view.address)},
    {name: 'eval "$(hsf env X)", through Node', run: () => inside(node, hsfFunction, EVAL, view.address)},
    {name: "bash -c '. setup.sh; true'", run: () => source(quick)},
    {name: 'hsf run X -- true, always live', run: () => timed(START, live)},
    {name: 'the same with 1,000 --env', run: () => timed(START_WITH_MANY, live)},
    {name: 'hsf run X -- true, through Node', run: () => timed(START, node)},
    {name: 'hsf run X -- true, kept in sh', run: () => timed(START, quick)},
    {name: 'hsf shell X </dev/null, through Node', run: () => timed(SHELL, node)},
    {name: 'hsf shell X </dev/null, kept in sh', run: () => timed(SHELL, quick)},
    {name: 'first start, captured', run: () => firstStart(template)},
    {name: 'second start, captured again and compared', run: () => timed(START, fresh)},
    {
      name: 'hsf use X, in bash',
      run: () =>
        inside(
          quick,
          `PATH='${join(hsf, '..')}':$PATH; eval "$('${hsf}' init bash)"`,
          `hsf use "$1" 2>/dev/null; ${ENTERED}`,
          view.address,
        ),
    },
    {name: 'hsf list', run: () => timed([hsf, 'list'], quick)},
    {name: 'hsf list --json', run: () => timed([hsf, 'list', '--json'], quick)},
    {name: 'hsf --help', run: () => timed([hsf, '--help'], quick)},
  ];
}

function coldCases(mount: ColdMount, code: string): readonly Case[] {
  const afterChill = (run: () => Promise<number>) => async () => {
    await mount.chill();
    return run();
  };
  return [
    {name: "cold: bash -c '. setup.sh; true'", run: afterChill(() => source(quick))},
    // What is left whoever applies it: to find `true` on the stack's PATH, and its libraries, takes the catalogs on the way.
    {
      name: 'cold: eval of the code alone, then true',
      run: afterChill(() => inBash('', 'eval "$1"; command env true', [code], quick)),
    },
    {name: 'cold: hsf run X -- true, through Node', run: afterChill(() => timed(START, node))},
    {name: 'cold: hsf run X -- true, kept in sh', run: afterChill(() => timed(START, quick))},
  ];
}

/** A case that fails says so once, and the others go on: parts of hsf may be missing in the checkout that is measured. */
async function those(cases: readonly Case[], failures: string[]): Promise<readonly Case[]> {
  const works: Case[] = [];
  for (const each of cases) {
    try {
      await each.run();
      works.push(each);
    } catch (error) {
      failures.push(`${each.name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
    }
  }
  return works;
}

async function measure(): Promise<EnvironmentFigures> {
  const failures: string[] = [];
  const mount = fuse ? await mountAll() : null;
  try {
    await prepare(live);
    const template = await templateOf(fresh);
    await prepare(quick);
    await prepare(node);
    withoutQuickStarts(node);
    const times = new Map<string, Samples>(await interleaved(await those(warmCases(template), failures), rounds));
    const plan = JSON.parse(await output([hsf, 'plan', view.address, '--json', '--', 'true'], quick)) as {
      plan: {environment?: {status: string} | null};
    };
    const cost = await childrenOf(['bash', '--norc', '--noprofile', '-c', '. "$1"', 'bash', view.setup], quick);
    const names = async (command: string) =>
      new Set(
        (await output(['bash', '--norc', '-c', command, 'bash', view.setup], quick)).split('\0').map(one => one.split('=')[0]),
      );
    const before = await names('env -0');
    const variables = [...(await names('. "$1"; env -0'))].filter(name => !before.has(name)).length;
    if (mount !== null) {
      const cold = await interleaved(
        await those(coldCases(mount, await output([hsf, 'env', view.address], quick)), failures),
        rounds,
      );
      for (const [name, samples] of cold) times.set(name, samples);
    }
    const left = await leftBehind();
    return {
      missing: null,
      fuse,
      requestMs,
      cost: {children: cost, variables},
      environment: plan.plan.environment?.status ?? null,
      quick: readdirIfThere(join(cacheOf(quick), 'quick')),
      times: Object.fromEntries(times),
      failures,
      left,
    };
  } finally {
    await mount?.unmount();
  }
}

/** All repositories as one. */
async function mountAll(): Promise<ColdMount> {
  const mounts: ColdMount[] = [];
  for (const name of view.repositories)
    mounts.push(await coldMount(join(request.tree, name), `/cvmfs/${name}`, requestMs, folder));
  const each = async (act: (mount: ColdMount) => Promise<void>) => {
    for (const mount of mounts) await act(mount);
  };
  return {chill: () => each(mount => mount.chill()), unmount: () => each(mount => mount.unmount())};
}

/** Processes of ours beside the command while it runs: its parent is not whoever called hsf, or a program of this hsf is alive. */
async function leftBehind(): Promise<number> {
  const ours = join(hsf, '../../dist/');
  const script = `echo $$; "$0" run "$1" -- sh -c 'echo $PPID; sleep 0.3; for file in /proc/[0-9]*/cmdline; do { tr "\\\\0" " " <$file; } 2>/dev/null; echo; done'; true`;
  const [caller, parent, ...lines] = (await output(['/bin/sh', '-c', script, hsf, view.address], quick)).trim().split('\n');
  return (caller === parent ? 0 : 1) + lines.filter(line => line.includes(ours)).length;
}

function readdirIfThere(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory).toSorted() : [];
}

process.stdout.write(JSON.stringify(await measure()));
