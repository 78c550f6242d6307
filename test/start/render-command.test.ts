import {describe, expect, test} from 'vitest';
import type {Plan} from '../../src/start/plan.ts';
import {planAsCommand, planAsLine} from '../../src/start/render-command.ts';
import {planAsJson, planAsText} from '../../src/start/render-plan.ts';

const plan = (more: Partial<Plan> = {}): Plan => ({
  stack: 'toy/1',
  variant: 'toy/1@el9',
  mode: 'native',
  engine: null,
  image: null,
  root: null,
  argv: ['/bin/x', 'a b'],
  cwd: '/w',
  env: {set: {}, unset: [], dropped: []},
  steps: [],
  mounts: [],
  warnings: [],
  prepare: [],
  signals: {by: 'exec'},
  processEnv: null,
  ...more,
});
const command = (more: Partial<Plan>) => planAsCommand(plan(more));
const prepared = (item: Plan['prepare'][number]) => command({prepare: [item]}).split('\n')[0];

describe('a plan as a command', () => {
  test('changes the environment that is there', () => {
    const env = {set: {A: 'x y', MY_TOKEN: 'geheim'}, unset: ['B'], dropped: [{name: 'C', reason: 'x'}]};
    const text = command({env});
    expect(text).toMatch(/^env -u B -u C 'A=x y' .*MY_TOKEN=.* \/bin\/x 'a b'$/);
    expect(text).not.toContain('geheim');
    expect(command({})).toBe("env /bin/x 'a b'");
  });

  test('of an engine has an environment of its own, of which values of the caller are not told', () => {
    const env = {set: {A: '1', USER: 'x', MY_TOKEN: 'geheim'}, unset: [], dropped: []};
    const processEnv = {A: '1', MINE: 'private', USER: 'ann', MY_TOKEN: 'geheim', 'a.b': '2', ITS_PASSWORD: 'x'};
    expect(command({env, processEnv})).toBe(
      'env -i A=1 MINE="$MINE" USER=ann MY_TOKEN="$MY_TOKEN" a.b=2 ITS_PASSWORD="$ITS_PASSWORD" /bin/x \'a b\'',
    );
  });

  test('names what travels under a name of ours by its own', () => {
    const env = {set: {A: '1'}, unset: [], dropped: []};
    const single = command({
      env,
      processEnv: {HSF_KEPT_0: '1', HSF_KEPT_12: '2'},
      argv: ['/x', 'A=HSF_KEPT_0', 'MINE=HSF_KEPT_12', 'xA=HSF_KEPT_1x'],
    });
    expect(single).toMatch(/^env -i HSF_KEPT_0=1 HSF_KEPT_12="\$MINE" \/x /);
    const row = command({
      env,
      processEnv: {HSF_V_0: '1', HSF_V_10: '2'},
      argv: ['/bin/sh', '-c', 'x', 'hsf', 'A', 'MINE', '--', 'make'],
    });
    expect(row).toMatch(/^env -i HSF_V_0=1 HSF_V_10="\$MINE" \/bin\/sh /);
    // Something else before the dashes is no such row.
    const other = command({env, processEnv: {HSF_V_0: '1'}, argv: ['/bin/sh', 'x', 'A', '--', 'make']});
    expect(other).toMatch(/^env -i HSF_V_0="\$HSF_V_0" /);
    expect(command({env, processEnv: {HSF_V_0: '1'}, argv: ['/bin/sh', 'hsf', '-a', '--', 'make']})).toMatch(
      /^env -i HSF_V_0="\$HSF_V_0" /,
    );
  });

  test('masks what is in a specification, in as many pieces', () => {
    const specification = JSON.stringify({args: ['x', '--password=geheim'], env: ['A="1"', 'MY_TOKEN=geheim']});
    const processEnv = {HSF_SPEC_0: specification.slice(0, 30), HSF_SPEC_1: specification.slice(30)};
    const text = command({processEnv, argv: ['/x']});
    expect(text).not.toContain('geheim');
    const [, first = '', second = ''] = /^env -i '?HSF_SPEC_0=(.*?)'? '?HSF_SPEC_1=(.*?)'? \/x$/.exec(text)!;
    expect(JSON.parse(first + second)).toMatchObject({args: ['x', expect.stringMatching(/^--password=/) as string]});
  });

  test('makes first what has to be there', () => {
    expect(prepared({kind: 'directory', path: '/a b', mode: 0o700})).toBe("(umask 077; mkdir -p '/a b')");
    expect(prepared({kind: 'link', path: '/h/x/l', target: '/t t'})).toBe(
      "[ -e /h/x/l ] || [ -h /h/x/l ] || { mkdir -p /h/x; ln -s '/t t' /h/x/l; }",
    );
    expect(prepared({kind: 'file', path: '/f', text: "it's", mode: 0o644})).toBe(
      "[ -e /f ] || { (umask 077; mkdir -p /); printf %s 'it'\\''s' >/f; chmod 644 /f; }",
    );
    expect(prepared({kind: 'command', argv: ['/x', '--password=geheim'], env: {A: 'x y', MY_TOKEN: 'geheim'}} as never)).toMatch(
      /^env -i 'A=x y' .* \/x .* '\|\| :'$|^env -i 'A=x y' .* \/x .* \|\| :$/,
    );
    expect(command({prepare: [{kind: 'directory', path: '/a', mode: 0o700}]}).split('\n')).toHaveLength(2);
    // In short there is nothing before it.
    expect(planAsCommand(plan({prepare: [{kind: 'directory', path: '/a', mode: 0o700}]}), {scripts: 'short'})).toBe(
      "env /bin/x 'a b'",
    );
  });

  test('does not tell what others may not read', () => {
    const file = {kind: 'file', path: '/f', text: 'geheim', mode: 0o600} as const;
    for (const item of [
      file,
      {...file, mode: 0o644, until: 'end'},
      {...file, mode: 0o644, text: 'https://me:geheim@host'},
    ] as const)
      expect(prepared(item)).not.toContain('geheim');
    expect(prepared({...file, mode: 0o604})).toContain("'geheim'");
    expect(prepared({...file, text: ''})).toContain("printf %s '' >");
  });
});

describe('a plan as one line', () => {
  const steps = [{kind: 'source', words: ['/s'], directory: null, lenient: false}] as const;
  test('has the steps in one word, wherever they stand', () => {
    const words = ['source', 'the set-up script /s', '', '1', '/s'] as const;
    expect(planAsLine(plan({steps, argv: ['/x', ...words, 'make']}))).toBe("/x '… steps …' make");
    expect(planAsLine(plan({steps, argv: ['/x', 'make']}))).toBe('/x make');
    expect(planAsLine(plan({argv: ['/x', '', 'make']}))).toBe("/x '' make");
  });
});

describe('a plan as text', () => {
  const lines = (more: Partial<Plan>) => planAsText(plan(more)).split('\n');
  const mount = {
    source: '/a',
    target: '/a',
    mode: 'rw',
    reason: 'data',
    origin: 'builtin',
    kind: 'directory',
    propagation: 'rslave',
  } as const;

  test.each([
    {title: 'on this machine', more: {}, line: 'toy/1@el9 starts on this machine.'},
    {title: 'in a prefix', more: {mode: 'prefix'}, line: 'toy/1@el9 starts in the prefix, on this machine.'},
    {title: 'in a container', more: {mode: 'container', engine: 'podman'}, line: 'toy/1@el9 starts in a container (podman).'},
  ] as {title: string; more: Partial<Plan>; line: string}[])('says where: $title', ({more, line}) => {
    expect(lines(more)[0]).toBe(line);
  });

  test('says in what', () => {
    expect(lines({})[1]).toBe('Directory  /w');
    expect(lines({mode: 'container', image: '/i'}).slice(1, 3)).toEqual(['Image      /i', 'Directory  /w']);
    expect(lines({mode: 'container'})[1]).toBe("Image      none: this machine's own root");
  });

  test('says what is shown, in columns, with whose wish it is', () => {
    const mounts = [mount, {...mount, target: '/bbbb', mode: 'ro', reason: 'mine', origin: 'user'}] as const;
    const text = lines({mode: 'container', mounts});
    expect(text.slice(text.indexOf('Shown inside'))).toEqual(
      expect.arrayContaining(['  /a           rw  data', '  /a -> /bbbb  ro  mine (user)']),
    );
    expect(lines({})).not.toContain('Shown inside');
    expect(lines({})).not.toContain('Warnings');
  });

  test('says whether the set-up runs', () => {
    const live = {status: 'live', reason: 'it was not seen twice'} as const;
    expect(lines({environment: live})).toContain('Environment  live: it was not seen twice');
    expect(lines({}).join('\n')).not.toContain('Environment  ');
    const since = '2026-01-02';
    const stored = {status: 'stored', since, printed: '', asked: {asked: [], session: false}, followsDirectory: false} as never;
    expect(lines({environment: stored})).toContain('Environment  stored, from 2026-01-02');
    expect(planAsJson(plan({environment: stored})).environment).toEqual({status: 'stored', since, reason: null});
    expect(planAsJson(plan({environment: live})).environment).toEqual({status: 'live', since: null, reason: live.reason});
    expect(planAsJson(plan()).environment).toBeNull();
  });

  test('and as JSON has no secrets', () => {
    const steps = [{kind: 'call', words: ['login', '--password=geheim'], directory: null, lenient: false}] as const;
    const env = {set: {MY_TOKEN: 'geheim', A: '1'}, unset: [], dropped: []};
    const document = planAsJson(plan({steps, env, argv: ['/x', '--password=geheim'], warnings: ['at https://me:geheim@host']}));
    expect(JSON.stringify(document)).not.toContain('geheim');
    expect(document.env.set['A']).toBe('1');
    expect(document.steps[0]!.words[0]).toBe('login');
    expect(planAsText(plan({steps, env}))).not.toContain('geheim');
    expect(planAsText(plan({env}))).toContain('A=1');
  });
});
