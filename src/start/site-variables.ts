import type {MountWish} from './mounts.ts';
import {parseSiteBinds} from './site-binds.ts';

/** What the variables of a site (or the user's own) say to another launcher of containers, in our words (MOUNTS.md 5). */
export type SiteWishes = {
  readonly binds: readonly MountWish[];
  /** Variables to set inside. */
  readonly env: Readonly<Record<string, string>>;
  readonly path: SitePath;
  readonly gpu: 'nvidia' | 'amd' | null;
  readonly warnings: readonly string[];
};

/** What becomes of PATH inside; `whole` replaces it. */
export type SitePath = {readonly prepend: string | null; readonly append: string | null; readonly whole: string | null};

/** A variable that changes what containers do here, for whoever looks after a machine. */
export type SiteFinding = {readonly name: string; readonly message: string; readonly advice: string | null};

type Environment = Readonly<Record<string, string | undefined>>;

/** Apptainer reads both; where they differ it warns and takes its own (apptainer's env/create.go). */
const PREFIXES = ['APPTAINER', 'SINGULARITY'] as const;
const BIND_WORDS = ['BIND', 'BINDPATH'] as const;
const GPU_WORDS = {NV: 'nvidia', ROCM: 'amd'} as const;

/** Libraries that would be loaded into every program of another system: XALT's is the worked example (MOUNTS.md 5). */
const PRELOADS: readonly string[] = ['LD_PRELOAD', 'LD_AUDIT', 'LD_LIBRARY_PATH'];
/** Apptainer allows no word on these either. */
const OURS: readonly string[] = [
  'HOME',
  'SHELL',
  'PWD',
  'APPTAINER_SHELL',
  'APPTAINER_APPNAME',
  'SINGULARITY_SHELL',
  'SINGULARITY_APPNAME',
];

/** Variables that only change how an engine works, with what they change. Told, and left to the engine. */
const OF_ENGINES: readonly {readonly words: readonly string[]; readonly changes: string}[] = [
  {words: ['APPTAINER_WORKDIR', 'SINGULARITY_WORKDIR'], changes: 'names a working directory, which hsf does not use'},
  {words: ['APPTAINER_TMPDIR', 'SINGULARITY_TMPDIR'], changes: 'says where apptainer unpacks images'},
  {words: ['APPTAINER_CACHEDIR', 'SINGULARITY_CACHEDIR'], changes: 'says where apptainer keeps images'},
  {words: ['PODMAN_USERNS'], changes: "names podman's user namespace, which hsf chooses itself"},
  {words: ['CONTAINERS_STORAGE_CONF'], changes: 'says where podman keeps images'},
  {words: ['CONTAINERS_CONF'], changes: 'configures podman'},
  {words: ['CONTAINER_HOST'], changes: 'says where podman finds its service'},
  {words: ['DOCKER_HOST'], changes: 'says where docker finds its daemon'},
  {words: ['CONTAINERD_ADDRESS'], changes: 'says where containerd listens'},
];

/** The variables' wishes. Pure; only containers have use for them. */
export function siteWishes(env: Environment): SiteWishes {
  const warnings: string[] = [];
  const binds = BIND_WORDS.flatMap(word => bindsOf(env, word, warnings));
  const {set, path} = variablesOf(env, warnings);
  const flagged = Object.entries(GPU_WORDS).find(([word]) => isOn(one(env, word, warnings)?.value));
  const libraries = one(env, 'CONTAINLIBS', warnings);
  if (libraries !== null) warnings.push(`${libraries.name} is left out: it puts libraries of this machine into every container.`);
  return {binds, env: set, path, gpu: flagged?.[1] ?? null, warnings};
}

/** PATH inside with what the site wants of it. */
export function pathInside({prepend, append, whole}: SitePath, own: string): string {
  return [prepend, whole ?? own, append].filter(part => part !== null && part !== '').join(':');
}

/** What of the site is in force, for `hsf doctor`. Values are not told: they may be secrets. Pure. */
export function siteFindings(env: Environment): readonly SiteFinding[] {
  const wishes = siteWishes(env);
  const names = Object.keys(env)
    .filter(name => env[name] !== undefined && env[name] !== '')
    .toSorted();
  const findings: SiteFinding[] = [];
  for (const name of names) {
    const said = wishes.warnings.filter(warning => warning.includes(name));
    const advice = `Unset ${name} if it is not meant for stacks.`;
    const word = /^(?:APPTAINER|SINGULARITY)_(.+)$/.exec(name)?.[1];
    const set = /^(?:APPTAINER|SINGULARITY)ENV_(.+)$/.exec(name)?.[1];
    const changes = OF_ENGINES.find(({words}) => words.includes(name))?.changes;
    if (said.length > 0) findings.push({name, message: said.join(' '), advice});
    else if (changes !== undefined) findings.push({name, message: `${name} ${changes}.`, advice: null});
    else if (set !== undefined) findings.push({name, message: `${name} sets ${set} in containers.`, advice: null});
    else if (word !== undefined && word in GPU_WORDS) {
      if (isOn(env[name])) findings.push({name, message: `${name} asks for GPUs in containers.`, advice: null});
    } else if (word === 'BIND' || word === 'BINDPATH') {
      const shown = parseSiteBinds(env[name]!).flatMap(bind => ('target' in bind ? [bind.target] : []));
      if (shown.length > 0) findings.push({name, message: `${name} shows ${shown.join(', ')} in containers.`, advice: null});
    }
  }
  return findings;
}

type Named = {readonly name: string; readonly value: string};

/** The value that counts of the two spellings. */
function one(env: Environment, word: string, warnings: string[], infix = '_'): Named | null {
  const given = PREFIXES.flatMap(prefix => {
    const name = `${prefix}${infix}${word}`;
    const value = env[name];
    return value === undefined ? [] : [{name, value}];
  });
  const [first, second] = given;
  if (first === undefined) return null;
  if (second !== undefined && second.value !== first.value)
    warnings.push(`${second.name} is left out: ${first.name} says something else.`);
  return first.value === '' && infix === '_' ? null : first;
}

function bindsOf(env: Environment, word: string, warnings: string[]): readonly MountWish[] {
  const given = one(env, word, warnings);
  if (given === null) return [];
  return parseSiteBinds(given.value).flatMap((bind): readonly MountWish[] => {
    if ('refused' in bind) {
      warnings.push(`The bind ${bind.text} of ${given.name} is left out: ${bind.refused}.`);
      return [];
    }
    return [{...bind, reason: `asked for by ${given.name}`, origin: 'site', needed: false}];
  });
}

function variablesOf(env: Environment, warnings: string[]): {set: Record<string, string>; path: SitePath} {
  const set: Record<string, string> = {};
  const path: {-readonly [part in keyof SitePath]: SitePath[part]} = {prepend: null, append: null, whole: null};
  const names = new Set(Object.keys(env).flatMap(name => /^(?:APPTAINER|SINGULARITY)ENV_([^=]+)$/.exec(name)?.[1] ?? []));
  for (const name of names) {
    const given = one(env, name, warnings, 'ENV_');
    if (given === null) continue;
    if (name === 'PREPEND_PATH') path.prepend = given.value;
    else if (name === 'APPEND_PATH') path.append = given.value;
    else if (name === 'PATH') path.whole = given.value;
    else if (PRELOADS.includes(name)) {
      if (given.value !== '')
        warnings.push(`${given.name} is left out: it loads libraries of this machine into programs of another system.`);
    } else if (OURS.includes(name)) warnings.push(`${given.name} is left out: ${name} is for the start itself to say.`);
    else set[name] = given.value;
  }
  return {set, path};
}

function isOn(value: string | undefined): boolean {
  return /^(1|t|true|y|yes|on)$/i.test(value ?? '');
}
