import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {dumpAfter, dumpBefore} from '../../../src/start/environment/dump-script.ts';
import {type Dump, parseDump, withoutSecretValues} from '../../../src/start/environment/dump.ts';
import {bashAfter} from './stored-scene.ts';

const ENV = {PATH: '/usr/bin:/bin', LANG: 'C.UTF-8'};

/** Any bytes but NUL, as bash writes them. */
const ansi = (text: Uint8Array) => `$'${[...text].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const bytes = fc.uint8Array({min: 1, maxLength: 12});
const unicode = fc.string({unit: 'binary', maxLength: 8}).map(each => Buffer.from(each.replaceAll('\0', '')));

function dumpOf(code: string, env: Readonly<Record<string, string>> = ENV): Dump {
  return bashAfter(code, env, '/').dump;
}

describe('a dump of bash', () => {
  test('tells every value exactly: variables, arrays, aliases, whatever is in them', {timeout: 30_000}, () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, unicode), {minLength: 12, maxLength: 12}), all => {
        const unique = [...new Map(all.map(item => [text(item), item])).values()].filter(item => item.length > 0);
        const lines = [
          ...all.map((item, index) => `export E${index}=${ansi(item)} S${index}=${ansi(item)}; declare +x S${index}`),
          `list=(${all.map(ansi).join(' ')})`,
          'declare -A table',
          ...unique.map((item, index) => `k=${ansi(item)}; table[$k]=${index}`),
        ];
        const {after} = dumpOf(lines.join('\n'));
        for (const [index, item] of all.entries()) {
          expect(after.exported.get(`E${index}`)).toBe(text(item));
          expect(after.shellVariables.get(`S${index}`)).toEqual({name: `S${index}`, attributes: '', value: text(item)});
        }
        expect(after.shellVariables.get('list')?.value).toEqual(all.map((item, index) => [String(index), text(item)]));
        const table = after.shellVariables.get('table')?.value as readonly (readonly [string, string])[];
        expect(new Map(table)).toEqual(new Map(unique.map((item, index) => [text(item), String(index)])));
      }),
      {numRuns: 25},
    );
  });

  test('tells functions, aliases, completions, options, traps, limits and descriptors', () => {
    const {before, after} = dumpOf(`f() { cat <<EOF
}
g () 
{ 
EOF
}; export -f f
alias ll='ls -l' 'x.y'=z
complete -o nospace -W 'a b' 'foo bar'; complete -F _f -D
shopt -s extglob nullglob; trap 'echo "a b"' USR1; ulimit -S -c 0; ulimit -S -s 1024; exec 7</dev/null`);
    expect(after.functions.get('f')).toBe('f () \n{ \n    cat <<EOF\n}\ng () \n{ \nEOF\n\n}');
    expect([...after.exportedFunctions]).toEqual([['f', '() {  cat <<EOF\n}\ng () \n{ \nEOF\n\n}']]);
    expect(Object.fromEntries(after.aliases)).toEqual({ll: 'ls -l', 'x.y': 'z'});
    expect([...after.completions.values()].toSorted()).toEqual([
      ['-F', '_f', '-D'],
      ['-o', 'nospace', '-W', 'a b', 'foo bar'],
    ]);
    expect([before.options.get('extglob'), after.options.get('extglob'), after.options.get('nullglob')]).toEqual([
      false,
      true,
      true,
    ]);
    const changed = [...after.rest].filter(([what, value]) => before.rest.get(what) !== value).map(([what]) => what);
    expect(changed).toEqual(expect.arrayContaining(['the trap at SIGUSR1', 'the limit of stack size', 'descriptor 7']));
  });

  test('has strange attributes, and what is declared and has no value', () => {
    const {after} = dumpOf(
      'declare -i n=5; declare -x only; declare -a empty=(); declare -rl low=ABC; declare -n other=n; export un=',
    );
    expect(after.shellVariables.get('n')).toEqual({name: 'n', attributes: 'i', value: '5'});
    expect(after.shellVariables.get('empty')).toEqual({name: 'empty', attributes: 'a', value: []});
    expect(after.shellVariables.get('low')).toEqual({name: 'low', attributes: 'rl', value: 'abc'});
    expect(after.exported.get('un')).toBe('');
    expect(after.exported.has('only')).toBe(false);
  });

  test('does without what the set-up has made of builtins, options and IFS', () => {
    const {after} = dumpOf(
      'printf() { echo no; }; declare() { echo no; }; echo() { :; }; case_() { :; }; compgen() { :; }; mapfile() { :; }; read() { :; }; export IFS=x A=1; IFS=x',
    );
    expect(after.exported.get('A')).toBe('1');
    expect([...after.functions.keys()]).toEqual(['case_', 'compgen', 'declare', 'echo', 'mapfile', 'printf', 'read']);
  });

  test('holds 200 kB in one value, and five hundred functions', () => {
    const {after} = dumpOf(
      'printf -v BIG "%200000s" ""; export FINE=1; for i in {1..500}; do eval "f$i() { echo $i; }"; done; unset i; export -n BIG',
    );
    expect(after.shellVariables.get('BIG')?.value).toHaveLength(200_000);
    expect(after.functions.size).toBe(500);
  });

  test('leaves secrets out, and tells which were changed', () => {
    const env = {...ENV, MY_TOKEN: 'geheim', DB_PASSWORD: 'geheim', PROXY: 'http://me:geheim@proxy:1', TOKEN_FILE: '/a'};
    const script = `${dumpBefore('>&3')}MY_TOKEN=neu; export NEW_SECRET=neu; unset DB_PASSWORD\n${dumpAfter('>&3')}`;
    const {output} = spawnSync('/bin/bash', ['-c', script], {env, stdio: ['ignore', 'pipe', 'inherit', 'pipe']});
    const raw = output[3] as unknown as Buffer;
    expect(raw.toString()).not.toMatch(/geheim|neu/);
    const parsed = parseDump(raw);
    expect(parsed.status === 'ok' && Object.fromEntries(parsed.dump.secrets)).toEqual({
      DB_PASSWORD: null,
      MY_TOKEN: null,
      NEW_SECRET: null,
    });
    expect(parsed.status === 'ok' && parsed.dump.after.exported.get('TOKEN_FILE')).toBe('/a');
  });

  test('that told secrets is without them on the disk', () => {
    const script = `${dumpBefore('>&3', 'told')}export NEW_SECRET=neu A=1\n${dumpAfter('>&3', 'told')}`;
    const {output} = spawnSync('/bin/bash', ['-c', script], {env: ENV, stdio: ['ignore', 'pipe', 'inherit', 'pipe']});
    const raw = output[3] as unknown as Buffer;
    const parsed = parseDump(raw);
    expect(parsed.status === 'ok' && Object.fromEntries(parsed.dump.secrets)).toEqual({NEW_SECRET: 'neu'});
    const kept = withoutSecretValues(raw);
    expect(kept.toString()).not.toContain('neu');
    expect(parseDump(kept).status).toBe('ok');
  });
});

describe('what is no dump', () => {
  const real = spawnSync('/bin/bash', ['-c', `${dumpBefore('>&3')}f() { :; }; x=(1 2)\n${dumpAfter('>&3')}`], {
    ...{env: ENV, stdio: ['ignore', 'pipe', 'inherit', 'pipe']},
  }).output[3] as unknown as Buffer;

  test('is told so, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), fc.boolean(), (noise, ended) => {
        const all = ended ? Buffer.concat([Buffer.from('before\0'), noise, Buffer.from('\0end\0')]) : Buffer.from(noise);
        expect(['ok', 'damaged']).toContain(parseDump(all).status);
      }),
      {numRuns: 500},
    );
  });

  test('nor does a real one that is damaged anywhere do more than be refused', () => {
    expect(parseDump(real).status).toBe('ok');
    fc.assert(
      fc.property(fc.nat(real.length - 1), fc.nat(255), fc.nat(40), (at, byte, cut) => {
        const damaged = Buffer.concat([real.subarray(0, at), Buffer.of(byte), real.subarray(at + 1 + cut)]);
        expect(['ok', 'damaged']).toContain(parseDump(damaged).status);
        expect(['ok', 'damaged']).toContain(parseDump(withoutSecretValues(damaged)).status);
      }),
      {numRuns: 500},
    );
  });

  test('is one that has not come to its end', () => {
    expect(parseDump(real.subarray(0, -4)).status).toBe('damaged');
    expect(parseDump(Buffer.alloc(0)).status).toBe('damaged');
  });
});
