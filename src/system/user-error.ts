/** Machine-readable name of every failure a user can act on; goes out as `error.code` with `--json` (DESIGN.md 5). */
export type UserErrorCode =
  | 'usage'
  | 'stack-unknown'
  | 'stack-ambiguous'
  | 'choice-missing'
  | 'variant-unknown'
  | 'variant-cannot-run'
  | 'nothing-found'
  | 'cvmfs-missing'
  | 'repository-not-answering'
  | 'repository-failed'
  | 'entry-missing'
  | 'family-invalid'
  | 'settings-invalid'
  | 'theme-invalid'
  | 'engine-missing'
  | 'engine-unusable'
  | 'gpu-unusable'
  | 'image-missing'
  | 'mount-conflict'
  | 'mount-missing'
  | 'directory-missing'
  | 'setup-failed'
  | 'command-missing'
  | 'not-executable'
  | 'not-utf8'
  | 'environment-too-large'
  | 'timeout'
  | 'no-terminal'
  | 'cancelled'
  | 'write-failed'
  | 'demo-failed'
  | 'nested'
  | 'project-not-allowed'
  | 'project-invalid'
  | 'project-missing'
  | 'venv-unusable';

/** The valid values of each choice that is missing or wrong, by the flag's name without dashes (`{compiler: ['gcc13', 'gcc14']}`). */
export type Choices = Readonly<Record<string, readonly string[]>>;

/**
 * Something the user can act on. Throw it anywhere; only `commands/main.ts` catches it. Other errors are bugs and show their stack.
 *
 * `message` says in one sentence what is wrong, with the name of the thing; `advice` is one action.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: UserErrorCode;
  readonly advice: string;
  readonly choices: Choices | undefined;

  constructor(code: UserErrorCode, message: string, advice: string, options: ErrorOptions & {readonly choices?: Choices} = {}) {
    super(message, options);
    this.code = code;
    this.advice = advice;
    this.choices = options.choices;
  }
}
