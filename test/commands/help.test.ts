import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {helpText, shortHelp} from '../../src/commands/help.ts';
import {manPage} from '../../src/commands/man-page.ts';
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

  test('of hsf names every command and the statuses', () => {
    const text = helpText(PICKER_COMMAND, 80);
    for (const {name} of COMMANDS) expect(text).toContain(`  ${name}`);
    expect(text).toMatch(/125.*126.*127/s);
    expect(shortHelp().split('\n').length).toBeLessThan(24);
  });
});

test('man/hsf.1 is current; "npx vitest run test/commands/help.test.ts -u" writes it', async () => {
  await expect(manPage(version)).toMatchFileSnapshot(join(root, 'man/hsf.1'));
});
