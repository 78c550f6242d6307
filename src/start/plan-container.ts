import type {RootEntry} from '../engines/engine.ts';
import {UserError} from '../system/user-error.ts';
import {chooseEngine} from './choose-engine.ts';
import {commandInside, SHELL_DIRECTORY_INSIDE} from './command-inside.ts';
import {containerMounts} from './container-mounts.ts';
import {bindMounts, containerSpec} from './container-spec.ts';
import {coveredBy} from './credentials.ts';
import {applyChange, composeEnvironment} from './environment.ts';
import {identityFiles, userName} from './identity.ts';
import {hostPath, imageRoot} from './image-root.ts';
import {marks} from './marks.ts';
import {checkMountPoints} from './mount-points.ts';
import type {MountWish} from './mounts.ts';
import {planHostContainer} from './plan-host-container.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {privateHome} from './private-home.ts';
import {listThrough, remembered} from './programs.ts';
import {rootEntries} from './root-entries.ts';
import {targetLocale, targetTerm} from './target-locale.ts';
import {requireUtf8, type WorkingDirectory} from './working-directory.ts';

const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

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
  const wished = await containerMounts(input, {home: home.source, known, directory, etc, own});
  const possible = await checkMountPoints(wished.mounts, wished.states, 'image', input.tree.states);
  const mounts = {...wished, mounts: possible.mounts, warnings: [...wished.warnings, ...possible.warnings]};
  const {entries, warnings: unnameable} = await rootEntries(mounts.mounts, mounts.states, list);
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
  const bound = bindMounts(mounts.mounts, mounts.states);
  const spec = containerSpec(input, {
    root: {kind: 'directory', path: hostPath(root, input.cvmfs)},
    entries,
    mounts: bound,
    env: applyChange(input.caller.env, change),
    command: inner.command.command,
  });
  const rendered = engine.render(spec, fact);
  return {
    stack: input.stack.address,
    variant: input.variant.address,
    mode: 'container',
    engine: engine.name,
    image,
    argv: rendered.argv,
    cwd: directory.spelled,
    env: change,
    steps: inner.steps,
    mounts: bound,
    warnings: [...home.warnings, ...identity.warnings, ...inner.command.warnings, ...mounts.warnings, ...unnameable, ...warnings],
    prepare: [...home.prepare, ...identity.prepare],
    signals: rendered.signals,
    processEnv: rendered.env,
  };
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
