import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import type {Plan} from '../../src/start/plan.ts';
import {planAsCommand, planAsLine} from '../../src/start/render-command.ts';
import {planAsJson, planAsText} from '../../src/start/render-plan.ts';
import {RUN_SCRIPT} from '../../src/start/scripts.ts';

const plan: Plan = {
  stack: 'lcg/LCG_1',
  variant: 'lcg/LCG_1@el9',
  mode: 'native',
  engine: null,
  image: null,
  root: null,
  argv: [
    '/bin/bash',
    '--noprofile',
    '--norc',
    '-c',
    RUN_SCRIPT,
    'hsf',
    '',
    '',
    '5',
    '',
    '0',
    '5',
    'source',
    'the set-up script /dev/null',
    '',
    '1',
    '/dev/null',
    'printf',
    '%s|',
    "it's",
    'a\nb',
    '$HOME',
  ],
  cwd: '/tmp',
  env: {
    set: {HSF_STACK: 'lcg/LCG_1', ODD: "a 'b'"},
    unset: ['GUARD'],
    dropped: [
      {name: 'BASH_ENV', reason: 'code'},
      {name: 'PWD', reason: 'set anew by the shell'},
    ],
  },
  steps: [
    {kind: 'source', words: ['/dev/null'], directory: null, lenient: false},
    {kind: 'prepend', words: ['PATH', '/x/bin', '/y'], directory: null, lenient: false},
    {kind: 'evaluate', words: ['scramv1', 'runtime', '-sh'], directory: '/x y', lenient: false},
    {kind: 'call', words: ['module', 'load', 'a b\u001b'], directory: null, lenient: false},
  ],
  mounts: [
    {
      source: '/data/x',
      target: '/cvmfs',
      mode: 'ro',
      reason: 'the tree',
      origin: 'user',
      kind: 'directory',
      propagation: 'rslave',
    },
  ],
  warnings: ['Careful \u001b[31m!'],
  prepare: [],
  signals: {by: 'exec'},
  processEnv: null,
};

describe('a plan', () => {
  test('as text says what, where, with what and why, and is printable', () => {
    const text = planAsText(plan);
    expect(text).toContain('lcg/LCG_1@el9 starts on this machine.');
    expect(text).toContain('Careful \\x1b[31m!');
    expect(text).toContain('/data/x -> /cvmfs  ro  the tree (user)');
    expect(text).toContain('BASH_ENV: code');
    expect(text).not.toContain('PWD');
    expect(text).toContain(
      [
        'Set-up',
        '  source /dev/null',
        '  put in front of PATH: /x/bin:/y',
        '  evaluate what this prints: scramv1 runtime -sh (in /x y)',
        "  call module load 'a b\\x1b'",
      ].join('\n'),
    );
    expect(text).toContain("'… set up and run …'");
    expect(text.split('\n').every(line => !/[\u0000-\u001f]/.test(line))).toBe(true);
  });

  test('as a command can be pasted and does the same', () => {
    const {stdout, status} = spawnSync('/bin/sh', ['-c', `${planAsCommand(plan)}`], {
      encoding: 'utf8',
      env: {PATH: '/usr/bin:/bin', HOME: '/'},
    });
    expect({stdout, status}).toEqual({stdout: "it's|a\nb|$HOME|", status: 0});
  });

  test('as one line leaves our own code out', () => {
    const steps = [{kind: 'source', words: ['/dev/null'], directory: null, lenient: false}] as const;
    expect(planAsLine({...plan, steps})).toBe(
      "/bin/bash --noprofile --norc -c '… set up and run …' hsf '' '' 5 '' 0 5 '… steps …' printf '%s|' 'it'\\''s' 'a\\x0ab' '$HOME'",
    );
  });

  test("as one line leaves an engine's shell code out, and nobody else's", () => {
    const argv = [
      '/bin/sh',
      '-c',
      'hsf_state=1\nexec "$@"',
      'hsf',
      '/usr/bin/podman',
      'run',
      '/bin/bash',
      '-c',
      'echo 1',
      'bash',
    ] as const;
    expect(planAsLine({...plan, steps: [], argv})).toBe(
      "/bin/sh -c '… prepare …' hsf /usr/bin/podman run /bin/bash -c 'echo 1' bash",
    );
  });

  test('as JSON has the fields of the contract, argv as it is executed', () => {
    expect(Object.keys(planAsJson(plan))).toEqual([
      'stack',
      'variant',
      'mode',
      'engine',
      'image',
      'root',
      'argv',
      'cwd',
      'env',
      'steps',
      'mounts',
      'warnings',
      'environment',
    ]);
    expect(planAsJson(plan).argv).toEqual(plan.argv);
  });
});
