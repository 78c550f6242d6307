import {describeHost} from '../../src/choose/describe-host.ts';
import type {Host} from '../../src/choose/host.ts';
import {machine} from '../choose/machine.ts';
import {BUBBLEWRAP} from '../choose/scene.ts';

type NamedHost = {
  /** `/etc/os-release`; null where there is none. */
  readonly release: string | null;
  readonly gpu?: string;
  /** The variables by which one means such a machine. */
  readonly variables: Readonly<Record<'HSF_ARCH' | 'HSF_CPU' | 'HSF_OS', string>> & {readonly HSF_LIBC?: string};
};

/** Machines on which verdicts are asked for. */
const HOSTS = {
  'el9-zen3': {
    release: 'ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.6"\n',
    variables: {HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_OS: 'el9', HSF_LIBC: '2.34'},
  },
  ubuntu2404: {
    release: 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n',
    variables: {
      HSF_ARCH: 'x86_64',
      HSF_CPU: 'x86_64/intel/haswell',
      HSF_OS: 'ubuntu2404',
      HSF_LIBC: '2.39',
    },
  },
  ubuntu2604: {
    release: 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="26.04"\n',
    variables: {HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen4', HSF_OS: 'ubuntu2604', HSF_LIBC: '2.43'},
  },
  debian12: {
    release: 'ID=debian\nVERSION_ID="12"\n',
    variables: {HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen2', HSF_OS: 'debian12', HSF_LIBC: '2.36'},
  },
  'el9-gpu': {
    release: 'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.6"\n',
    gpu: 'nvidia NVIDIA A100-SXM4-40GB',
    variables: {HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_OS: 'el9', HSF_LIBC: '2.34'},
  },
  // A CPU from before AVX, on a system from before glibc 2.28.
  'centos7-old': {
    release: 'ID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"\n',
    variables: {HSF_ARCH: 'x86_64', HSF_CPU: 'nehalem', HSF_OS: 'centos7', HSF_LIBC: '2.17'},
  },
  'el9-arm': {
    release: 'ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.6"\n',
    variables: {HSF_ARCH: 'aarch64', HSF_CPU: 'aarch64/neoverse_n1', HSF_OS: 'el9', HSF_LIBC: '2.34'},
  },
  'ubuntu-riscv': {
    release: 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n',
    variables: {HSF_ARCH: 'riscv64', HSF_CPU: 'riscv64/generic', HSF_OS: 'ubuntu2404', HSF_LIBC: '2.39'},
  },
  mac: {release: null, variables: {HSF_ARCH: 'aarch64', HSF_CPU: 'm1', HSF_OS: 'mac14'}},
} satisfies Readonly<Record<string, NamedHost>>;

export type HostName = keyof typeof HOSTS;

/** The variables that make hsf judge for that host. */
export function hostVariables(name: HostName): Readonly<Record<string, string>> {
  const {gpu = 'none', variables}: NamedHost = HOSTS[name];
  return {...variables, HSF_HOST_GPU: gpu};
}

/** That host, with bubblewrap on all of them but the Mac. */
export function hostNamed(name: string): Host {
  const known: NamedHost | undefined = Object.entries(HOSTS).find(([each]) => each === name)?.[1];
  if (known === undefined) throw new Error(`There is no host ${name} in hosts.ts`);
  const {release, gpu = 'none', variables} = known;
  const {HSF_OS, ...others} = variables;
  const overrides = {...others, HSF_GPU: gpu};
  if (release === null) return describeHost(machine({}, {overrides: {...overrides, HSF_OS}}));
  return describeHost(machine({'/etc/os-release': release}, {overrides, engines: [BUBBLEWRAP]}));
}
