import type {Changes, Status} from './status.ts';
import {columns} from './text-columns.ts';
import {printable} from '../system/printable.ts';

const NOWHERE = 'This shell is in no stack.\n';
const KINDS = [
  ['set', 'set', 'set'],
  ['lists', 'list', 'lists'],
  ['unset', 'unset', 'unset'],
  ['functions', 'function', 'functions'],
  ['aliases', 'alias', 'aliases'],
  ['completions', 'completion', 'completions'],
  ['others', 'other', 'others'],
] as const;

/** Where one is, for people. */
export function statusText(status: Status | null, verbose: boolean): string {
  if (status === null) return NOWHERE;
  const {variant, since, underneath, changes, dropped, revision, mounts} = status;
  const rows = [
    ['  how', howText(status)],
    ...(since === null ? [] : [['  since', since]]),
    ...(changes === null ? [] : [['  changed', countsText(changes)]]),
    ...(verbose && changes !== null
      ? KINDS.flatMap(([key, , many]) => (changes[key].length === 0 ? [] : [[`    ${many}`, changes[key].join(' ')]]))
      : []),
    ...(dropped === null || dropped.length === 0 ? [] : [['  dropped', dropped.join(' ')]]),
    ...(underneath.length === 0 ? [] : [['  underneath', underneath.join(', ')]]),
    ...(revision === null ? [] : [['  revision', revisionText(revision, status.how)]]),
    ...(mounts === null ? [] : [['  mounts', verbose ? mounts.map(({target}) => target).join(' ') : `${mounts.length}`]]),
  ].map(([title, value]) => [title ?? '', printable(value ?? '')]);
  return [printable(variant), ...columns(rows), ''].join('\n');
}

function howText({how, enteredIn, container, level}: Status): string {
  const on = level > 1 ? `, level ${level}` : '';
  const inside = container === null ? '' : ` in a container of ${container.image ?? "this machine's root"}`;
  if (how !== 'in-place') return `a shell that hsf started${inside}${on}; "exit" leaves it`;
  return enteredIn === null
    ? `"hsf use" in a shell around this one${inside}${on}; it is left there`
    : `"hsf use" in this ${enteredIn}${inside}${on}; "hsf leave" leaves it`;
}

function countsText(changes: Changes): string {
  const parts = KINDS.flatMap(([key, one, many]) => {
    const count = changes[key].length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function revisionText({repository, moved}: NonNullable<Status['revision']>, how: Status['how']): string {
  if (moved === null) return `${repository} does not tell its revision now`;
  return moved
    ? `${repository} has moved on since; ${how === 'in-place' ? '"hsf switch" to the same stack' : 'a new start'} enters what is there now`
    : `${repository} is as it was`;
}
