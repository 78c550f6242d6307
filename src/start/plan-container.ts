import type {ContainerSpec, RootEntry} from '../engines/engine.ts';
import type {Question} from '../find/inspect.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';
import {chooseEngine} from './choose-engine.ts';
import {containerMounts} from './container-mounts.ts';
import {coveredBy} from './credentials.ts';
import {applyChange, composeEnvironment} from './environment.ts';
import {identityFiles, userName} from './identity.ts';
import {innerCommand, type InnerCommand, type SetUp} from './inner-command.ts';
import {marks} from './marks.ts';
import type {MountWish} from './mounts.ts';
import {planHostContainer} from './plan-host-container.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {privateHome} from './private-home.ts';
import {listThrough, programsOfImage, programsOfPrefix, remembered} from './programs.ts';
import {cannotBeRead, notAnswering} from './repository-errors.ts';
import {rootEntries, type ListInside} from './root-entries.ts';
import {entryVariables, NO_SET_UP, setUpOf, setUpOfPrefix} from './set-up.ts';
import {targetLocale, targetTerm} from './target-locale.ts';
import {requireUtf8, tidy, type WorkingDirectory} from './working-directory.ts';

const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Where our start-up files are inside: no image has anything there. */
const SHELL_DIRECTORY_INSIDE = '/.hsf/shell';

/** A start in a thin container: the image brings an operating system, this machine everything else. */
export async function planContainer(input: PlanInput, image: string | null, directory: WorkingDirectory): Promise<Plan> {
  requireUtf8(directory);
  if (input.wishes.action.kind === 'capture') {
    throw new UserError(
      'variant-cannot-run',
      `${input.variant.address} starts in a container, and the environment in there is of no use outside.`,
      'Use "hsf shell" or "hsf run".',
    );
  }
  if (image === null) return planHostContainer(input, directory);
  const {engine, fact} = chooseEngine('directory', 'start an image directory', input);
  const {path: spelled, real: root} = await imageRoot(input, image);
  const list = remembered(path => input.tree.list(spelled + (path === '/' ? '' : path)));
  const there = (path: string) => listThrough(list, path);

  const home = privateHome(input);
  const inner = await commandInside(input, directory, list);
  const identity = await userFiles(input, spelled, inner.command.shell, home.source);
  const own: readonly MountWish[] = [
    ...identity.wishes,
    ...(inner.command.needsShellDirectory
      ? [builtin(input.shellDirectory, SHELL_DIRECTORY_INSIDE, 'start-up files of hsf')]
      : []),
  ];
  const etc = (await there('/etc')) ?? [];
  const known = new Map([...home.prepare, ...identity.prepare].map(({path, kind}) => [path, kind]));
  const mounts = await containerMounts(input, {home: home.source, known, directory, etc, own});
  const {entries} = await rootEntries(mounts.mounts, mounts.states, list);
  await requireDirectoryInside(
    directory,
    mounts.mounts.map(mount => mount.target),
    there,
  );

  const locale = await targetLocale(input.caller.env, there);
  const term = await targetTerm(input.caller.env['TERM'], there);
  const {change, warnings} = composeEnvironment({
    caller: input.caller.env,
    policy: 'clear',
    wishes: input.wishes,
    set: {
      PATH: PATH_INSIDE,
      HOME: home.source ?? '/',
      SHELL: inner.command.shell,
      container: engine.name,
      PYTHONNOUSERSITE: '1',
      ...(term === undefined || term === input.caller.env['TERM'] ? {} : {TERM: term}),
      ...locale.set,
      ...home.env,
      ...inner.env,
      ...inner.command.env,
      ...marks(input, image),
    },
    unset: input.variant.found.layout.entry.unset,
    unavailable: new Map([...mounts.unavailable, ...locale.unavailable]),
    cvmfs: ['/cvmfs', input.cvmfs],
  });
  const spec: ContainerSpec = {
    root: {kind: 'directory', path: hostPath(root, input.cvmfs)},
    entries,
    mounts: mounts.mounts,
    env: applyChange(input.caller.env, change),
    // The scripts change to the directory themselves: with the user's credentials in place, and failing in words.
    cwd: '/',
    command: inner.command.command,
    user: {uid: input.caller.uid, gid: input.caller.gid},
  };
  return {
    stack: input.stack.address,
    variant: input.variant.address,
    mode: 'container',
    engine: engine.name,
    image,
    argv: engine.render(spec, fact).argv,
    cwd: directory.spelled,
    env: change,
    mounts: mounts.mounts,
    warnings: [...home.warnings, ...identity.warnings, ...inner.command.warnings, ...mounts.warnings, ...warnings],
    prepare: [...home.prepare, ...identity.prepare],
    signals: engine.capabilities.signals,
  };
}

/** The image's directory; `real` has all links resolved, so that a catalogue update does not swap the root under a running shell. */
async function imageRoot(input: PlanInput, image: string): Promise<{readonly path: string; readonly real: string}> {
  if (!image.startsWith('/') && (/^[a-z]+:\/\//.test(image) || !image.includes('/'))) {
    throw new UserError(
      'image-missing',
      `${image} is no directory, and no engine here can start another kind of image.`,
      'Name an unpacked image below /cvmfs/unpacked.cern.ch with "--image".',
    );
  }
  const path = tidy(image.startsWith('/') ? image : `${input.caller.cwd ?? '/'}/${image}`);
  if (isBelow(path, '/cvmfs')) await input.tree.ahead(questionsAboutImage(path));
  const state = (await input.tree.states([path])).get(path);
  if (state === 'not-answering') throw notAnswering(path);
  if (state === 'failed') throw cannotBeRead(path);
  const real = state === 'directory' ? await input.tree.real(path) : null;
  if (real !== null) return {path: path === '/' ? '' : path, real};
  const what = state === 'file' ? 'is a file, and no engine here can start that kind of image' : 'does not exist';
  throw new UserError('image-missing', `The image ${path} ${what}.`, 'Name the directory of an unpacked image with "--image".');
}

/** What is usually looked at, asked in one round. */
function questionsAboutImage(image: string): readonly Question[] {
  const directories = [
    '',
    '/bin',
    '/usr',
    '/usr/bin',
    '/etc',
    '/home',
    '/var',
    '/usr/lib',
    '/usr/lib/locale',
    '/usr/share',
    '/usr/share/terminfo',
    '/usr/share/terminfo/x',
  ];
  return [
    {path: image, what: 'state'},
    {path: image, what: 'real'},
    ...directories.map(directory => ({path: image + directory, what: 'list'}) as const),
    {path: `${image}/etc/passwd`, what: 'text'},
    {path: `${image}/etc/group`, what: 'text'},
  ];
}

async function commandInside(
  input: PlanInput,
  directory: WorkingDirectory,
  list: ListInside,
): Promise<{command: InnerCommand; env: Readonly<Record<string, string>>}> {
  const {found} = input.variant;
  const programs = await programsOfImage(list);
  const userShell = (input.caller.env['SHELL'] ?? '').split('/').at(-1) || 'bash';
  let setUp: SetUp = NO_SET_UP;
  let bash = programs('bash');
  let shell = programs;
  let env: Readonly<Record<string, string>> = found.entry.kind === 'image' ? {} : entryVariables(found);
  if (found.entry.kind === 'prefix') {
    const entered = await setUpOfPrefix(found, input.tree);
    shell = await programsOfPrefix(found.entry.path, ['bash', 'sh', userShell], input.tree);
    bash = shell('bash');
    setUp = entered.setUp;
    env = {...entered.env, ...env};
  } else if (found.entry.kind !== 'image') setUp = setUpOf(found);
  if (bash === null && found.entry.kind !== 'image') {
    throw new UserError(
      'image-missing',
      `There is no bash in ${input.wishes.image ?? input.variant.verdict.image ?? found.entry.path}, and the set-up script needs one.`,
      'Choose another image with "--image".',
    );
  }
  if (bash === null && shell('sh') === null) {
    throw new UserError(
      'image-missing',
      `There is no shell in ${input.wishes.image ?? found.entry.path}.`,
      'Choose another image with "--image".',
    );
  }
  const place = {
    bash,
    shell,
    userShell,
    shellDirectory: SHELL_DIRECTORY_INSIDE,
    directory: directory.spelled,
    terminal: input.caller.terminal,
  };
  return {command: innerCommand(setUp, input.wishes.action, place, input.caller.env), env};
}

const builtin = (source: string, target: string, reason: string): MountWish => ({
  source,
  target,
  mode: 'ro',
  reason,
  origin: 'builtin',
  needed: false,
});

async function userFiles(input: PlanInput, root: string, shell: string, home: string | null) {
  const {uid, gid, env} = input.caller;
  if (input.cacheDirectory === null) {
    return {wishes: [], prepare: [], warnings: ['There is no cache directory, so the user has no name inside.']};
  }
  const [passwd, group] = [await input.tree.text(`${root}/etc/passwd`), await input.tree.text(`${root}/etc/group`)];
  const host = {passwd: await input.tree.text('/etc/passwd'), group: await input.tree.text('/etc/group')};
  const name = userName(host.passwd, uid) ?? env['USER'] ?? env['LOGNAME'] ?? `user${uid}`;
  const files = identityFiles({uid, gid, name, home: home ?? '/', shell}, {passwd, group}, host, input.cacheDirectory);
  return {
    wishes: [builtin(files.passwd, '/etc/passwd', 'name of the user'), builtin(files.group, '/etc/group', 'name of the group')],
    prepare: files.prepare,
    warnings: [],
  };
}

/** Never another directory in silence: it has to be one that is shown, or the user's word (DESIGN.md 5). */
async function requireDirectoryInside(
  directory: WorkingDirectory,
  targets: readonly string[],
  there: (path: string) => Promise<readonly RootEntry[] | null>,
): Promise<void> {
  if (directory.spelled === '/' || coveredBy(targets)(directory.spelled)) return;
  if (!directory.inherited && (await there(directory.spelled)) !== null) return;
  throw new UserError(
    'directory-missing',
    directory.inherited
      ? `The working directory ${directory.spelled} is not shown in the container: that path belongs to the image there.`
      : `There is no directory ${directory.spelled} in the container.`,
    'Change to another directory, choose one with "--cwd", or show it with "--bind".',
  );
}

/** Paths are spelled below `/cvmfs`; the engine has to be told where that really is. */
function hostPath(path: string, cvmfs: string): string {
  return cvmfs !== '/cvmfs' && (path === '/cvmfs' || path.startsWith('/cvmfs/')) ? cvmfs + path.slice('/cvmfs'.length) : path;
}
