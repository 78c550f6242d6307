import type {Host} from '../choose/host.ts';
import type {ContainerSpec} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {nvidiaDriver} from './driver-libraries.ts';
import {DEVICES, MAIN_DEVICES, OWN_DRIVER} from './driver-rules.ts';
import type {MountWish} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import {siteWishes} from './site-variables.ts';

/** What of a GPU goes into a container. */
export type GpuPlan = {
  readonly gpu: ContainerSpec['gpu'];
  readonly wishes: readonly MountWish[];
  /** What is at the sources of `wishes`. */
  readonly known: ReadonlyMap<string, PathState>;
  readonly env: Readonly<Record<string, string>>;
  /** Directory of the driver's programs, for the end of PATH; null for none. */
  readonly programs: string | null;
  readonly warnings: readonly string[];
};

export type GpuInput = Pick<PlanInput, 'wishes' | 'tree' | 'variant' | 'caller' | 'host'>;
type Vendor = 'nvidia' | 'amd';

/** Where the driver is inside: no image has anything there. */
const LIBRARIES_INSIDE = '/.hsf/driver/lib';
const PROGRAMS_INSIDE = '/.hsf/driver/bin';

const NO_GPU: GpuPlan = {gpu: null, wishes: [], known: new Map(), env: {}, programs: null, warnings: []};
const NAMES: Readonly<Record<Vendor, string>> = {nvidia: 'NVIDIA', amd: 'AMD'};

/**
 * The GPU of a container (MOUNTS.md 2.7): its devices, and of NVIDIA's driver the libraries, for an engine that does not bring them
 * itself. ROCm above the kernel is the image's or the stack's. What `auto` finds and cannot use is left out with a word.
 *
 * @param engine by its name
 * @param libc of the image; null when nobody knows
 * @throws UserError `gpu-unusable` when a vendor was asked for
 */
export async function planGpu(input: GpuInput, engine: string, libc: Host['libc'] | null): Promise<GpuPlan> {
  const {tree, wishes} = input;
  if (wishes.gpu === 'none') return NO_GPU;
  const asked = wishes.gpu === 'auto' ? null : wishes.gpu;
  const wished = asked ?? siteWishes(input.caller.env).gpu;
  const names = ((await tree.list('/dev')) ?? []).map(({name}) => name);
  const present = (['nvidia', 'amd'] as const).filter(vendor => MAIN_DEVICES[vendor].some(name => names.includes(name)));
  const vendor = wished === null ? present[0] : present.find(each => each === wished);
  if (vendor === undefined) {
    if (wished === null) return NO_GPU;
    const [device] = MAIN_DEVICES[wished];
    return without(asked !== null, `This machine has no ${NAMES[wished]} GPU that works: there is no /dev/${device}.`);
  }
  const gpu = {vendor, devices: await devicesOf(vendor, names, tree), driver: 'bound'} as const;
  if (vendor === 'amd') return {...NO_GPU, gpu};
  const driver = await nvidiaDriver(tree, input.host.arch, libc);
  if (driver.obstacle !== null) return without(asked !== null, `The NVIDIA GPU cannot be used inside: ${driver.obstacle}.`);
  if (await bringsDriver(engine, tree)) return {...NO_GPU, gpu: {...gpu, driver: 'engine'}};
  const bind = (path: string, target: string): MountWish => ({
    source: path,
    target,
    mode: 'ro',
    reason: "NVIDIA's driver",
    origin: 'builtin',
    needed: false,
  });
  const binds = [
    ...driver.libraries.map(({name, path}) => bind(path, `${LIBRARIES_INSIDE}/${name}`)),
    ...driver.programs.map(({name, path}) => bind(path, `${PROGRAMS_INSIDE}/${name}`)),
  ];
  const injected = ofEessi(input) ? [hostInjections()] : [];
  return {
    gpu,
    wishes: [...binds, ...injected],
    known: new Map(binds.map(({source}) => [source, 'file'])),
    // EESSI's own loader finds the driver through its host_injections, and is upset by any other path (MOUNTS.md 2.7).
    env: ofEessi(input) ? {} : {LD_LIBRARY_PATH: LIBRARIES_INSIDE},
    programs: driver.programs.length === 0 ? null : PROGRAMS_INSIDE,
    warnings:
      driver.tooNew.length === 0
        ? []
        : [
            `Of NVIDIA's driver ${driver.tooNew.join(', ')} stay outside: they need a newer glibc than the image's ${libc?.version}.`,
          ],
  };
}

/** Asked for, it is an error; found by ourselves, a remark. */
function without(isAsked: boolean, reason: string): GpuPlan {
  if (!isAsked) return {...NO_GPU, warnings: [`${reason} The container has no GPU.`]};
  throw new UserError('gpu-unusable', reason, 'Use "--gpu none", or another image.');
}

async function devicesOf(vendor: Vendor, names: readonly string[], tree: GpuInput['tree']): Promise<readonly string[]> {
  const devices: string[] = [];
  for (const name of names.filter(each => DEVICES[vendor].test(each)).toSorted()) {
    const inner = await tree.list(`/dev/${name}`);
    // Links by path and card are names of the same nodes.
    const nodes = inner?.filter(entry => entry.kind === 'file').map(entry => `/dev/${name}/${entry.name}`);
    devices.push(...(nodes ?? [`/dev/${name}`]));
  }
  return devices;
}

async function bringsDriver(engine: string, tree: GpuInput['tree']): Promise<boolean> {
  const rule = OWN_DRIVER.find(({engines}) => engines.includes(engine));
  if (rule === undefined || rule.needs.length === 0) return rule !== undefined;
  const states = await tree.states(rule.needs);
  return rule.needs.some(path => states.get(path) === 'file');
}

const ofEessi = ({variant}: GpuInput) => variant.found.family.id.startsWith('eessi');

/** What the variant link of EESSI's repository leads to: drivers that the site linked there (MOUNTS.md 2.1). */
function hostInjections(): MountWish {
  return {
    source: '/opt/eessi',
    target: '/opt/eessi',
    mode: 'ro',
    reason: "EESSI's links to drivers",
    origin: 'builtin',
    needed: false,
  };
}
