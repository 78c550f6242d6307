import type {ListedImage} from './listed-images.ts';
import {columns} from './text-columns.ts';
import type {Paint} from './text-paint.ts';
import {printable} from '../system/printable.ts';

/** The images for people: a line each, in columns. What only its name tells has a question mark. */
export function imagesText(images: readonly ListedImage[], paint: Paint): string {
  const lines = columns(images.map(image => row(image, paint)));
  return lines.map(line => `${line}\n`).join('');
}

function row(image: ListedImage, paint: Paint): readonly string[] {
  const {libc, named} = image;
  return [
    printable(image.image),
    systemWords(image, paint),
    libc === null ? paint('faint', '-') : printable(libc.version === null ? `${libc.name}` : `${libc.name} ${libc.version}`),
    named.arch === null ? paint('faint', '-') : printable(named.arch),
    howWords(image, paint),
  ];
}

function systemWords({os, isRead}: ListedImage, paint: Paint): string {
  if (os === null) return paint('faint', '-');
  const own = [os.id, os.version].filter(word => word !== null).join(' ');
  const word = os.family === null || os.family === own.replaceAll(/[ .]/g, '') ? own : `${os.family} (${own})`;
  return isRead ? printable(word) : paint('faint', `${printable(os.family ?? own)}?`);
}

function howWords({kind, engine, reason, startsAtOnce, storedBy}: ListedImage, paint: Paint): string {
  const what = storedBy === null ? kind : `stored by ${storedBy}`;
  if (engine === null) return `${paint('bad', what)}${paint('faint', `: ${printable(reason ?? 'no engine starts it')}`)}`;
  // Some engines copy what they store before they start it for the first time.
  const how =
    storedBy === engine
      ? 'which starts it'
      : startsAtOnce
        ? `starts at once with ${engine}`
        : `is unpacked and started by ${engine}`;
  return `${paint('good', what)}${paint('faint', `, ${how}${reason === null ? '' : `; ${printable(reason)}`}`)}`;
}
