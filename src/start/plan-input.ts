import type {Host} from '../choose/host.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {Engine} from '../engines/engine.ts';
import type {KnownEnvironment, SetUpQuestion} from './known-environment.ts';
import type {SetUpStep} from './set-up-step.ts';
import type {TreeReader} from './tree-reader.ts';

/** What the user wants, after flags, variables and settings were merged. */
export type Wishes = {
  /** `always` also for what would run natively; `never` refuses what does not. */
  readonly container: 'auto' | 'always' | 'never';
  /** Name of an engine, null: the first that can. */
  readonly engine: string | null;
  /** Directory of an image: absolute, or below `/cvmfs`. Null: the one of the verdict. */
  readonly image: string | null;
  /** Those of `binds` and `image` that were given for this very start: they must not be without effect. Others come from settings. */
  readonly asked: readonly ('bind' | 'image')[];
  /** `SOURCE[:TARGET[:ro|rw]]`, the user's and the settings'. */
  readonly binds: readonly string[];
  /** The same from the site's settings, shown with that origin. */
  readonly siteBinds: readonly string[];
  /** Data file systems besides the built-in ones, the user's and the site's: shown where they exist. */
  readonly data: readonly string[];
  readonly siteData: readonly string[];
  /** `NAME=VALUE`, or `NAME` to keep the caller's. */
  readonly env: readonly string[];
  /** Content of `--env-file`, null without one: a `NAME=VALUE` or `NAME` a line, `#` comments. */
  readonly envFile: string | null;
  /** Names that do not go in. */
  readonly noEnv: readonly string[];
  /** Let the whole environment in. */
  readonly inheritEnv: boolean;
  /** The real home, a private one kept below the state directory, none, or a directory to use as home (absolute). */
  readonly home: 'real' | 'private' | 'none' | `/${string}`;
  readonly gpu: 'auto' | 'nvidia' | 'amd' | 'none';
  /** Directory to start in, as seen from inside; null keeps the caller's. */
  readonly cwd: string | null;
  /** What is done after the set-up, in the same bash and at each start anew: hooks of a project, a venv. */
  readonly after?: readonly SetUpStep[];
  readonly action:
    | {readonly kind: 'shell'; readonly login: boolean}
    | {readonly kind: 'command'; readonly command: readonly [string, ...string[]]}
    /** The environment difference, told on descriptor 3 (see `environment/capture.ts`); what was done on the way on descriptor 4. */
    | {readonly kind: 'capture'; readonly isTraced?: true};
};

/** The process that asked: everything about it comes in as values. */
export type Caller = {
  /** Its environment without `HSF_ORIGIN`. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory as the kernel spells it; null when it is gone. */
  readonly cwd: string | null;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
  /** Unique on this machine: names containers for engines that keep them by name. Letters, digits, `-`. */
  readonly name: string;
  /** Whether stdin is a terminal: else a shell reads its commands from there. */
  readonly terminal: boolean;
  /** Whether stdin and stdout are terminals. */
  readonly bothTerminals: boolean;
};

/** Everything a plan is made of. No clock, no process: the same input gives the same plan. */
export type PlanInput = {
  readonly stack: Pick<Stack, 'address' | 'needs'>;
  readonly variant: Variant;
  /** `REPOSITORY=ROOT-HASH` as it is seen by a start, null where it has none; absent: nothing is started. */
  readonly revision?: string | null;
  readonly host: Host;
  readonly wishes: Wishes;
  readonly caller: Caller;
  /** Where the repositories really are, `/cvmfs` or another directory. */
  readonly cvmfs: string;
  /** Engines to choose from; those of `engines/all.ts` outside tests. */
  readonly engines: readonly Engine[];
  readonly tree: TreeReader;
  /** Seconds that a set-up script may take where nobody can stop it; null for ever. */
  readonly setUpSeconds: number | null;
  /** Directory of the start-up files: `dist/shell`, since the build makes one of them. */
  readonly shellDirectory: string;
  /** For files the start needs (identity inside containers); null: none may be written. */
  readonly cacheDirectory: string | null;
  /** For private homes. */
  readonly stateDirectory: string | null;
  /** Absolute paths of the shells of this machine by name; `bash` is needed for set-up scripts. */
  readonly shells: Readonly<Record<string, string>>;
  /** What is known of a set-up on this machine; absent: nothing, and nothing is to be noted. */
  readonly environments?: (question: SetUpQuestion) => Promise<KnownEnvironment>;
};

/** The wishes of somebody who has none. */
export const NO_WISHES: Wishes = {
  container: 'auto',
  engine: null,
  image: null,
  asked: [],
  binds: [],
  siteBinds: [],
  data: [],
  siteData: [],
  env: [],
  envFile: null,
  noEnv: [],
  inheritEnv: false,
  home: 'real',
  gpu: 'auto',
  cwd: null,
  action: {kind: 'shell', login: false},
};
