/** Variables that point to an object, and how it is bound, as data (MOUNTS.md 2.5). */
export type CredentialRule = {
  readonly variable: string;
  readonly mode: 'ro' | 'rw';
  readonly reason: string;
  /** Nobody else should be able to read it. */
  readonly secret?: boolean;
};

export const CREDENTIALS: readonly CredentialRule[] = [
  {variable: 'X509_USER_PROXY', mode: 'ro', reason: 'grid proxy', secret: true},
  {variable: 'X509_USER_CERT', mode: 'ro', reason: 'grid certificate'},
  {variable: 'X509_USER_KEY', mode: 'ro', reason: 'grid key', secret: true},
  {variable: 'X509_CERT_DIR', mode: 'ro', reason: 'grid certificates'},
  {variable: 'X509_VOMS_DIR', mode: 'ro', reason: 'VOMS servers'},
  {variable: 'X509_VOMSES', mode: 'ro', reason: 'VOMS servers'},
  {variable: 'VOMS_USERCONF', mode: 'ro', reason: 'VOMS servers'},
  {variable: 'BEARER_TOKEN_FILE', mode: 'ro', reason: 'token', secret: true},
  {variable: 'KRB5_CONFIG', mode: 'ro', reason: 'Kerberos realms'},
  {variable: 'RUCIO_CONFIG', mode: 'ro', reason: 'Rucio'},
  {variable: 'RUCIO_HOME', mode: 'ro', reason: 'Rucio'},
  // Sockets: who may write is who may speak to the agent.
  {variable: 'SSH_AUTH_SOCK', mode: 'rw', reason: 'ssh agent'},
  {variable: 'OIDC_SOCK', mode: 'rw', reason: 'OIDC agent'},
  {variable: 'XAUTHORITY', mode: 'ro', reason: 'X11 cookie', secret: true},
  {variable: 'SSL_CERT_FILE', mode: 'ro', reason: 'certificates'},
  {variable: 'SSL_CERT_DIR', mode: 'ro', reason: 'certificates'},
  {variable: 'CURL_CA_BUNDLE', mode: 'ro', reason: 'certificates'},
  {variable: 'REQUESTS_CA_BUNDLE', mode: 'ro', reason: 'certificates'},
  {variable: 'GNUPGHOME', mode: 'rw', reason: 'GnuPG'},
];

/** Those that may name several, by colons. */
export const CREDENTIAL_LISTS: readonly string[] = ['KRB5_CONFIG', 'SSL_CERT_DIR'];
