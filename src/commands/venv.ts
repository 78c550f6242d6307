import {dirname, resolve} from 'node:path';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {chooseOne} from './choose-one.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {workingDirectory} from './list-request.ts';
import {lineWord} from '../start/shell-words.ts';
import {commandNamed} from './table.ts';
import {ACTIVATE_FILES, enteringFirst} from './venv-activate.ts';
import {venvText, VENV_FILE, type VenvNote} from '../settings/venv-file.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import {runTool} from '../system/run-tool.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf venv DIR [STACK]`: a Python venv with the Python of a stack, which knows its stack from then on. */
export async function venv(context: Context): Promise<number> {
  const {options, output, world, settings} = context;
  const directory = directoryOf(context);
  const [, ...stack] = context.invocation.positionals;
  const {given, positionals} = context.invocation;
  const asked = {words: ['venv', ...positionals.slice(0, 1)], given, rest: null};
  const choosing = {...context.invocation, asked, command: commandNamed('run')!, positionals: stack, rest: ['python3']};
  const {found} = await chooseOne({...context, invocation: choosing}, {kind: 'command', command: ['python3']});
  const {address} = found.variant;
  if (found.variant.found.entry.kind === 'image')
    throw new UserError('usage', `${address} is an image; a venv needs a stack that is set up.`, 'Choose another stack.');
  const made = await makeVenv(context, address, directory);
  const note: VenvNote = {stack: found.stack.address, variant: address, ...made, madeAt: world.now().toISOString()};
  write(`${directory}/${VENV_FILE}`, venvText(note));
  const cvmfs = settings.cvmfs === '/cvmfs' ? null : settings.cvmfs;
  for (const [name, language] of ACTIVATE_FILES) {
    const file = `${directory}/bin/${name}`;
    if (existsSync(file)) write(file, enteringFirst(language, readFileSync(file, 'utf8'), {directory, note, cvmfs}));
  }
  if (options.json) output.result(jsonDocument({directory, ...note}));
  // Its Python is a link below /cvmfs, which only what hsf starts sees where the tree is another one.
  const how = cvmfs === null ? `source ${lineWord(`${directory}/bin/activate`)}` : `hsf shell ${lineWord(directory)}`;
  output.note(`${directory} has Python ${note.python} of ${address}. To enter both: ${how}`);
  return EXIT.ok;
}

function directoryOf({invocation, world, settings}: Context): string {
  const cwd = workingDirectory(world);
  const word = invocation.positionals[0] ?? '';
  if (word === '') throw new UserError('usage', 'A venv needs a directory.', 'hsf venv DIR STACK');
  if (cwd === null && !word.startsWith('/'))
    throw new UserError('directory-missing', 'The working directory is gone.', 'Name the venv with its full path.');
  const directory = resolve(cwd ?? '/', word);
  if (['/cvmfs', settings.cvmfs].some(root => directory === root || directory.startsWith(`${root}/`)))
    throw new UserError('usage', `${directory} is on CVMFS, where nothing can be written.`, 'Choose a directory of yours.');
  // Start-up files of venvs are written in the languages of shells, which are lost at such names.
  if (/[^\x20-\x7e]|['"\\$`!:]/.test(directory))
    throw new UserError(
      'usage',
      `${directory} has a character that no venv can have in its path.`,
      'Choose a path without quotes, colons, "$", "!", "\\" and letters beyond ASCII.',
    );
  if (existsSync(directory))
    throw new UserError('usage', `${directory} is there already.`, 'Choose another directory, or remove it.');
  return directory;
}

/**
 * Python: makes a venv and tells about it. PYTHONHOME would make the new venv's own Python believe that it is the stack's, PYTHONPATH would
 * give pip what the stack has in place of its own.
 */
const MAKE = `import os, subprocess, sys
directory = sys.argv[1]
env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
program = sys.executable or "python3"
status = subprocess.run([program, "-m", "venv", directory], env=env, stdout=sys.stderr).returncode
if status == 0:
    tell = "import json, sys, sysconfig; paths = sysconfig.get_paths(); print(json.dumps([list(dict.fromkeys([paths['purelib'], paths['platlib']])), sys.version.split()[0]]))"
    status = subprocess.run([os.path.join(directory, "bin", "python3"), "-I", "-c", tell], env=env).returncode
sys.exit(status and 1)
`;

/** Longest time that Python may take: it unpacks pip. */
const LONGEST_MS = 300_000;

/** Runs the Python of the stack through `hsf run`, so that whatever a start needs is done as for any other command. */
async function makeVenv(
  {world, settings, invocation}: Context,
  address: string,
  directory: string,
): Promise<Pick<VenvNote, 'sitePackages' | 'python'>> {
  const program = world.fromSources ? `${world.home}/commands/main.ts` : `${world.home}/hsf.js`;
  const flags = [...invocation.given]
    .filter(
      ([name]) =>
        !['json', 'platform', 'arch', 'os', 'compiler', 'build', 'verbose', 'quiet', 'no-input', 'cvmfs'].includes(name),
    )
    .flatMap(([name, values]) => values.map(value => (value === '' ? `--${name}` : `--${name}=${value}`)));
  const env = {...world.env};
  delete env['VIRTUAL_ENV'];
  const words = ['run', address, ...flags, '--cvmfs', settings.cvmfs, '--', 'python3', '-c', MAKE, directory];
  const ended = await runTool([world.node, '--disable-warning=ExperimentalWarning', program, ...words], {
    env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    timeoutMs: LONGEST_MS,
  });
  const told = ended.status === 0 ? parseTold(ended.stdout, directory) : null;
  if (told !== null) return told;
  rmSync(directory, {recursive: true, force: true});
  // Below what hsf itself says is its advice, indented; Python ends with what matters.
  const reason =
    ended.stderr
      .trim()
      .split('\n')
      .findLast(line => !/^\s/.test(line)) ?? '';
  throw new UserError(
    ended.status === 127 ? 'command-missing' : 'venv-unusable',
    ended.status === 127
      ? `${address} has no python3.`
      : `The Python of ${address} could not make a venv${reason === '' ? '.' : `: ${reason.replace(/^hsf: /, '')}`}`,
    ended.status === 127
      ? `Choose a stack that has one: hsf search Python`
      : `Try it: hsf run ${address} -- python3 -m venv ${directory}`,
  );
}

function parseTold(text: string, directory: string): Pick<VenvNote, 'sitePackages' | 'python'> | null {
  try {
    const [paths, python] = JSON.parse(text.trim().split('\n').at(-1) ?? '') as [string[], string];
    const sitePackages = paths.filter(path => path.startsWith(`${directory}/`)).map(path => path.slice(directory.length + 1));
    return sitePackages.length > 0 && typeof python === 'string' ? {sitePackages, python} : null;
  } catch {
    return null;
  }
}

function write(file: string, text: string): void {
  const written = writeAtomically(file, text);
  if (written.status === 'failed')
    throw new UserError('write-failed', `${file} cannot be written (${written.code}).`, `Make ${dirname(file)} writable.`);
}
