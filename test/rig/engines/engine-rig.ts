import type {Engine} from '../../../src/engines/engine.ts';
import type {Account} from '../../engines/rig.ts';

/** One engine, made ready for one account: its daemon runs, its storage is configured, nothing of the machine's own is used. */
export type EngineRig = {
  readonly engine: Engine;
  /** `podman as an ordinary user`. */
  readonly title: string;
  readonly account: Account;
  /** What the caller's environment needs for it besides the usual: `DOCKER_HOST`, `CONTAINERS_CONF`, a `PATH` that begins with its program. */
  readonly env: Readonly<Record<string, string>>;
  /** Reference of an image in its own storage, made of the directory given to the maker; null for engines without storage. */
  readonly reference: string | null;
  /** Ends daemons and removes everything that was made. */
  readonly stop: () => Promise<void>;
};

/** Why an engine cannot be had here, printed where a suite is skipped; in CI that is a failure. */
export type Missing = {readonly missing: string};

/**
 * Makes one ready.
 *
 * @param account root, or the ordinary user `hsf-tester` that `.ci/run` creates (rootless engines need its lines in `/etc/subuid`)
 * @param image root file system to put into the engine's storage
 * @param directory empty directory for everything it keeps
 */
export type MakeEngineRig = (account: Account, image: string, directory: string) => Promise<EngineRig | Missing>;
