import {describe, expect, test} from 'vitest';
import {coveredBy, credentialPairs, shareCredentials} from '../../src/start/credentials.ts';
import {CREDENTIALS} from '../../src/start/credential-rules.ts';
import {madeUpTree} from './made-up-tree.ts';

/** MOUNTS.md 2.5, line by line. Only who speaks to an agent, and GnuPG with its own, has to write. */
const LINES = [
  {variable: 'X509_USER_PROXY', mode: 'ro', reason: 'grid proxy', secret: true},
  {variable: 'X509_USER_CERT', mode: 'ro', reason: 'grid certificate', secret: false},
  {variable: 'X509_USER_KEY', mode: 'ro', reason: 'grid key', secret: true},
  {variable: 'X509_CERT_DIR', mode: 'ro', reason: 'grid certificates', secret: false},
  {variable: 'X509_VOMS_DIR', mode: 'ro', reason: 'VOMS servers', secret: false},
  {variable: 'X509_VOMSES', mode: 'ro', reason: 'VOMS servers', secret: false},
  {variable: 'VOMS_USERCONF', mode: 'ro', reason: 'VOMS servers', secret: false},
  {variable: 'BEARER_TOKEN_FILE', mode: 'ro', reason: 'token', secret: true},
  {variable: 'KRB5_CONFIG', mode: 'ro', reason: 'Kerberos realms', secret: false},
  {variable: 'RUCIO_CONFIG', mode: 'ro', reason: 'Rucio', secret: false},
  {variable: 'RUCIO_HOME', mode: 'ro', reason: 'Rucio', secret: false},
  {variable: 'SSH_AUTH_SOCK', mode: 'rw', reason: 'ssh agent', secret: false},
  {variable: 'OIDC_SOCK', mode: 'rw', reason: 'OIDC agent', secret: false},
  {variable: 'XAUTHORITY', mode: 'ro', reason: 'X11 cookie', secret: true},
  {variable: 'SSL_CERT_FILE', mode: 'ro', reason: 'certificates', secret: false},
  {variable: 'SSL_CERT_DIR', mode: 'ro', reason: 'certificates', secret: false},
  {variable: 'CURL_CA_BUNDLE', mode: 'ro', reason: 'certificates', secret: false},
  {variable: 'REQUESTS_CA_BUNDLE', mode: 'ro', reason: 'certificates', secret: false},
  {variable: 'GNUPGHOME', mode: 'rw', reason: 'GnuPG', secret: false},
] as const;

async function share(env: Readonly<Record<string, string>>) {
  const tree = madeUpTree({'/site/a': {text: '', mode: 0o644}, '/site/b': {text: '', mode: 0o644}});
  const caller = {cwd: '/', uid: 1000, gid: 1000, groups: [], terminal: false, bothTerminals: false, name: 'hsf-1000-7', env};
  const pairs = await credentialPairs({tree, caller}, {source: null});
  return shareCredentials(pairs, await tree.states(pairs.flatMap(({paths}) => paths)), coveredBy(['/tmp']), caller);
}

describe('what a variable names', () => {
  test.each(LINES)('$variable: $reason, $mode', async ({variable, mode, reason, secret}) => {
    const {wishes, warnings} = await share({[variable]: '/site/a'});
    expect(wishes).toEqual([{source: '/site/a', target: '/site/a', mode, reason, origin: 'credential', needed: false}]);
    expect(warnings).toEqual(
      secret ? [`/site/a (${reason}) can be read by everybody: mode 644. Make it private: chmod 600 /site/a`] : [],
    );
  });
  test('is told here for every rule', () => {
    expect(CREDENTIALS.map(({variable}) => variable).toSorted()).toEqual(LINES.map(({variable}) => variable).toSorted());
  });

  test.each(['KRB5_CONFIG', 'SSL_CERT_DIR'])('may be several in %s', async variable => {
    const {wishes, unavailable} = await share({[variable]: '/site/a::relative:/site/b'});
    expect(wishes.map(({source}) => source)).toEqual(['/site/a', '/site/b']);
    expect([...unavailable]).toEqual([]);
  });
  test('is one name in all others, whatever is in it', async () => {
    const {wishes, unavailable} = await share({SSL_CERT_FILE: '/site/a:/site/b'});
    expect(wishes).toEqual([]);
    expect([...unavailable.keys()]).toEqual(['SSL_CERT_FILE']);
  });
});
