import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {maskArguments, maskSecrets, maskValue} from '../../src/start/mask-secrets.ts';
import {planAsCommand} from '../../src/start/render-command.ts';
import {planAsJson, planAsText} from '../../src/start/render-plan.ts';
import type {Plan} from '../../src/start/plan.ts';
import {COMPOSE_SCRIPT} from '../../src/engines/compose-script.ts';
import {CTR_HOOK, CTR_SCRIPT} from '../../src/engines/ctr-scripts.ts';
import * as entering from '../../src/engines/enter-script.ts';
import {PROOT_SCRIPT, STATUS_SCRIPT} from '../../src/engines/proot-scripts.ts';
import {UNSHARE_SCRIPT} from '../../src/engines/unshare-script.ts';
import {FIND_BASH_SCRIPT} from '../../src/start/find-bash.ts';
import {SCRIPTS as OF_STARTS} from '../../src/start/scripts.ts';
import {SUPERVISE_SCRIPT} from '../../src/start/supervise-script.ts';
import {stepArguments} from '../../src/start/set-up-step.ts';

const SCRIPTS = {
  ...OF_STARTS,
  ...entering,
  COMPOSE_SCRIPT,
  CTR_HOOK,
  CTR_SCRIPT,
  PROOT_SCRIPT,
  STATUS_SCRIPT,
  UNSHARE_SCRIPT,
  FIND_BASH_SCRIPT,
  SUPERVISE_SCRIPT,
};

describe('secrets', () => {
  test.each([
    'BEARER_TOKEN',
    'GITHUB_TOKEN',
    'MY_PASSWORD',
    'DB_PASSWD',
    'AWS_SECRET_ACCESS_KEY',
    'client_secret',
    'API_KEY',
    'OIDC_REFRESH_TOKEN',
    'SLURM_JWT',
    'SSHPASS',
    'DBPASS',
    'DB_PASS_2',
    'dbpwd',
    'KEYPASSPHRASE',
    'GPG_PASS_PHRASE',
    'MY_CREDS',
    'SITE_CREDENTIALS',
    'HTTP_AUTH',
    'DOCKER_AUTH_CONFIG',
    'AUTHORIZATION',
    'MY_PRIVATE',
    'APIKEY',
    'SITE_APIKEY_2',
    'MY_COOKIE',
    'MYSQL_PWD',
    'A_PASSCODE',
    'DB_CRED',
    'SITE_CREDENTIAL',
    'CRED_2',
    'X_AUTH_1',
    'MASTER_KEY',
    'DEPLOYKEY',
    'SSH_KEY',
    'TLSKEY',
    'ENCRYPTION_KEY',
    'SIGNING_KEY',
  ])('%s is one', name => {
    expect(maskSecrets(`${name}=hush`)).toBe(`${name}=***`);
  });

  test.each([
    'BEARER_TOKEN_FILE',
    'DB_PASSWORD_PATH',
    'SECRETS_DIR',
    'TOKEN_SOCKET',
    'SSH_AUTH_SOCK',
    'XAUTHORITY',
    'PATH',
    'X509_USER_PROXY',
    'KRB5CCNAME',
    'TOKENIZERS',
    'MONKEY',
    'PWD',
    'OLDPWD',
    'PGPASSFILE',
    'GIT_ASKPASS',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'X509_USER_KEY',
  ])('%s is none', name => {
    expect(maskValue(name, '/some/where')).toBe('/some/where');
  });

  test.each([
    'GIT_AUTHOR_NAME',
    'LMOD_BYPASS',
    'COMPASS',
    'PASSTHROUGH',
    'PASS_THROUGH',
    'PASSENGER',
    'OLDPWD',
    'CREDO',
    'AUTHENTIC',
    'PRIVATEER',
    'XAUTHLOCALHOSTNAME',
  ])('%s holds none', name => {
    expect(maskValue(name, 'hush')).toBe('hush');
  });

  test.each(['/hush', '/hu/sh=', '~hu/sh', 'hush/a/b', '.../a/b'])('%s is no path', value => {
    expect(maskValue('DBPASS', value)).toBe('***');
  });

  test('in addresses are masked alone', () => {
    expect(maskSecrets('http_proxy=http://me:pass@proxy.cern.ch:3128')).toBe('http_proxy=http://***@proxy.cern.ch:3128');
    expect(maskSecrets('https://token@host/path http://a:b@c')).toBe('https://***@host/path http://***@c');
  });

  test('in addresses are masked whole where a password was not quoted', () => {
    expect(maskSecrets('https_proxy=http://me:pa/ss@w0rd@proxy:3128')).toBe('https_proxy=http://***@proxy:3128');
    expect(maskValue('CVMFS_HTTP_PROXY', 'http://me:hu@sh@a:3128|http://me:hush@b:3128;DIRECT')).toBe(
      'http://***@a:3128|http://***@b:3128;DIRECT',
    );
    for (const image of ['docker://localhost:5000/me/image@sha256:0123', 'http://host:3128/path@2x', 'docker://a/b@sha256:01'])
      expect(maskSecrets(image)).toBe(image);
  });

  test('in a line of shell are masked as in arguments', () => {
    expect(
      maskSecrets('export A_TOKEN=hush B=1; login --password hush --db-pass="hu sh" -x && SITE_PASSWORD=\'hu;sh\' cmd'),
    ).toBe('export A_TOKEN=*** B=1; login --password *** --db-pass=*** -x && SITE_PASSWORD=*** cmd');
    for (const line of [
      'A_TOKEN=$OTHER',
      'A_TOKEN="${B:-c}"',
      'x --password "$P"',
      'x --token --verbose',
      'PASS=1',
      'KEY=a AUTHOR=b',
    ])
      expect(maskSecrets(`export ${line}`)).toBe(`export ${line}`);
  });

  test('where a secret is may be shown', () => {
    for (const value of ['~/a/b', './a', '../a/b', '/a/b/']) expect(maskValue('DBPASS', value)).toBe(value);
  });
  test('of a name that only begins like a pointer are masked', () => {
    expect(maskValue('TOKEN_FILES', 'hush')).toBe('***');
    expect(maskValue('MY_SSH_AUTH_SOCKS_TOKEN', 'hush')).toBe('***');
  });
  test('that are empty are shown as that', () => expect(maskSecrets('DB_PASSWORD=')).toBe('DB_PASSWORD='));

  test('behind a user are masked, user and group are not', () => {
    expect(maskArguments(['curl', '-u', 'me:hu:sh', '--user', '1000:1000', '-U', 'me:hush'])).toEqual([
      'curl',
      '-u',
      'me:***',
      '--user',
      '1000:1000',
      '-U',
      'me:***',
    ]);
  });

  test.each(Object.entries(SCRIPTS))('%s goes through unchanged, since it has none', (_, script) => {
    expect(maskArguments(['-c', script])).toEqual(['-c', script]);
  });

  test('in headers are masked, the scheme is not', () => {
    expect(
      maskArguments([
        'curl',
        '-H',
        'Authorization: Bearer eyJhbGciOi.J9-_x==',
        '-H',
        'authorization:basic dXNlcjpwYXNz',
        '--header=Proxy-Authorization: hush',
        'sh -c \'curl -H "Authorization: Token hush" https://x\'',
        'Bearer hushhush',
        'Authorization: Bearer',
        'hush',
      ]),
    ).toEqual([
      'curl',
      '-H',
      'Authorization: Bearer ***',
      '-H',
      'authorization:basic ***',
      '--header=Proxy-Authorization: ***',
      'sh -c \'curl -H "Authorization: Token ***" https://x\'',
      'Bearer ***',
      'Authorization: ***',
      '***',
    ]);
    expect(maskSecrets('a basic question of authorization')).toBe('a basic question of authorization');
  });

  test('are known by their shape under any name', () => {
    const shapes = [
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2ln-bmF_0dXJl',
      'ghp_0123456789abcdefghij0123456789abcdef',
      'glpat-abcdefghij0123456789',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nhush\n-----END RSA PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----\nMIIEow',
    ];
    for (const shape of shapes) expect(maskSecrets(`MINE=a ${shape}`)).toBe('MINE=a ***');
    expect(maskSecrets('PATH=/opt/eyJ.x/bin')).toBe('PATH=/opt/eyJ.x/bin');
    // Two beginnings in one word: what is signed is hidden in any case.
    expect(maskSecrets('MINE=eyJhbGciOi-eyJz.eyJzdWIiOiJtZSJ9.c2ln')).toBe('MINE=eyJhbGciOi-***');
  });

  test('in arguments are masked in every spelling', () => {
    expect(
      maskArguments([
        'cmd',
        '--token',
        'hush',
        '--password=hush',
        '--setenv',
        'BEARER_TOKEN',
        'hush',
        'A_TOKEN=hush',
        '--file',
        'x',
      ]),
    ).toEqual(['cmd', '--token', '***', '--password=***', '--setenv', 'BEARER_TOKEN', '***', 'A_TOKEN=***', '--file', 'x']);
  });

  test('reach no rendering of a plan', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{12}$/), secret => {
        const hush = `q${secret}`;
        const steps = [
          {kind: 'call', words: ['login', '--token', hush, `--password=${hush}`], directory: null, lenient: false},
        ] as const;
        const plan: Plan = {
          stack: 's',
          variant: 'v',
          mode: 'container',
          engine: 'bubblewrap',
          image: '/i',
          root: {kind: 'directory', path: '/i'},
          argv: [
            '/usr/bin/x',
            '--token',
            hush,
            `--password=${hush}`,
            `A_TOKEN=${hush}`,
            `http://me:${hush}@host`,
            ...stepArguments(steps),
          ],
          cwd: '/',
          env: {set: {BEARER_TOKEN: hush, https_proxy: `http://u:${hush}@p:1`}, unset: [], dropped: []},
          steps,
          mounts: [],
          warnings: [`http://u:${hush}@p`],
          prepare: [{kind: 'file', path: '/p', text: hush, mode: 0o600}],
          signals: {by: 'exec'},
          processEnv: null,
        };
        for (const text of [
          planAsText(plan),
          planAsCommand(plan),
          planAsCommand(plan, {scripts: 'short'}),
          JSON.stringify(planAsJson(plan)),
        ])
          expect(text).not.toContain(hush);
      }),
    );
  });
});

test('what follows a switch that turns something off is no secret', () => {
  expect(maskArguments(['ch-run', '--no-passwd', '/image'])).toEqual(['ch-run', '--no-passwd', '/image']);
});

test('paths after options stay, whatever the option', () => {
  const argv = ['apptainer', '--pwd', '/data/dir', '--private-tmp', '/var/image', '--pass=/run/my/pass'];
  expect(maskArguments(argv)).toEqual(argv);
  expect(maskArguments(['x', '--db-pass', 'hush', '--auth=hush'])).toEqual(['x', '--db-pass', '***', '--auth=***']);
});
