import {fileOf, lockBeside, lockFileOf} from './allow.ts';
import {readCatalogue, type Catalogue} from './catalogue.ts';
import {projectChecker} from './check-project.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {sickFailure} from './find-one.ts';
import {jsonDocument} from './json.ts';
import {lockedChoice, type LockFile} from './lock-file.ts';
import {look} from './look.ts';
import {catalogOf} from './pin-stack.ts';
import {noteFindings} from './repository-notes.ts';
import {columns} from './text-columns.ts';
import {paintFor} from './text-paint.ts';
import {resolvePinned} from '../choose/pinned.ts';
import {repositoryOf, unseenOf} from '../choose/unseen.ts';
import type {Findings} from '../find/found.ts';
import {askedOf} from '../settings/project-data.ts';
import {readProjectFile} from '../settings/project-file.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** One thing that is pinned, and what has become of it. */
export type CheckedThing = {
  readonly thing: 'project' | 'variant' | 'entry' | 'repository' | 'catalog' | 'image';
  readonly state: 'same' | 'moved-on' | 'gone' | 'unknown';
  /** One sentence. */
  readonly message: string;
  /** What could take its place: an address. */
  readonly nearest: string | null;
};

/** `hsf check`: what is pinned compared with what is there. 1 when something is gone, or cannot be looked at. */
export async function check(context: Context): Promise<number> {
  const {options, output} = context;
  const file = fileOf(context);
  const read = await lockBeside(context, file);
  if (read === null)
    throw new UserError('project-missing', `${lockFileOf(file)} is not there.`, 'Pin the stack of the project: hsf lock');
  const {lock} = read;
  const catalogue = await readCatalogue(context);
  noteFindings(catalogue.findings, catalogue.stacks.length === 0, output);
  const things = [
    ...(await askedThing(file, lock, context)),
    variantThing(lock, catalogue, context),
    ...(await placeThings(lock, catalogue.findings, context)),
    ...(await revisionThings(lock, catalogue.findings, () => catalogOf(lock.entry, lock.repository, context))),
  ];
  const isWell = things.every(({state}) => state === 'same' || state === 'moved-on');
  if (options.json) output.result(jsonDocument({file: lockFileOf(file), variant: lock.variant, lockedAt: lock.lockedAt, things}));
  else {
    const paint = paintFor(context);
    const rows = things.map(({thing, state, message, nearest}) => [
      thing,
      state === 'same' ? paint('faint', state) : state,
      printable(`${message}${nearest === null ? '' : ` Nearest: ${nearest}`}`),
    ]);
    output.result(`${columns(rows).join('\n')}\n`);
  }
  return isWell ? EXIT.ok : EXIT.failure;
}

const thing = (
  what: CheckedThing['thing'],
  state: CheckedThing['state'],
  message: string,
  nearest: string | null = null,
): CheckedThing => ({thing: what, state, message, nearest});

/** Whether the project file still asks for what was pinned; nothing where it cannot be read, which `hsf allow` is there to tell. */
async function askedThing(file: string, lock: LockFile, {world}: Context): Promise<readonly CheckedThing[]> {
  const read = readProjectFile(file, world.uid);
  const checked = read.status === 'text' ? (await projectChecker())(read.text, file) : null;
  if (checked?.status !== 'project' || askedOf(checked.project) === lockedChoice(lock).asked) return [];
  return [thing('project', 'moved-on', `${file} asks for something else now, so the lock is not used; "hsf lock" pins it anew.`)];
}

function variantThing(
  lock: LockFile,
  {stacks, findings}: Pick<Catalogue, 'stacks' | 'findings'>,
  context: Context,
): CheckedThing {
  const pinned = {...lock, update: 'exact', fragments: null, image: null} as const;
  const found = resolvePinned(stacks, pinned, {address: null});
  switch (found.status) {
    case 'one':
      return thing('variant', 'same', `${lock.variant} is there.`);
    case 'cannot-run':
      return thing(
        'variant',
        'same',
        `${lock.variant} is there, but cannot run here: ${found.variant.verdict.reason}`,
        found.nearest?.address ?? null,
      );
    default: {
      const sick = sickFailure(findings, context);
      if (sick !== null) return thing('variant', 'unknown', sick.message);
      const unseen = unseenOf(lock.repository, findings.repositories);
      if (unseen !== null)
        return thing('variant', 'unknown', `${unseen.fqrn} ${unseen.what}, so ${lock.variant} may be there or not.`);
      const what = found.status === 'gone' ? found.what : `${lock.variant} is not there.`;
      return thing('variant', 'gone', what, found.status === 'gone' ? (found.nearest?.address ?? null) : null);
    }
  }
}

/** Margin for what is said afterwards. */
const MARGIN_MS = 300;

async function placeThings(lock: LockFile, {repositories}: Findings, context: Context): Promise<readonly CheckedThing[]> {
  const places = [
    {what: 'entry', path: lock.entry} as const,
    ...(lock.image?.startsWith('/cvmfs/') === true ? [{what: 'image', path: lock.image} as const] : []),
  ];
  const answers = await look(
    context,
    places.map(({path}) => ({path, what: 'state'})),
    MARGIN_MS,
  );
  return places.map(({what, path}, index) => {
    const answer = answers[index];
    const unseen = unseenOf(repositoryOf(path), repositories);
    if (answer?.status === 'missing' && unseen !== null) return thing(what, 'unknown', `${path}: ${unseen.fqrn} ${unseen.what}.`);
    if (answer?.status === 'missing') return thing(what, 'gone', `${path} is not there.`);
    if (answer?.status === 'state') return thing(what, 'same', `${path} is there.`);
    const why = answer?.status === 'not-answering' ? 'its repository does not answer' : 'it cannot be looked at';
    return thing(what, 'unknown', `${path}: ${why}.`);
  });
}

/** @param catalogNow hash of the catalog that holds the entry; asked only when the repository has moved on */
export async function revisionThings(
  lock: LockFile,
  findings: Pick<Findings, 'repositories'>,
  catalogNow: () => Promise<string | null>,
): Promise<readonly CheckedThing[]> {
  // A tree without a client has no revisions; what is there is all that can be told.
  if (lock.rootHash === null) return [];
  const now = findings.repositories.find(({fqrn}) => fqrn === lock.repository);
  if (now === undefined || now.rootHash === null)
    return [thing('repository', 'unknown', `${lock.repository} does not tell its revision here.`)];
  if (now.rootHash === lock.rootHash)
    return [thing('repository', 'same', `${lock.repository} is at revision ${lock.revision ?? 'unknown'}, as it was.`)];
  const moved = thing(
    'repository',
    'moved-on',
    `${lock.repository} was at revision ${lock.revision ?? 'unknown'} and is at ${now.revision ?? 'unknown'} now.`,
  );
  if (lock.catalog === null) return [moved];
  const catalog = await catalogNow();
  if (catalog === lock.catalog) return [moved, thing('catalog', 'same', 'What lies around the entry is as it was.')];
  return [
    moved,
    catalog === null
      ? thing('catalog', 'unknown', 'The catalog of the entry cannot be told.')
      : thing('catalog', 'moved-on', 'What lies around the entry has been published anew.'),
  ];
}
