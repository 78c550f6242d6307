/** What stands in plans, JSON and logs in place of a secret. */
export const MASK = '***';

const SECRET_NAME =
  /(^|_)(TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|JWT|COOKIE|SSHPASS|MYSQL_PWD)(_|$)|SECRET|PASSWORD|PASSWD|PASS_?PHRASE|APIKEY/i;
// Names whose value is a secret unless it is a path: DBPASS is one, GIT_ASKPASS and GOOGLE_APPLICATION_CREDENTIALS say where one is.
const LIKELY_NAME =
  /(?<!BY|COM)PASS(?=[\d_]|$)(?!_?THR)|PASSCODE|(?<!^OLD|^)PWD(?=[\d_]|$)|CRED(S|ENTIALS?)?(?=[\d_]|$)|AUTH(?=[\d_]|$)|AUTHORIZATION|(^|_)PRIVATE(_|$)|(SIGNING|ENCRYPTION|MASTER|DEPLOY|SSH|SSL|TLS)_?KEY/i;
const PATH_VALUE = /^(?:~|\.{1,2}|\/[\w.@:+,-]+)(?:\/[\w.@:+,-]+)+\/?$/;
// Variables that only say where a secret or an agent is, which the plan has to show.
const POINTER_NAME = /(_FILE|_PATH|_DIR|_SOCK|_SOCKET|_URL_FILE|^SSH_AUTH_SOCK|^XAUTHORITY)$/i;
const URL_CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;

// An HTTP header, as in `curl -H "Authorization: Bearer …"`; the scheme stays. Elsewhere a scheme is known by what follows it.
const HEADER = /\b(authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|digest|negotiate|apikey)\s+)?)[^\s"',;]+/gi;
const SCHEME = /\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/-]{6,}=*/g;

// Secrets that show by their shape, whatever the variable is called: web tokens (WLCG's and SLURM's among them), those of GitHub and
// GitLab, and private keys.
const SHAPES =
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|\bgh[oprsu]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Whether the value of a variable of this name is a secret itself. */
function isSecret(name: string, value: string): boolean {
  if (value === '' || POINTER_NAME.test(name)) return false;
  return SECRET_NAME.test(name) || (LIKELY_NAME.test(name) && !PATH_VALUE.test(value));
}

/** The value of a variable as it may be shown: secrets are hidden whole, credentials inside addresses in part. */
export function maskValue(name: string, value: string): string {
  return isSecret(name, value) ? MASK : maskText(value);
}

/**
 * Text as it may be shown: credentials in addresses, and the values of secret variables in `NAME=VALUE`. The one function for
 * plans, JSON, logs and messages (DESIGN.md 8).
 */
export function maskSecrets(text: string): string {
  const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(text);
  return assignment === null ? maskText(text) : `${assignment[1]}=${maskValue(assignment[1]!, assignment[2]!)}`;
}

/** Masks arguments: each by itself, and the value that follows `--setenv NAME`, `--token` and the like. */
export function maskArguments(argv: readonly string[]): readonly string[] {
  return argv.map((argument, index) => {
    const before = argv[index - 1];
    if (argv[index - 2] === '--setenv' && before !== undefined) return maskValue(before, argument);
    if (
      argument !== '--' &&
      before !== undefined &&
      /^--?(?!no-)[a-z][\w-]*$/i.test(before) &&
      isSecret(nameOfOption(before), argument)
    )
      return MASK;
    if (before !== undefined && /(^|authorization:\s*)(bearer|basic)$/i.test(before)) return MASK;
    const option = /^(--?[A-Za-z][A-Za-z0-9-]*)=([^]+)$/.exec(argument);
    if (option !== null && isSecret(nameOfOption(option[1]!), option[2]!)) return `${option[1]}=${MASK}`;
    return maskSecrets(argument);
  });
}

/** `--db-pass` as the variable would be called. */
function nameOfOption(option: string): string {
  return option.replace(/^-+/, '').replaceAll('-', '_');
}

function maskText(text: string): string {
  return text
    .replace(URL_CREDENTIALS, `$1${MASK}@`)
    .replace(HEADER, `$1${MASK}`)
    .replace(SCHEME, `$1${MASK}`)
    .replace(SHAPES, MASK);
}
