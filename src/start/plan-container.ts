import type {Host} from '../choose/host.ts';
import type {EngineChoice} from '../engines/all.ts';
import {missingPoints} from '../engines/compose-root.ts';
import type {ContainerSpec} from '../engines/engine.ts';
import {UserError} from '../system/user-error.ts';
import {chooseEngine} from './choose-engine.ts';
import {commandInside, SHELL_DIRECTORY_INSIDE, type CommandInside} from './command-inside.ts';
import {findMounts, mountsFor, type MountFindings} from './container-mounts.ts';
import {containerSpec} from './container-spec.ts';
import {lostCredentials, refusedCredentials} from './credentials.ts';
import {applyChange, composeEnvironment} from './environment.ts';
import {planGpu} from './gpu.ts';
import {imageRoot, type ImageRoot} from './image-root.ts';
import {marks} from './marks.ts';
import {isOwnHome} from './mount-candidates.ts';
import {builtinWish, type MountWish} from './mounts.ts';
import {planHostContainer} from './plan-host-container.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {privateHome, type Home} from './private-home.ts';
import {listThrough, remembered} from './programs.ts';
import type {ListInside} from './root-entries.ts';
import {placeOfShellFiles} from './shell-place.ts';
import {pathInside, siteWishes} from './site-variables.ts';
import {targetLocale, targetTerm, type TargetLocale} from './target-locale.ts';
import {userFiles} from './user-files.ts';
import {requireUtf8, type WorkingDirectory} from './working-directory.ts';
import {requireDirectoryInside} from './directory-inside.ts';

const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A start in a thin container: the image brings an operating system, this machine everything else. */
export async function planContainer(input: PlanInput, image: string | null, directory: WorkingDirectory): Promise<Plan> {
  requireUtf8(directory);
  if (input.wishes.action.kind === 'capture') {
    throw new UserError(
      'variant-cannot-run',
      `${input.variant.address} starts in a container, and the environment in there is of no use outside.`,
      `Start it: hsf shell ${input.variant.address}`,
    );
  }
  if (image === null) return planHostContainer(input, directory);
  const draft = await draftOf(input, image, directory);
  const {root} = draft.root;
  const purpose = isStored(root) ? 'start an image from the storage of an engine' : WORDS[root.kind];
  const chosen = await chooseEngine(root.kind, purpose, input, choice => start(draft, choice));
  const {engine, fact, made} = chosen;
  const rendered = engine.render(made.spec, fact);
  return {
    stack: input.stack.address,
    variant: input.variant.address,
    mode: 'container',
    engine: engine.name,
    image,
    root,
    argv: rendered.argv,
    cwd: directory.spelled,
    env: made.change,
    steps: draft.inner.steps,
    mounts: made.spec.mounts,
    warnings: [
      ...chosen.warnings,
      ...beforeFirstStart(chosen, image, root),
      ...draft.root.warnings,
      ...draft.inner.command.warnings,
      ...made.warnings,
    ],
    prepare: [...draft.home.prepare, ...made.prepare, ...draft.found.credentials.prepare],
    lost: made.lost,
    signals: rendered.signals,
    processEnv: rendered.env,
  };
}

/** Minutes without a word would look like a fault. */
function beforeFirstStart({engine}: EngineChoice, image: string, root: ImageRoot['root']): readonly string[] {
  const words = engine.capabilities.firstStart?.[root.kind];
  return words === undefined || isStored(root)
    ? []
    : [`Before the first start of ${image}, ${engine.name} ${words}, which takes a while.`];
}

/** No registry is called that: whoever built it has it. */
function isStored(root: ImageRoot['root']): boolean {
  return root.kind === 'reference' && root.reference.startsWith('localhost/');
}

const WORDS: Readonly<Record<ImageRoot['root']['kind'], string>> = {
  directory: 'start an image directory',
  sif: 'start a SIF file',
  squashfs: 'start a squashfs file',
  archive: 'start an image archive',
  reference: 'start an image of a registry',
};

/** Everything about a start that is the same for all engines. */
type Draft = {
  readonly input: PlanInput;
  readonly image: string;
  readonly root: ImageRoot;
  readonly directory: WorkingDirectory;
  readonly list: ListInside | null;
  readonly there: ListInside | null;
  readonly home: Home;
  readonly inner: CommandInside;
  readonly found: MountFindings;
  readonly locale: TargetLocale;
  readonly term: string | undefined;
  /** C library of the image; reading it takes time, and only a driver has to fit it. */
  readonly libc: () => Promise<Host['libc'] | null>;
};

async function draftOf(input: PlanInput, image: string, directory: WorkingDirectory): Promise<Draft> {
  const root = await imageRoot(input, image);
  const {path} = root;
  const list = await listOf(root, input.tree);
  const there = list === null ? null : (inside: string) => listThrough(list, inside);
  const home = await privateHome(input);
  const inner = await commandInside(input, directory, image, list);
  const own = [...home.wishes, ...(inner.command.needsShellDirectory ? [startUpFiles(input.shellDirectory)] : [])];
  const known = new Map(home.prepare.flatMap(({path: made, kind}) => (kind === 'link' ? [] : [[made, kind] as const])));
  const found = await findMounts(input, {
    home: home.source,
    directory,
    list,
    there,
    programs: ['/bin/sh', inner.command.command[0]],
    own,
    known,
  });
  const part = (inside: string, offset: number, length: number) => input.tree.part(path + inside, offset, length);
  const look = there === null || path === null ? null : {list: there, part};
  const locale = await targetLocale(input.caller.env, look, null);
  const term = await targetTerm(input.caller.env['TERM'], look);
  const libc = async () => {
    const hasDriver = (await input.tree.list('/dev'))?.some(({name}) => name.startsWith('nvidia')) === true;
    const file = path ?? ('path' in root.root ? root.root.path : null);
    return file !== null && hasDriver && input.wishes.gpu !== 'none' ? ((await input.tree.image(file))?.libc ?? null) : null;
  };
  return {input, image, root, directory, list, there, home, inner, found, locale, term, libc};
}

/** How directories of the image are listed; null where nobody can look into it. */
async function listOf({path, root}: ImageRoot, tree: PlanInput['tree']): Promise<ListInside | null> {
  if (path !== null) return remembered(inside => tree.list(path + (inside === '/' ? '' : inside)));
  if (root.kind !== 'squashfs') return null;
  const list = remembered(inside => tree.listInside(root.path, inside));
  return (await list('/')) === null ? null : list;
}

const startUpFiles = (source: string): MountWish => builtinWish(source, SHELL_DIRECTORY_INSIDE, 'start-up files of hsf');

type Start = {
  readonly spec: ContainerSpec;
  /** Nobody can tell whether the image has the mount points that this engine cannot make. */
  readonly uncertain?: true;
  readonly change: Plan['env'];
  readonly prepare: Plan['prepare'];
  readonly lost: readonly string[];
  readonly warnings: readonly string[];
};

/** The start by one engine. What it has no mount points for, or may have none for, is left out where that can be done without. */
async function start(draft: Draft, choice: EngineChoice): Promise<Start> {
  const {obstacle, capabilities} = choice.engine;
  const whole = await startWith(draft, choice, []);
  const wished = new Set(draft.found.wishes.map(({target}) => target));
  const refused = refusedCredentials(whole.spec, spec => obstacle(spec, choice.fact)).filter(target => wished.has(target));
  if (refused.length > 0) return start(withoutMounts(draft, refused, choice.engine.name), choice);
  if (capabilities.mountPoints === 'made') return whole;
  if (draft.list !== null && obstacle(whole.spec, choice.fact) === null) return whole;
  const doubtful = draft.list === null ? whole.spec.mounts : missingPoints(whole.spec);
  const without = doubtful
    .filter(mount => mount.origin !== 'user' && !isEssential(mount.target, draft))
    .map(mount => mount.target);
  const isOurs = doubtful.some(({target}) => target === SHELL_DIRECTORY_INSIDE);
  const shown = whole.spec.mounts.filter(mount => !without.includes(mount.target));
  const place = isOurs ? await placeOfShellFiles(draft.input.shellDirectory, shown, draft.list) : null;
  const moved = place === null ? draft : await withShellFilesAt(draft, place);
  const made = place === null && without.length === 0 ? whole : await startWith(moved, choice, without);
  return draft.list === null ? {...made, uncertain: true} : made;
}

/** The same without what an engine refuses; the variables that lead there go as well. */
function withoutMounts(draft: Draft, targets: readonly string[], engine: string): Draft {
  const {wishes, warnings} = draft.found;
  const found = {
    ...draft.found,
    wishes: wishes.filter(({target}) => !targets.includes(target)),
    warnings: [...warnings, `Not shown inside, since ${engine} cannot bind them: ${targets.join(', ')}.`],
  };
  return {...draft, found};
}

/** The same with our start-up files at another place inside. */
async function withShellFilesAt(draft: Draft, place: string): Promise<Draft> {
  const {input, directory, image, list, found} = draft;
  const wishes = found.wishes.map(wish => (wish.target === SHELL_DIRECTORY_INSIDE ? {...wish, target: place} : wish));
  return {...draft, inner: await commandInside(input, directory, image, list, place), found: {...found, wishes}};
}

/** Without these a start is not what was asked for. */
function isEssential(target: string, {home, directory}: Draft): boolean {
  const system = ['/dev', '/proc', '/sys', '/tmp', SHELL_DIRECTORY_INSIDE].includes(target);
  return system || /^\/cvmfs(\/|$)/.test(target) || [home.source, directory.spelled, directory.physical].includes(target);
}

async function startWith(draft: Draft, {engine}: EngineChoice, without: readonly string[]): Promise<Start> {
  const {input, image, home, inner, found, locale, directory} = draft;
  const homeInside = isOwnHome(home.source) && found.states.get(home.source) === 'directory' ? home.source : '/';
  const homeless =
    home.source !== null && homeInside === '/' ? [`There is no home directory ${home.source}; HOME is / inside.`] : [];
  const gpu = await planGpu(input, engine.name, await draft.libc());
  const user = await userFiles(input, draft.root.path, engine.capabilities, {home: homeInside, shell: inner.command.shell});
  const mounts = await mountsFor(input, draft, found, engine, {
    own: [...user.wishes, ...gpu.wishes],
    known: new Map([...user.known, ...gpu.known]),
    without,
  });
  await requireDirectoryInside(
    directory,
    mounts.mounts.map(mount => mount.target),
    draft,
  );
  const site = siteWishes(input.caller.env);
  const path = pathInside(site.path, PATH_INSIDE);
  const {term} = draft;
  const {change, warnings, lost} = composeEnvironment({
    caller: input.caller.env,
    policy: 'clear',
    wishes: input.wishes,
    site: site.env,
    set: {
      PATH: gpu.programs === null ? path : `${path}:${gpu.programs}`,
      SHELL: inner.command.shell,
      container: engine.name,
      PYTHONNOUSERSITE: '1',
      ...(term === undefined || term === input.caller.env['TERM'] ? {} : {TERM: term}),
      ...locale.set,
      ...home.env,
      HOME: homeInside,
      ...mounts.set,
      ...gpu.env,
      ...inner.env,
      ...inner.command.env,
      ...marks(input, image),
    },
    unset: input.variant.found.layout.entry.unset,
    unavailable: new Map([...mounts.unavailable, ...locale.unavailable]),
    cvmfs: ['/cvmfs', input.cvmfs],
  });
  const spec = containerSpec(input, {
    root: draft.root.root,
    gpu: gpu.gpu,
    entries: mounts.entries,
    ...(Object.keys(mounts.links).length === 0 ? {} : {links: mounts.links}),
    mounts: mounts.mounts,
    env: applyChange(input.caller.env, change),
    command: inner.command.command,
  });
  const doors = [lostCredentials(change.dropped)].filter(line => line !== null);
  return {
    spec,
    change,
    prepare: user.prepare,
    lost: [...lost, ...doors],
    warnings: [...homeless, ...user.warnings, ...gpu.warnings, ...mounts.warnings, ...warnings, ...doors],
  };
}
