import {describe, expect, test} from 'vitest';
import {captureDump, captureEnvironment, runCapture} from '../../../src/start/environment/capture.ts';
import type {Plan} from '../../../src/start/plan.ts';

const ENV = {PATH: '/usr/bin:/bin'};
/** A plan whose program is a script for sh. */
const planOf = (script: string, set: Readonly<Record<string, string>> = {}) =>
  ({argv: ['/bin/sh', '-c', script], env: {set, unset: [], dropped: []}, processEnv: null}) as unknown as Plan;
/** What tells a state before and one after, with these sections behind. */
const told = (...fields: readonly string[]) =>
  `printf '%s\\0' before after ${fields.map(field => `'${field}'`).join(' ')} end >&3`;

async function captured(script: string, {timeoutMs = 20_000, set = {}} = {}) {
  const printed: string[] = [];
  const options = {setUp: 'the set-up script /s', env: ENV, timeoutMs, onOutput: (text: string) => void printed.push(text)};
  const end = await captureDump(planOf(script, set), options).then(
    ({dump}) => ({dump, message: null, code: null, advice: null}),
    (error: {code: string; message: string; advice: string}) => ({dump: null, ...error, message: error.message}),
  );
  return {...end, printed: printed.join('')};
}

describe('a captured set-up', () => {
  test('tells what it knows afterwards, and prints what it prints', async () => {
    const {dump, printed, message} = await captured(`echo hello; echo A=$A >&2; ${told('a', 'x', 'y')}`, {set: {A: '1'}});
    expect([message, dump?.after.aliases.get('x')]).toEqual([null, 'y']);
    expect(printed.split('\n').toSorted()).toEqual(['', 'A=1', 'hello']);
  });

  test('is read whole, whatever stays behind with its descriptors', async () => {
    const {dump} = await captured(`sleep 5 & ${told('a', 'x', 'y'.repeat(200))}`);
    expect(dump?.after.aliases.get('x')).toHaveLength(200);
  });

  test('is a difference from the environment of the caller', async () => {
    const options = {setUp: 'x', env: ENV, timeoutMs: 20_000, onOutput: () => undefined};
    const change = await captureEnvironment(planOf(told('v', 'declare -x A="1"\n')), options);
    expect(change.set).toEqual({A: '1'});
  });

  test.each([
    {
      title: 'fails',
      script: `${told()}; exit 3`,
      message: 'The set-up script /s failed.',
      advice: 'What it printed stands above.',
    },
    {title: 'tells nothing', script: ':', message: 'The set-up script /s failed.'},
    {title: 'tells half', script: "printf 'before\\0after\\0' >&3", message: 'The set-up script /s failed.'},
    {title: 'dies', script: `${told()}; kill -KILL $$`, message: 'The set-up script /s was ended by a signal (SIGKILL).'},
    {
      title: 'says itself what failed',
      script: 'echo before; echo "hsf: the step x failed"; exit 125',
      message: 'The step x failed.',
      printed: 'before\n',
    },
    {
      title: 'says so and fails otherwise',
      script: 'echo "hsf: x"; exit 3',
      message: 'The set-up script /s failed.',
      printed: 'hsf: x\n',
    },
    {
      title: 'says so before others have something to say',
      script: 'echo "hsf: x"; sleep 0.1; echo y; exit 125',
      message: 'The set-up script /s failed.',
      printed: 'hsf: x\ny\n',
    },
    {
      title: 'says it in the middle of a line',
      script: 'echo "x hsf: y"; exit 125',
      message: 'The set-up script /s failed.',
      printed: 'x hsf: y\n',
    },
  ] as {title: string; script: string; message: string; advice?: string; printed?: string}[])(
    'that $title is none',
    async ({script, message, advice = 'What it printed stands above.', printed = ''}) => {
      expect(await captured(script)).toMatchObject({dump: null, code: 'setup-failed', message, advice, printed});
    },
  );

  test('that does not end in time is ended, with all that it started', async () => {
    const late = await captured('echo $$; sleep 60 & wait', {timeoutMs: 1_000});
    expect(late).toMatchObject({
      code: 'setup-failed',
      message: 'The set-up script /s did not end within 1 seconds.',
      advice: expect.stringContaining('--timeout') as string,
    });
  });

  test('that cannot be started says why', async () => {
    const options = {setUp: 'the set-up', env: ENV, timeoutMs: 20_000, onOutput: () => undefined};
    const plan = {...planOf(''), argv: ['/no/such/program']} as unknown as Plan;
    await expect(captureDump(plan, options)).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(/^The set-up could not be started: .*ENOENT/) as string,
      advice: 'Run "hsf doctor".',
    });
    const large = {...options, env: {...ENV, A: 'x'.repeat(200_000)}};
    await expect(captureDump(planOf(':'), large)).rejects.toMatchObject({code: 'environment-too-large'});
  });

  test('may tell a trace besides, and run in another directory', async () => {
    const run = (isTraced: boolean) =>
      runCapture(
        ['/bin/sh', '-c', `pwd >&3; ${isTraced ? "printf 'a\\nend\\n' >&4" : ':'}; exit 7`],
        ENV,
        '/usr',
        {timeoutMs: 20_000, onOutput: () => undefined},
        isTraced,
      );
    const [traced, plain] = await Promise.all([run(true), run(false)]);
    expect(traced).toMatchObject({status: 7, signal: null, late: false, error: null});
    expect([traced.bytes.toString(), traced.trace.toString()]).toEqual(['/usr\n', 'a\nend\n']);
    expect(plain.trace).toHaveLength(0);
    expect(plain.group).toBeGreaterThan(1);
  });
});
