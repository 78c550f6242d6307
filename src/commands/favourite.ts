import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {failureOf} from './find-one.ts';
import {jsonDocument} from './json.ts';
import {keepNames} from './word-files.ts';
import {resolveStack} from '../choose/resolve.ts';
import {appendHistory, historyFile, readHistory} from '../settings/history.ts';
import {nearest} from '../system/nearest.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf favourite`: the stacks that the picker shows first. Marks are lines of the history, so that many can mark at once. */
export async function favourite(context: Context): Promise<number> {
  const [word = 'list', typed] = context.invocation.positionals;
  switch (word) {
    case 'list':
      return show(context, marks(context));
    case 'add':
    case 'remove': {
      if (typed === undefined)
        throw new UserError('usage', `"hsf favourite ${word}" needs a stack.`, `hsf favourite ${word} LCG_107`);
      const address = word === 'add' ? await known(context, typed) : marked(context, typed);
      const note = keepMark(context, address, word === 'add');
      if (!context.options.json) context.output.note(note);
      return context.options.json ? show(context, marks(context)) : EXIT.ok;
    }
    default:
      throw new UserError(
        'usage',
        `"hsf favourite" has no word "${word}".`,
        `Words are add, remove and list; to mark a stack: hsf favourite add ${word}`,
      );
  }
}

/**
 * Marks a stack as a favourite, or takes the mark away.
 *
 * @returns what was done, in a sentence
 * @throws UserError `write-failed`
 */
export function keepMark(context: Context, address: string, on: boolean): string {
  mark(context, address, on ? 'marked' : 'unmarked');
  keepNames(context.directories.cache, 'favourites', marks(context));
  return `${address} is ${on ? 'a favourite now' : 'no favourite any more'}.`;
}

function marks({directories, world, output}: Context): readonly string[] {
  const {favourites, problems} = readHistory(historyFile(directories), world.uid, world.now());
  for (const problem of problems) output.note(problem);
  return favourites;
}

function show({options, output}: Context, favourites: readonly string[]): number {
  if (options.json) output.result(jsonDocument({favourites}));
  else if (favourites.length > 0) output.result(favourites.map(address => `${printable(address)}\n`).join(''));
  else output.note('Nothing is marked. To mark a stack: hsf favourite add STACK');
  return EXIT.ok;
}

/** The stack that was meant; its variants are no favourites. */
async function known(context: Context, typed: string): Promise<string> {
  const {stacks, findings} = await readCatalogue(context);
  const found = resolveStack(stacks, typed);
  if (found.status === 'stack') return found.stack.address;
  throw failureOf(found, findings, context) ?? new Error('a stack that is none');
}

/** One of those that are marked: it need not be there any more. */
function marked(context: Context, typed: string): string {
  const all = marks(context);
  const [stack = typed] = typed.split('@');
  const address = all.find(one => one === typed || one === stack) ?? all.find(one => one.slice(one.indexOf('/') + 1) === stack);
  if (address !== undefined) return address;
  const near = nearest(stack, all);
  throw new UserError(
    'stack-unknown',
    `${typed} is no favourite.`,
    near.length > 0 ? `Near it: ${near.join(', ')}.` : 'Run "hsf favourite" for those that are.',
  );
}

function mark({directories, world}: Context, address: string, event: 'marked' | 'unmarked'): void {
  const notKept = appendHistory(
    historyFile(directories),
    {at: world.now().toISOString(), event, address, variant: null},
    world.uid,
  );
  if (notKept === null) return;
  throw new UserError(
    'write-failed',
    notKept.message.replace('so this start is not remembered', 'so the mark cannot be kept'),
    'Make the file writable, or move it away.',
  );
}
