import {execFile, execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {OWN_NAME} from '../own-name.ts';
import {tmuxClient} from './tmux-client.ts';

const run = promisify(execFile);

/** Longest wait for something to be seen; generous, since CI machines are slow and nothing waits longer than it must. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 25;
const STILL_LOOKS = 8;
export const PROMPT = 'ready> ';
/** What every server is told before its first session: no line of its own, no waiting for what follows an Esc. */
const SETTINGS = `
set-option -g status off
set-option -g escape-time 0
# A frame that the narrowest of windows breaks takes thousands of lines, and must push none of those above out.
set-option -g history-limit 50000
`;

/** After the first session: before it, some versions of tmux end with this. */
const OWN_SIZE = [';', 'set-option', '-g', 'window-size', 'manual'];

export type SceneOptions = {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** A terminal with a shell in it, driven and looked at like a person would. */
export type Scene = {
  /** A folder of its own, removed in the end. */
  readonly folder: string;
  /** Types text exactly, without Enter, in one chunk. */
  readonly type: (text: string) => Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `Escape`, `Down`, `C-c`. All of them in one go. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Sends raw bytes, up to 2000 of them in one chunk. */
  readonly sendBytes: (text: string) => Promise<void>;
  /** Pastes as a terminal does, in brackets where the program asked for them. */
  readonly paste: (text: string) => Promise<void>;
  /** Types a shell command and Enter. */
  readonly command: (line: string) => Promise<void>;
  /** Waits until the screen shows it; fails with the screen. */
  readonly sees: (what: string | RegExp) => Promise<void>;
  /** Waits until the screen does not show it any more. */
  readonly seesNoMore: (what: string | RegExp) => Promise<void>;
  /** Waits for the prompt of the outer shell on the last line with text. */
  readonly seesPrompt: () => Promise<void>;
  /** Waits until nothing has moved for a while, where nothing tells when something is over (a resize). */
  readonly stands: () => Promise<void>;
  readonly screen: () => Promise<string>;
  /** The screen with its escape sequences for colours. */
  readonly colouredScreen: () => Promise<string>;
  /** Screen and everything above it, with lines whole that were broken at the edge. */
  readonly history: () => Promise<string>;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  readonly state: () => Promise<{
    readonly cursor: readonly [number, number];
    readonly alternate: boolean;
    readonly cursorShown: boolean;
  }>;
  /** Runs a command in the shell of the scene and returns what it printed. */
  readonly output: (line: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/** Null when tmux is there, else the reason to skip. */
export function tmuxMissing(): string | null {
  try {
    execFileSync('tmux', ['-V'], {stdio: 'ignore'});
    return null;
  } catch {
    return 'tmux is not installed, so nothing was tried in a terminal';
  }
}

let scenes = 0;

export async function openScene({columns, rows, env = {}}: SceneOptions): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-scene-'));
  // A server of its own: a test never meets the sessions of the person who runs it.
  const settings = join(folder, '.tmux.conf');
  writeFileSync(settings, SETTINGS);
  const server = ['-L', `hsf-test-${OWN_NAME}-${++scenes}`, '-f', settings];
  const size = ['-x', String(columns), '-y', String(rows)];
  await run('tmux', [...server, 'new-session', '-d', ...size, '-c', folder, 'exec bash --norc --noprofile', ...OWN_SIZE], {
    env: clean(env),
  });
  const client = await tmuxClient(server, clean(env));
  const tmux = client.ask;
  const screen = () => tmux('capture-pane', '-p');

  const waitFor = async (what: string, holds: (text: string) => boolean): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    let text = await screen();
    while (!holds(text)) {
      if (Date.now() > end) throw new Error(`${what}, but the screen is:\n${text.trimEnd()}`);
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
      text = await screen();
    }
  };
  const found = (text: string, what: string | RegExp) => (typeof what === 'string' ? text.includes(what) : what.test(text));

  const scene: Scene = {
    folder,
    type: text => scene.sendBytes(text),
    press: async (...keys) => void (await tmux('send-keys', '--', ...keys)),
    sendBytes: async text => {
      const bytes = [...Buffer.from(text)].map(byte => byte.toString(16));
      // tmux refuses a command of more than some 16 kB.
      for (let at = 0; at < bytes.length; at += 2000) await tmux('send-keys', '-H', '--', ...bytes.slice(at, at + 2000));
    },
    paste: async text => {
      const file = join(folder, `.paste-${++scenes}`);
      writeFileSync(file, text);
      await tmux('load-buffer', file);
      await tmux('paste-buffer', '-p', '-r');
    },
    command: line => scene.sendBytes(`${line}\r`),
    // Also where a narrow terminal broke the line.
    sees: what => waitFor(`Expected to see ${String(what)}`, text => found(text, what) || found(text.replaceAll('\n', ''), what)),
    seesNoMore: what => waitFor(`Expected to see no more ${String(what)}`, text => !found(text, what)),
    seesPrompt: () => waitFor('Expected the prompt of the shell', text => text.trimEnd().endsWith(PROMPT.trimEnd())),
    stands: async () => {
      let before = '';
      let still = 0;
      await waitFor('Expected the screen to stand still', text => {
        still = text === before ? still + 1 : 0;
        before = text;
        return still === STILL_LOOKS;
      });
    },
    screen,
    colouredScreen: () => tmux('capture-pane', '-p', '-e'),
    history: () => tmux('capture-pane', '-p', '-J', '-S', '-', '-E', '-'),
    resize: async (width, height) => void (await tmux('resize-window', '-x', String(width), '-y', String(height))),
    state: async () => {
      const answer = (await tmux('display-message', '-p', '#{cursor_x} #{cursor_y} #{alternate_on} #{cursor_flag}'))
        .trim()
        .split(' ')
        .map(Number);
      return {cursor: [answer[0] ?? -1, answer[1] ?? -1], alternate: answer[2] === 1, cursorShown: answer[3] === 1};
    },
    output: async line => {
      const name = join(folder, `.output-${++scenes}`);
      await scene.command(`{ ${line}; } >${name} 2>&1; mv ${name} ${name}.done`);
      const end = Date.now() + PATIENCE_MS;
      while (!existsSync(`${name}.done`)) {
        if (Date.now() > end) throw new Error(`"${line}" did not end; the screen is:\n${(await screen()).trimEnd()}`);
        await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
      }
      return readFileSync(`${name}.done`, 'utf8').trim();
    },
    close: async () => {
      await tmux('kill-server').catch(() => '');
      await client.ended;
      // What ran in it may still be on its way out, and write its history.
      rmSync(folder, {recursive: true, force: true, maxRetries: 10, retryDelay: 100});
    },
  };
  await scene.command(`PS1='${PROMPT}'; PS2=; clear`);
  await waitFor('Expected the first prompt', text => text.trim() === PROMPT.trim());
  // What is typed before the shell has the terminal is shown twice, or thrown away.
  await scene.seesPrompt();
  return scene;
}

function clean(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'LC_ALL'];
  const env: NodeJS.ProcessEnv = {LANG: 'C.UTF-8', ...more};
  for (const name of kept) if (process.env[name] !== undefined && !(name in more)) env[name] = process.env[name];
  return env;
}
