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
// A password that was not quoted may have "/" and "@" in it; a port has a "/" behind it, and is none: docker://host:5000/image@sha256:…
const USER_BEFORE_PASSWORD = /[^\s/@:]+:(?!\d+(?:\/|$))/y;
const ENDS_PASSWORD = /[\s"'<>|;,]/g;
const USER_ALONE = /[^\s/@]*@/y;
const ENDS_SCHEME = /[A-Za-z0-9+.-]/;
// No password is endless.
const LONGEST_PASSWORD = 2048;
// As curl takes it: all_proxy=me:password@host:1080.
const PROXY_NAME = /proxy$/i;
const LONGEST_BARE = {user: 256, password: 4096};
const BEGINS_BARE = /[,;|=]./s;
// In a line of shell: export A_TOKEN=…, curl --password …. What is only a reference to a variable tells nothing.
const ASSIGNMENT = /\b([A-Za-z_]\w*)=("(?:[^"\\]|\\[^])*"|'[^']*'|[^\s;&|()<>"'`]+)/g;
const OPTION = /(^|\s)(--[A-Za-z][\w-]*)([= ]\s*)("(?:[^"\\]|\\[^])*"|'[^']*'|[^\s;&|()<>"'`]+)/g;
const REFERENCE = /^["']?(?:\$[\w{(].*|\d|true|false)?["']?$/s;
const USER_OPTION = /^(?:-u|-U|--user|--proxy-user)$/;

// An HTTP header, as in `curl -H "Authorization: Bearer …"`; the scheme stays. Elsewhere a scheme is known by what follows it.
const HEADER = /\b(authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|digest|negotiate|apikey)\s+)?)[^\s"',;]+/gi;
const SCHEME = /\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/-]{6,}=*/g;

// Secrets that show by their shape, whatever the variable is called: web tokens (WLCG's and SLURM's among them), those of GitHub and
// GitLab, and private keys. Where another token could begin, the first one ends: each beginning would be followed to the end of the text.
const SHAPES =
  /\beyJ(?=[\w.-]{11})(?:(?!\beyJ)[\w-]){0,2048}\.[\w-]+\.[\w-]*|\bgh[oprsu]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Whether the value of a variable of this name is a secret itself. */
function isSecret(name: string, value: string): boolean {
  if (value === '' || POINTER_NAME.test(name)) return false;
  return SECRET_NAME.test(name) || (LIKELY_NAME.test(name) && !PATH_VALUE.test(value));
}

/** The value of a variable as it may be shown: secrets are hidden whole, credentials inside addresses in part. */
export function maskValue(name: string, value: string): string {
  if (isSecret(name, value)) return MASK;
  return maskText(PROXY_NAME.test(name) ? maskBareCredentials(value) : value);
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
    // curl -u me:password; podman's --user 1000:1000 is none.
    if (before !== undefined && USER_OPTION.test(before) && /^[^:\s]+:[^]+$/.test(argument) && !/^\d+:\d+$/.test(argument))
      return `${argument.slice(0, argument.indexOf(':'))}:${MASK}`;
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

/** Text of any kind, such as a sentence, a line of shell or a header. */
export function maskText(text: string): string {
  return maskAddresses(text)
    .replace(SHAPES, MASK)
    .replace(ASSIGNMENT, (whole, name: string, value: string) =>
      isSecret(name, bare(value)) && !REFERENCE.test(value) ? `${name}=${MASK}` : whole,
    )
    .replace(OPTION, (whole, before: string, option: string, between: string, value: string) =>
      !option.startsWith('--no-') &&
      isSecret(nameOfOption(option), bare(value)) &&
      !REFERENCE.test(value) &&
      !value.startsWith('-')
        ? `${before}${option}${between}${MASK}`
        : whole,
    )
    .replace(HEADER, `$1${MASK}`)
    .replace(SCHEME, `$1${MASK}`);
}

/** Found by hand: a pattern would follow each beginning to the end of a long text. What lies ahead is looked for once. */
function maskAddresses(text: string): string {
  let shown = '';
  let done = 0;
  let [stop, next] = [-1, -1];
  for (let mark = text.indexOf('://'); mark >= 0; mark = text.indexOf('://', Math.max(mark + 1, done))) {
    const start = mark + 3;
    if (next < start) next = indexFrom(text, '@', start);
    if (next === text.length) break;
    if (!ENDS_SCHEME.test(text.charAt(mark - 1))) continue;
    let sign = -1;
    USER_BEFORE_PASSWORD.lastIndex = start;
    if (USER_BEFORE_PASSWORD.test(text)) {
      const password = USER_BEFORE_PASSWORD.lastIndex;
      if (stop < password) {
        ENDS_PASSWORD.lastIndex = password;
        stop = ENDS_PASSWORD.exec(text)?.index ?? text.length;
      }
      const last = Math.min(stop - 1, password + LONGEST_PASSWORD);
      if (next < password) next = indexFrom(text, '@', password);
      if (next <= last) sign = text.lastIndexOf('@', last);
    }
    USER_ALONE.lastIndex = start;
    if (sign < 0 && USER_ALONE.test(text)) sign = USER_ALONE.lastIndex - 1;
    if (sign < 0) continue;
    shown += `${text.slice(done, start)}${MASK}@`;
    done = sign + 1;
  }
  return shown + text.slice(done);
}

/** By hand for the same reason. */
function maskBareCredentials(text: string): string {
  let shown = '';
  let done = 0;
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', done)) {
    const part = text.slice(done, sign);
    const begin = bareBegin(part, done === 0);
    done = (begin === null ? sign : lastSignOf(text, sign)) + 1;
    shown += begin === null ? `${part}@` : `${part.slice(0, begin)}${MASK}@`;
  }
  return shown + text.slice(done);
}

/** A password that was not quoted may have signs in it: the last one before its end. */
function lastSignOf(text: string, sign: number): number {
  ENDS_PASSWORD.lastIndex = sign;
  const stop = ENDS_PASSWORD.exec(text)?.index ?? text.length;
  return text.lastIndexOf('@', stop);
}

/** Where a user and a password begin that the text ends with; null where it ends with none. */
function bareBegin(text: string, isFirst: boolean): number | null {
  let begin = text.length;
  while (begin > 0 && !/\s/.test(text.charAt(begin - 1))) begin -= 1;
  // A user begins with a word or behind a comma and the like; not behind the sign of the one before.
  let isFree = isFirst || begin > 0;
  for (let colon = text.indexOf(':', begin); colon >= 0; colon = text.indexOf(':', begin)) {
    const piece = text.slice(begin, colon);
    const from = Math.max(piece.lastIndexOf('/') + 1, piece.length - LONGEST_BARE.user - 1);
    const isWord = isFree && from <= 0 && piece !== '' && piece.length <= LONGEST_BARE.user;
    const behind = piece.slice(from).search(BEGINS_BARE);
    if ((isWord || behind >= 0) && !text.startsWith('//', colon + 1) && text.length - colon - 1 <= LONGEST_BARE.password)
      return isWord ? begin : begin + from + behind + 1;
    begin = colon + 1;
    isFree = false;
  }
  return null;
}

/** Where it is, at a place or behind it; the end where it is not. */
function indexFrom(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index < 0 ? text.length : index;
}

function bare(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value;
}
