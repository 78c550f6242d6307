/** What npm adds for its scripts, apart from its own `npm_…`. */
const OF_NPM = new Set(['INIT_CWD', 'NODE', 'COLOR']);

/**
 * The environment as it was before `npm start`, so that hsf, and the shell that it becomes, are not given npm's own variables and
 * the tools of this checkout.
 */
export function userEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own = Object.entries(env).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return value !== undefined && !name.startsWith('npm_') && !OF_NPM.has(name);
  });
  return Object.fromEntries(own.map(([name, value]) => [name, name === 'PATH' ? withoutTools(value) : value]));
}

function withoutTools(path: string): string {
  return path
    .split(':')
    .filter(part => !/\/node_modules\/(?:\.bin|npm\/node_modules\/.*\/node-gyp-bin|@npmcli\/run-script\/.*)$/.test(part))
    .join(':');
}
