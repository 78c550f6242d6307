import {twinOf, type Flag, type Positional} from './flag.ts';
import {SETTING_KEYS, settingKey} from '../settings/keys.ts';

/** A flag that overrides a setting: values, twin and meaning come from the setting itself. */
function ofSetting(name: string, value: string | null, extra: Partial<Flag> = {}): Flag {
  const key = settingKey(name) ?? SETTING_KEYS[0]!;
  const base: Flag = {name, value, meaning: key.meaning, twin: key.variable, setting: name};
  const values = key.kind.type === 'one-of' ? {values: key.kind.values} : {};
  return {...base, ...values, ...(key.kind.type === 'list' ? {repeat: true} : {}), ...extra};
}

const plain = (name: string, value: string | null, meaning: string, extra: Partial<Flag> = {}): Flag => ({
  name,
  value,
  meaning,
  twin: null,
  ...extra,
});
const twinned = (name: string, value: string | null, meaning: string, extra: Partial<Flag> = {}): Flag => ({
  ...plain(name, value, meaning, extra),
  twin: twinOf(name),
});

/** Known to every command, before and after its name. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  ofSetting('cvmfs', 'DIR'),
  ofSetting('timeout', 'SECONDS'),
  ofSetting('probe', 'REPOSITORY'),
  twinned('no-input', null, 'never ask; list missing choices and stop'),
  twinned('quiet', null, 'only results and failures', {short: 'q'}),
  twinned('verbose', null, 'say more on stderr', {short: 'v'}),
  ofSetting('color', 'WHEN'),
  plain('help', null, 'show help', {short: 'h'}),
  plain('version', null, 'show the version', {short: 'V'}),
];

export const JSON_FLAG: Flag = plain('json', null, 'one JSON document on stdout, failures too');

/** What narrows a listing down. Filters have no variables: a forgotten one would hide stacks. */
export const FILTER_FLAGS: readonly Flag[] = [
  plain('family', 'NAME', 'stacks of this family', {repeat: true}),
  plain('arch', 'ARCH', 'variants for this architecture'),
  plain('os', 'OS', 'variants for this operating system (el9, ubuntu22.04)'),
  plain('compiler', 'COMPILER', 'variants built with this compiler (gcc13, clang)'),
  plain('build', 'BUILD', 'variants of this build type (opt, dbg)'),
  plain('runs', 'HOW', 'variants that run so here: native, container, any (comma separated)', {repeat: true}),
];

/** What chooses one variant of a stack. No variables: HSF_ARCH and HSF_OS describe the host, HSF_PLATFORM where one is. */
export const CHOICE_FLAGS: readonly Flag[] = [
  plain('platform', 'PLATFORM', "the layout's own platform string, or fragments of it"),
  plain('arch', 'ARCH', 'architecture'),
  plain('os', 'OS', 'operating system (el9, ubuntu22.04)'),
  plain('compiler', 'COMPILER', 'compiler (gcc13, clang)'),
  plain('build', 'BUILD', 'build type (opt, dbg)'),
];

/** How the choice is started. */
export const START_FLAGS: readonly Flag[] = [
  ofSetting('container', 'WHEN'),
  ofSetting('engine', 'NAME'),
  ofSetting('image', 'IMAGE'),
  ofSetting('bind', 'SOURCE[:TARGET[:MODE]]'),
  ofSetting('env', 'NAME[=VALUE]'),
  twinned('env-file', 'FILE', 'file with NAME=VALUE or NAME lines for --env'),
  twinned('no-env', 'NAME', 'variables that do not go inside', {repeat: true}),
  twinned('inherit-env', null, 'let the whole environment in'),
  ofSetting('home', 'real|private|none|DIR'),
  ofSetting('gpu', 'WHICH'),
  ofSetting('stored', 'WHEN'),
  twinned('cwd', 'DIR', 'directory to start in, as seen from inside'),
];

export const DRY_RUN_FLAG: Flag = plain('dry-run', null, 'show the plan and stop, as "hsf plan" does');
export const JOIN_FLAG: Flag = plain(
  'join',
  null,
  'enter a container that hsf started and that still runs; STACK or its name says which',
);
export const SYSROOT_FLAG: Flag = plain('sysroot', 'DIR', 'describe the machine or image below DIR instead of this one');
export const PICKER_FLAGS: readonly Flag[] = [
  ofSetting('theme', 'NAME'),
  ofSetting('full-screen', null),
  ofSetting('accessible', null),
];

export const STACK: Positional = {
  name: 'STACK',
  meaning: 'family/release or a unique release, with an optional @ and parts of the platform: LCG_107@el9-gcc13',
  optional: false,
};
export const ASKED_STACK: Positional = {...STACK, optional: true};
