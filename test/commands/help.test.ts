import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {COMPLETION_SHELLS, completionScript} from '../../src/commands/completion-scripts.ts';
import {helpText, shortHelp} from '../../src/commands/help.ts';
import {manPage} from '../../src/commands/man-page.ts';
import {COMMANDS, flagsOf, PICKER_COMMAND} from '../../src/commands/table.ts';

const root = join(import.meta.dirname, '..', '..');
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string};

describe('help', () => {
  test.each(COMMANDS)('of $name names every flag with its variable and stays within the width', command => {
    const text = helpText(command, 80);
    for (const flag of flagsOf(command)) {
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

describe('completion', () => {
  test.each(COMPLETION_SHELLS)('script for %s names every command and flag', shell => {
    const script = completionScript(shell);
    for (const command of COMMANDS) {
      expect(script).toContain(command.name);
      for (const flag of flagsOf(command)) expect(script).toContain(shell === 'fish' ? `-l ${flag.name}` : `--${flag.name}`);
    }
  });

  test.each(COMPLETION_SHELLS.filter(shell => spawnSync(shell, ['-c', ':']).status === 0))(
    'script for %s is understood by it',
    shell => {
      const folder = mkdtempSync(join(tmpdir(), 'hsf-completion-'));
      try {
        writeFileSync(join(folder, 'script'), completionScript(shell));
        expect(spawnSync(shell, ['-n', join(folder, 'script')], {encoding: 'utf8'})).toMatchObject({status: 0, stderr: ''});
      } finally {
        rmSync(folder, {recursive: true});
      }
    },
  );

  test.each(COMPLETION_SHELLS)('script for %s has the families that are known, and no other words of theirs', shell => {
    const script = completionScript(shell, ['lcg', 'key4hep', "x'; rm -rf /"]);
    expect(script).toContain('lcg key4hep');
    expect(script).not.toContain('rm -rf');
  });

  const completed = (...words: readonly string[]) => {
    const line = `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _hsf; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['--noprofile', '--norc', '-c', `${completionScript('bash', ['lcg', 'eessi'])}\n${line}`], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
  };

  test('in bash gives commands, flags of the command and values', () => {
    expect(completed('hsf', 'sea')).toEqual(['search']);
    expect(completed('hsf', '--cvm')).toEqual(['--cvmfs']);
    expect(completed('hsf', 'shell', 'x', '--cont')).toEqual(['--container']);
    expect(completed('hsf', 'shell', 'x', '--container', 'a')).toEqual(['auto', 'always']);
    expect(completed('hsf', 'config', 'un')).toEqual(['unset']);
    expect(completed('hsf', 'list', '--family', 'ee')).toEqual(['eessi']);
    expect(completed('hsf', 'family', 'show', '')).toEqual(['lcg', 'eessi']);
  });
});
