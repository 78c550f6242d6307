import {describe, expect, test} from 'vitest';
import {againLine, startedEvent} from '../../src/commands/again-line.ts';
import {parseArguments} from '../../src/commands/parse-arguments.ts';
import type {Plan} from '../../src/start/plan.ts';

type Asked = Parameters<typeof againLine>[0];
type Started = Parameters<typeof againLine>[2];

const VARIANT = 'lcg/LCG_107@x86_64-el9-gcc13-opt';
const IMAGE = '/cvmfs/unpacked.cern.ch/almalinux:9';
const PICKED = {container: 'auto', engine: null, image: null} as const;

type Case = {
  readonly argv?: readonly string[];
  readonly plan?: Partial<Plan>;
  readonly way?: Started['way'];
  readonly leadsTo?: string;
  readonly kind?: string;
  readonly origin?: string;
};

function start({argv = ['shell', 'LCG_107'], plan = {}, way, leadsTo, kind = 'source', origin = 'built in'}: Case) {
  const context = {
    invocation: parseArguments(argv),
    settings: {container: 'auto', engine: null, image: null, home: '/home/me/own', cvmfs: '/elsewhere'},
    loaded: {origins: {cvmfs: origin}},
    world: {cwd: () => '/here', now: () => new Date('2026-11-22T10:00:00Z')},
  } as unknown as Asked;
  const found = {stack: {}, variant: {address: VARIANT, leadsTo: leadsTo ?? null, found: {entry: {kind}}}};
  const started = {found, way} as unknown as Started;
  const whole = {stack: 'lcg/LCG_107', variant: VARIANT, mode: 'native', image: null, ...plan} as unknown as Plan;
  return [context, whole, started] as const;
}
const SHELL = {kind: 'shell', login: false} as const;
const line = (of: Case) => againLine(...start(of), SHELL).replace(`hsf shell ${VARIANT}`, '…');

describe('the line to get here again', () => {
  const cases: readonly (Case & {readonly title: string; readonly is: string})[] = [
    {title: 'is the full address', is: '…'},
    {title: 'has no flags that chose the variant', argv: ['shell', 'LCG_107', '--os=el9', '--compiler', 'gcc13', '-v'], is: '…'},
    {
      title: 'has those about how',
      argv: ['shell', 'x', '--engine', 'podman', '--gpu=none', '--inherit-env'],
      is: '… --engine=podman --inherit-env --gpu=none',
    },
    {title: 'has the image that was found, in a container', plan: {mode: 'container', image: IMAGE}, is: `… --image=${IMAGE}`},
    {title: 'has none where the stack is one', plan: {mode: 'container', image: IMAGE}, kind: 'image', is: '…'},
    {
      title: 'has the image as it was found, not as it was called',
      argv: ['shell', 'x', '--image', 'alma'],
      plan: {mode: 'container', image: IMAGE},
      is: `… --image=${IMAGE}`,
    },
    {
      title: 'has what the picker was told',
      way: {container: 'always', engine: 'podman', image: null},
      is: '… --container=always --engine=podman',
    },
    {title: 'has nothing that the picker left', way: PICKED, is: '…'},
    {
      title: 'has absolute paths',
      argv: ['shell', 'x', '--bind', 'data:/data', '--bind', '~/x', '--env-file=e', '--home', 'own'],
      is: "… --bind=/here/data:/data '--bind=~/x' --env-file=/here/e --home=/home/me/own",
    },
    {title: 'has the root that a flag or a variable named', origin: 'variable HSF_CVMFS', is: '… --cvmfs=/elsewhere'},
    {
      title: 'has no values of secrets',
      argv: ['shell', 'x', '--env', 'MY_TOKEN=abc', '--env', 'A=b c'],
      is: "… --env=MY_TOKEN '--env=A=b c'",
    },
    {
      title: 'has no credentials of an image',
      argv: ['shell', 'x', '--image', 'docker://me:pass@host/image'],
      is: "… '--image=docker://***@host/image'",
    },
    {title: 'has what a link led to', leadsTo: 'lcg/Thu@x', is: 'hsf shell lcg/Thu@x'},
  ];
  test.each(cases)('$title', ({is, ...of}) => expect(line(of)).toBe(is));

  test('has the command, secrets masked', () =>
    expect(againLine(...start({}), {kind: 'command', command: ['curl', '-H', 'Authorization: Bearer abcdefgh']})).toBe(
      `hsf run ${VARIANT} -- curl -H 'Authorization: Bearer ***'`,
    ));
});

test('the history keeps the stack that a link led to', () => {
  expect(startedEvent(...start({leadsTo: 'lcg/Thu@x'}), SHELL)).toMatchObject({
    address: 'lcg/Thu',
    variant: 'lcg/Thu@x',
    directory: '/here',
    verb: 'shell',
  });
  expect(startedEvent(...start({}), 'use')).toMatchObject({address: 'lcg/LCG_107', variant: VARIANT, verb: 'use'});
});
