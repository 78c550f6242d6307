import type {EngineFact, RootKind} from '../choose/host.ts';
import type {EngineProbe, Explanation} from './engine.ts';

/** What files tell about an engine that needs nothing but its program and namespaces. `absent`: what to say without the program. */
export function detectByNamespaces(
  probe: EngineProbe,
  {
    name,
    program,
    absent,
    takes,
  }: {
    readonly name: string;
    readonly program: string;
    readonly absent: string;
    readonly takes: readonly RootKind[];
  },
): EngineFact {
  const path = probe.which(program);
  const fact = {name, program: path, version: null, takes};
  if (path === null) return {...fact, usable: false, reason: absent};
  const forbidden = namespacesForbidden(probe);
  if (forbidden !== null) return {...fact, usable: false, reason: forbidden};
  const reason = namespacesDoubtful(probe)
    ? 'Installed; AppArmor may still forbid it.'
    : 'Installed, and namespaces are allowed.';
  return {...fact, usable: true, reason};
}

/** Whether an ordinary user may make a user namespace, as far as files tell; null when nothing speaks against it. */
function namespacesForbidden(probe: EngineProbe): string | null {
  // root needs none: a mount namespace alone does.
  if (probe.uid === 0) return null;
  if (probe.readText('/proc/sys/user/max_user_namespaces')?.trim() === '0') {
    return 'User namespaces are switched off on this machine (user.max_user_namespaces is 0).';
  }
  if (probe.readText('/proc/sys/kernel/unprivileged_userns_clone')?.trim() === '0') {
    return 'User namespaces are for root only on this machine (kernel.unprivileged_userns_clone is 0).';
  }
  return null;
}

/** A doubt that only a real start can settle: Ubuntu lets programs with a profile through and no others. */
function namespacesDoubtful(probe: EngineProbe): boolean {
  return probe.uid !== 0 && probe.readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')?.trim() === '1';
}

const ASK = 'Ask the administrator for user namespaces, or choose a variant that runs natively.';

/** What engines say when the kernel refuses namespaces (ENGINES.md 9). */
const NO_MORE = [
  /\(ENOSPC\)/,
  /unshare failed: No space left on device/,
  /can't init user\+mount namespaces: No space left on device/,
  /cannot clone: No space left on device/,
  /maximum number of user namespaces exceeded/,
  /max_user_namespaces/,
];
const NOT_ALLOWED = [
  /No permissions to create (?:a )?new namespace/,
  /Creating new namespace failed/,
  /unshare failed: Operation not permitted/,
  /can't init user\+mount namespaces: Operation not permitted/,
  /cannot clone: Operation not permitted/,
  /not allowed to create user namespace/,
  // AppArmor lets the namespace be made and takes the rights in it away (Ubuntu 24.04).
  /setting up uid map: Permission denied/,
  /cannot change root filesystem propagation: Permission denied/,
  /write failed \/proc\/self\/uid_map: Operation not permitted/,
];

/** Kernel refusals that mean the same in every engine. */
export function explainNamespaces(stderr: string): Explanation | null {
  if (NO_MORE.some(pattern => pattern.test(stderr))) {
    return {message: 'This machine allows no more user namespaces (user.max_user_namespaces).', advice: ASK};
  }
  if (NOT_ALLOWED.some(pattern => pattern.test(stderr))) {
    return {
      message: 'This machine does not let ordinary users make user namespaces.',
      advice: `${ASK} Inside another container, start that one with user namespaces allowed.`,
    };
  }
  return null;
}
