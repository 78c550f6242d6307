import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {helpText, shortHelp} from '../../src/commands/help.ts';
import {manPage} from '../../src/commands/man-page.ts';
import {familiesPage, projectPage, type Schema} from '../../src/commands/man-schema.ts';
import {GLOBAL_FLAGS} from '../../src/commands/flags.ts';
import {COMMANDS, PICKER_COMMAND, toldFlags} from '../../src/commands/table.ts';

const root = join(import.meta.dirname, '..', '..');
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string};

describe('help', () => {
  test.each(COMMANDS)('of $name names every flag with its variable and stays within the width', command => {
    const text = helpText(command, 80);
    for (const flag of [...toldFlags(command), ...GLOBAL_FLAGS]) {
      expect(text).toContain(`--${flag.name}`);
      if (flag.twin !== null) expect(text).toContain(`[${flag.twin}]`);
    }
    expect(text.split('\n').filter(line => line.length > 80)).toEqual([]);
  });

  test.each([PICKER_COMMAND, ...COMMANDS])('of "$name" fits a narrow terminal, but for lines to be copied', command => {
    const copied = new Set(command.examples.map(([line]) => `  ${line}`));
    const wide = helpText(command, 40)
      .split('\n')
      .filter(line => line.length > 40 && !copied.has(line));
    expect(wide.filter(line => line.trim().includes(' '))).toEqual([]);
  });

  test('of hsf names every command and the statuses', () => {
    const text = helpText(PICKER_COMMAND, 80);
    for (const {name} of COMMANDS) expect(text).toContain(`  ${name}`);
    expect(text).toMatch(/125.*126.*127/s);
    expect(shortHelp().split('\n').length).toBeLessThan(24);
  });
});

describe('manual', () => {
  const schema = (name: string) => JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), 'utf8')) as Schema;
  const pages: Readonly<Record<string, string>> = {
    'hsf.1': manPage(version),
    'hsf-families.5': familiesPage(schema('family'), schema('rules'), version),
    'hsf.toml.5': projectPage(schema('project'), version),
  };

  test.each(Object.entries(pages))(
    'man/%s is current; "npx vitest run test/commands/help.test.ts -u" writes it',
    async (name, page) => {
      await expect(page).toMatchFileSnapshot(join(root, 'man', name));
    },
  );

  test.each(Object.entries(pages))('man/%s says nothing that roff warns of', (_, page) => {
    const ended = spawnSync('groff', ['-man', '-ww', '-z', '-K', 'utf8', '-rLL=80n', '-Tutf8'], {input: page, encoding: 'utf8'});
    expect(ended).toMatchObject({status: 0, stderr: ''});
  });

  test.each([
    ['hsf-families.5', 'family'],
    ['hsf-families.5', 'rules'],
    ['hsf.toml.5', 'project'],
  ])('man/%s has every key of the schema of %s', (page, name) => {
    for (const key of Object.keys(schema(name).properties ?? {}))
      expect(pages[page]).toMatch(new RegExp(`^\\.(?:B|SH) \\[*${key.replace('$', '\\$')}`, 'm'));
  });
});
