/** What is needed to follow links. */
type LinkReader = {readonly root: string; readonly readLink: (path: string) => string | null};

/** As many links as the kernel follows before it gives up. */
const MOST_LINKS = 40;

/**
 * The place on this machine of an absolute path of the described one. Below another root, links are followed by hand, since an
 * absolute target means that tree and not this machine. Null for a loop.
 */
export function placeOf(source: LinkReader, path: string): string | null {
  const root = source.root === '/' ? '' : source.root.replace(/\/+$/, '');
  if (root === '') return path;
  let rest = path.split('/').filter(part => part !== '');
  let done: string[] = [];
  for (let links = 0; rest.length > 0;) {
    const [part = '', ...after] = rest;
    rest = after;
    if (part === '.') continue;
    if (part === '..') {
      done = done.slice(0, -1);
      continue;
    }
    const target = source.readLink(`${root}/${[...done, part].join('/')}`);
    if (target === null) {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return null;
    if (target.startsWith('/')) done = [];
    rest = [...target.split('/').filter(each => each !== ''), ...rest];
  }
  return `${root}/${done.join('/')}`;
}
