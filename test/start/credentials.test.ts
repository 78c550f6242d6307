import {describe, expect, test} from 'vitest';
import {coveredBy, credentialPairs, shareCredentials, withTheirObjects} from '../../src/start/credentials.ts';
import {CREDENTIALS} from '../../src/start/credential-rules.ts';
import type {PathState} from '../../src/system/host-files.ts';
import {madeUpTree, type MadeUp} from './made-up-tree.ts';

const UID = 1000;
const KVNO: MadeUp = {'/usr/bin/kvno': {text: ''}};

type Scene = {
  readonly env: Readonly<Record<string, string>>;
  readonly files: MadeUp;
  /** What is shown besides. */
  readonly shown?: readonly string[];
  readonly home?: string | null;
};

async function share({env, files, shown = ['/tmp', '/home/me', '/cvmfs'], home = '/home/me'}: Scene) {
  const tree = madeUpTree(files);
  const caller = {env: {HOME: '/home/me', ...env}, uid: UID, name: 'hsf-1000-7'};
  const pairs = await credentialPairs({tree, caller: {...CALLER, ...caller}}, {source: home});
  const states = await tree.states(pairs.flatMap(pair => pair.paths));
  const shared = shareCredentials(pairs, states, coveredBy(shown), caller);
  const binds = shared.wishes.map(({source, target, mode}) => `${source === target ? source : `${source} -> ${target}`} ${mode}`);
  return {...shared, binds};
}
const CALLER = {cwd: '/', uid: UID, gid: UID, groups: [], terminal: false, bothTerminals: false};

describe('a variable and its object, or neither (MOUNTS.md 2.5, 6.6)', () => {
  test.each(CREDENTIALS)('$variable: what it names is bound $mode', async ({variable, mode}) => {
    const {binds, unavailable} = await share({env: {[variable]: '/site/object'}, files: {'/site/object': {text: ''}}});
    expect(binds).toEqual([`/site/object ${mode}`]);
    expect([...unavailable.keys()]).toEqual([]);
  });

  test.each(CREDENTIALS)('$variable goes when there is nothing', async ({variable}) => {
    const {binds, unavailable} = await share({env: {[variable]: '/site/object'}, files: {}});
    expect(binds).toEqual([]);
    expect(unavailable.get(variable)).toBe('points to /site/object, which does not exist');
  });

  test('what is below a directory that is shown is not bound once more', async () => {
    const {binds, unavailable} = await share({env: {X509_USER_PROXY: '/tmp/x'}, files: {'/tmp/x': {text: ''}}});
    expect([binds, unavailable.size]).toEqual([[], 0]);
  });

  test('a link that is shown brings what it leads to', async () => {
    const env = {SSH_AUTH_SOCK: '/home/me/.ssh/agent', XDG_RUNTIME_DIR: '/run/user/1000'};
    const files: MadeUp = {
      '/home/me/.ssh/agent': {state: 'socket', real: '/run/user/1000/keyring/ssh'},
      '/run/user/1000': {state: 'directory'},
    };
    const {binds, known, prepare} = await share({env, files});
    expect(binds).toEqual(['/run/user/1000/hsf/runtime -> /run/user/1000 rw', '/run/user/1000/keyring/ssh rw']);
    expect(known.get('/run/user/1000/keyring/ssh')).toBe('socket');
    expect(prepare.at(-1)).toMatchObject({kind: 'file', path: '/run/user/1000/hsf/runtime/keyring/ssh'});
    const inTmp = {'/home/me/.ssh/agent': {state: 'socket', real: '/tmp/ssh-x/agent.1'}} as const;
    expect((await share({env: {SSH_AUTH_SOCK: '/home/me/.ssh/agent'}, files: inTmp})).binds).toEqual([]);
  });

  test('a relative path leads somewhere else inside', async () => {
    const {unavailable} = await share({env: {X509_USER_PROXY: 'proxy'}, files: {}});
    expect(unavailable.get('X509_USER_PROXY')).toBe('is not an absolute path');
  });

  test('what does not answer stays outside', async () => {
    const {unavailable} = await share({env: {X509_CERT_DIR: '/net/ca'}, files: {'/net/ca': {state: 'not-answering'}}});
    expect(unavailable.get('X509_CERT_DIR')).toBe('points to /net/ca, which does not answer');
  });

  test('lists of files are bound one by one', async () => {
    const {binds} = await share({
      env: {KRB5_CONFIG: '/site/a.conf:/site/b.conf:/site/none'},
      files: {'/site/a.conf': {text: ''}, '/site/b.conf': {text: ''}},
    });
    expect(binds).toEqual(['/site/a.conf ro', '/site/b.conf ro']);
  });

  test('the token is found as the WLCG says: the runtime directory, then /tmp', async () => {
    const token = {text: '', mode: 0o600};
    const env = {XDG_RUNTIME_DIR: '/run/user/1000'};
    const run = {state: 'directory'} as const;
    const first = await share({env, files: {'/run/user/1000': run, '/run/user/1000/bt_u1000': token, '/tmp/bt_u1000': token}});
    expect(first.binds).toContain('/run/user/1000/bt_u1000 ro');
    const second = await share({env, files: {'/run/user/1000': run, '/tmp/bt_u1000': token}, shown: []});
    expect(second.binds).toContain('/tmp/bt_u1000 ro');
    const named = await share({env: {BEARER_TOKEN: 'x'}, files: {'/tmp/bt_u1000': token}, shown: []});
    expect(named.binds).toEqual([]);
  });

  test('the usual proxy is found without a variable', async () => {
    expect((await share({env: {}, files: {'/tmp/x509up_u1000': {text: ''}}, shown: []})).binds).toEqual(['/tmp/x509up_u1000 ro']);
  });

  test.each([
    {mode: 0o600, warnings: 0},
    {mode: 0o400, warnings: 0},
    {mode: 0o644, warnings: 1},
    {mode: 0o640, warnings: 1},
  ])('a proxy of mode $mode: $warnings remarks', async ({mode, warnings: count}) => {
    const {warnings} = await share({env: {X509_USER_PROXY: '/tmp/p'}, files: {'/tmp/p': {text: '', mode}}});
    expect(warnings).toHaveLength(count);
    if (count > 0) expect(warnings[0]).toMatch(/^\/tmp\/p \(grid proxy\) can be read by .*chmod 600 \/tmp\/p$/);
  });

  test('certificates and agents may be read by anybody', async () => {
    const files = {'/ca': {text: '', mode: 0o644}, '/agent': {state: 'socket', mode: 0o777}} as const;
    expect((await share({env: {SSL_CERT_FILE: '/ca', SSH_AUTH_SOCK: '/agent'}, files})).warnings).toEqual([]);
  });
});

describe('an engine without a place for an object (MOUNTS.md 6.5, 6.6)', () => {
  const env = {
    XDG_RUNTIME_DIR: '/run/user/1000',
    SSH_AUTH_SOCK: '/run/user/1000/agent',
    X509_USER_PROXY: '/tmp/p',
    DISPLAY: 'localhost:10.0',
  };
  const files: MadeUp = {
    '/run/user/1000': {state: 'directory'},
    '/run/user/1000/agent': {state: 'socket'},
    '/tmp/p': {text: ''},
    '/home/me/.Xauthority': {text: ''},
  };
  test('loses the variable as well, one that we set included', async () => {
    const shared = await share({env, files, shown: ['/tmp'], home: null});
    expect(shared.set).toEqual({XAUTHORITY: '/home/me/.Xauthority'});
    expect(withTheirObjects(shared, () => true)).toEqual({set: shared.set, unavailable: new Map()});
    const {set, unavailable} = withTheirObjects(shared, coveredBy(['/tmp']));
    expect(set).toEqual({});
    expect([...unavailable.keys()].toSorted()).toEqual(['SSH_AUTH_SOCK', 'XAUTHORITY', 'XDG_RUNTIME_DIR']);
    expect(unavailable.get('SSH_AUTH_SOCK')).toBe('points to /run/user/1000/agent, which is not shown inside');
  });
});

describe('Kerberos (MOUNTS.md 2.5)', () => {
  const cache = (name: string, files: MadeUp = {}, env = {}) => share({env: {KRB5CCNAME: name, ...env}, files});

  test.each([
    {name: 'FILE:/var/krb/t', files: {'/var/krb/t': {text: ''}}, binds: ['/var/krb/t rw']},
    {name: '/var/krb/t', files: {'/var/krb/t': {text: ''}}, binds: ['/var/krb/t rw']},
    {name: 'FILE:/tmp/krb5cc_1000', files: {'/tmp/krb5cc_1000': {text: ''}}, binds: []},
    {name: 'DIR:/var/krb', files: {'/var/krb': {state: 'directory'}}, binds: ['/var/krb rw']},
    {name: 'DIR::/var/krb/tkt1', files: {'/var/krb': {state: 'directory'}}, binds: ['/var/krb rw']},
    {name: 'KCM:', files: {'/run/.heim_org.h5l.kcm-socket': {state: 'socket'}}, binds: ['/run/.heim_org.h5l.kcm-socket rw']},
    {
      name: 'KCM:1000',
      files: {'/var/run/.heim_org.h5l.kcm-socket': {state: 'socket'}},
      binds: ['/var/run/.heim_org.h5l.kcm-socket rw'],
    },
  ] as const)('$name', async ({name, files, binds}) => {
    const shared = await cache(name, files);
    expect(shared.binds).toEqual(binds);
    expect(shared.unavailable.has('KRB5CCNAME')).toBe(false);
    expect(shared.set).toEqual({});
  });

  test("KCM's socket is asked for where it is set: the unit of systemd, krb5.conf", async () => {
    const unit = {'/usr/lib/systemd/system/sssd-kcm.socket': {text: '[Socket]\nListenStream=/run/site/kcm\n'}};
    expect((await cache('KCM:', {...unit, '/run/site/kcm': {state: 'socket'}})).binds).toEqual(['/run/site/kcm rw']);
    const conf = {
      '/etc/krb5.conf': {text: '[libdefaults]\n  kcm_socket = /run/other\n'},
      '/run/other': {state: 'socket'},
    } as const;
    expect((await cache('KCM:', conf)).binds).toEqual(['/run/other rw']);
    expect((await cache('KCM:')).unavailable.get('KRB5CCNAME')).toContain('does not exist');
  });

  test.each(['API:', 'MEMORY:x', 'MSLSA:'])('%s cannot be shared', async name => {
    const {unavailable, binds} = await cache(name);
    expect(binds).toEqual([]);
    expect(unavailable.get('KRB5CCNAME')).toMatch(/^names a .*use "kinit -c FILE:…"$/);
  });

  test('KEYRING is copied into a file of our own just before the start', async () => {
    const {set, prepare, unavailable, binds} = await cache('KEYRING:persistent:1000', KVNO);
    expect([unavailable.size, binds]).toEqual([0, []]);
    expect(set).toEqual({KRB5CCNAME: 'FILE:/tmp/hsf-1000/krb5cc-hsf-1000-7'});
    expect(prepare).toMatchObject([{kind: 'command', makes: ['/tmp/hsf-1000/krb5cc-hsf-1000-7'], failure: {then: 'warn'}}]);
  });

  test('KEYRING without a program that copies: dropped, with the way out', async () => {
    const {set, prepare, unavailable} = await cache('KEYRING:persistent:1000');
    expect([set, prepare]).toEqual([{}, []]);
    expect(unavailable.get('KRB5CCNAME')).toMatch(/no kvno to copy it; use "kinit -c FILE:…"$/);
  });

  test('a cache that the configuration names counts like the variable', async () => {
    const files: MadeUp = {
      '/etc/krb5.conf': {text: 'includedir /etc/krb5.conf.d/\n[libdefaults]\n'},
      '/etc/krb5.conf.d': {entries: ['kcm_default_ccache']},
      '/etc/krb5.conf.d/kcm_default_ccache': {text: '[libdefaults]\n    default_ccache_name = KCM:\n'},
      '/run/.heim_org.h5l.kcm-socket': {state: 'socket'},
    };
    expect((await share({env: {}, files})).binds).toEqual(['/run/.heim_org.h5l.kcm-socket rw']);
    const keyring = {...KVNO, '/etc/krb5.conf': {text: ' default_ccache_name = KEYRING:persistent:%{uid}\n'}};
    const {prepare} = await share({env: {}, files: keyring});
    expect(prepare).toMatchObject([{argv: expect.arrayContaining(['KEYRING:persistent:1000'])}]);
    expect((await share({env: {}, files: {'/etc/krb5.conf': {text: '[libdefaults]\n'}}})).set).toEqual({});
  });
});

describe('the display (MOUNTS.md 2.6)', () => {
  const X0: MadeUp = {'/tmp/.X11-unix/X0': {state: 'socket'}};
  test.each([
    {title: 'a local one has its socket', env: {DISPLAY: ':0'}, files: X0, kept: true},
    {title: 'its screen does not matter', env: {DISPLAY: 'unix:0.1'}, files: X0, kept: true},
    {
      title: 'an abstract socket needs no file',
      env: {DISPLAY: ':5'},
      files: {'/proc/net/unix': {text: 'x @/tmp/.X11-unix/X5\n'}},
      kept: true,
    },
    {title: 'without a server it goes', env: {DISPLAY: ':3'}, files: X0, kept: false},
    {title: 'ssh -X needs the network only', env: {DISPLAY: 'localhost:10.0'}, files: {}, kept: true},
    {title: 'another machine needs the network only', env: {DISPLAY: 'far.cern.ch:0'}, files: {}, kept: true},
  ])('$title', async ({env, files, kept}) => {
    const {unavailable} = await share({env, files});
    expect(unavailable.has('DISPLAY')).toBe(!kept);
  });

  test('a socket that is not shown with /tmp is bound', async () => {
    expect((await share({env: {DISPLAY: ':0'}, files: X0, shown: []})).binds).toEqual(['/tmp/.X11-unix/X0 ro']);
  });

  test('the cookie outside of home comes along', async () => {
    const files: MadeUp = {'/run/user/1000': {state: 'directory'}, '/run/user/1000/gdm/Xauthority': {text: '', mode: 0o600}};
    const env = {DISPLAY: 'localhost:10.0', XAUTHORITY: '/run/user/1000/gdm/Xauthority', XDG_RUNTIME_DIR: '/run/user/1000'};
    expect((await share({env, files})).binds).toContain('/run/user/1000/gdm/Xauthority ro');
  });

  test("with a private home the real home's cookie is bound and named", async () => {
    const files = {'/home/me/.Xauthority': {text: '', mode: 0o600}};
    const env = {DISPLAY: 'localhost:10.0'};
    const {binds, set} = await share({env, files, home: '/state/homes/el9', shown: ['/state/homes/el9']});
    expect([binds, set]).toEqual([['/home/me/.Xauthority ro'], {XAUTHORITY: '/home/me/.Xauthority'}]);
    expect((await share({env, files})).set).toEqual({});
  });

  test('Wayland: its socket in the runtime directory, and nothing else of that', async () => {
    const files: MadeUp = {
      '/run/user/1000': {state: 'directory'},
      '/run/user/1000/wayland-0': {state: 'socket'},
      '/run/user/1000/bus': {state: 'socket'},
    };
    const env = {WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: '/run/user/1000'};
    const {binds, prepare, known, unavailable} = await share({env, files});
    expect(binds).toEqual(['/run/user/1000/hsf/runtime -> /run/user/1000 rw', '/run/user/1000/wayland-0 rw']);
    expect(prepare).toEqual([
      {kind: 'directory', path: '/run/user/1000/hsf/runtime', mode: 0o700},
      {kind: 'file', path: '/run/user/1000/hsf/runtime/wayland-0', text: '', mode: 0o600},
    ]);
    expect(known.get('/run/user/1000/hsf/runtime/wayland-0')).toBe('file' satisfies PathState);
    expect(unavailable.size).toBe(0);
    expect((await share({env: {WAYLAND_DISPLAY: 'wayland-0'}, files: {}})).unavailable.has('WAYLAND_DISPLAY')).toBe(true);
  });
});

describe('XDG_RUNTIME_DIR (MOUNTS.md 2.8, 3.3)', () => {
  const env = {XDG_RUNTIME_DIR: '/run/user/1000'};
  test('is the real one where that is shown', async () => {
    const {binds, prepare, unavailable} = await share({
      env,
      files: {'/run/user/1000': {state: 'directory'}},
      shown: ['/run/user'],
    });
    expect([binds, prepare, unavailable.size]).toEqual([[], [], 0]);
  });

  test('goes when it is not there, or somebody else’s', async () => {
    expect((await share({env, files: {}})).unavailable.get('XDG_RUNTIME_DIR')).toContain('does not exist');
    const other = await share({env, files: {'/run/user/1000': {state: 'directory', uid: 0}}});
    expect(other.unavailable.get('XDG_RUNTIME_DIR')).toBe('names /run/user/1000, which belongs to another user');
    expect([other.binds, other.prepare]).toEqual([[], []]);
  });
});
