/**
 * `npm run pictures`: draws the pictures of the documentation anew, from the demo tree.
 *
 * `node build/pictures.ts --gallery DIR [THEME…]` draws every screen at every size and in every theme (or the named ones), to be looked at.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import xterm from '@xterm/headless';
import {BINDINGS} from '../src/tui/keys/bindings.ts';
import {frameRows} from '../src/tui/layout.ts';
import type {Size} from '../src/tui/layout.ts';
import type {PickerPorts, ThemeEntry} from '../src/tui/picker-input.ts';
import {openingState} from '../src/tui/state/opening.ts';
import type {Action, Command, PickerState} from '../src/tui/state/picker-state.ts';
import {reducer} from '../src/tui/state/reducer.ts';
import {symbolsFor} from '../src/tui/text/symbols.ts';
import {BUILT_IN_THEMES, builtInTheme} from '../src/tui/theme/built-in-themes.ts';
import {paintWith} from '../src/tui/theme/sgr.ts';
import type {Theme} from '../src/tui/theme.ts';
import {painted} from '../src/tui/view/line.ts';
import {drawScreen} from '../src/tui/view/screen.ts';
import {demoScene, firstRun} from './picture-scenes.ts';
import type {Scene} from './picture-scenes.ts';
import {svgOf} from './picture-svg.ts';

type Picture = {
  /** Commands by name, and text in angle brackets. */
  readonly steps: readonly string[];
  readonly scene?: (scene: Scene) => Scene;
};

const PICTURES: Readonly<Record<string, Picture>> = {
  list: {steps: []},
  typed: {steps: ['<el9 gcc>']},
  facets: {steps: ['forward', 'right']},
  table: {steps: ['forward', 'platform-view']},
  start: {steps: ['<el8>', 'start-question']},
  details: {steps: ['details']},
  palette: {steps: ['palette']},
  // There is somebody to ask, but nobody is: the themes are given with the state.
  themes: {steps: ['themes'], scene: scene => ({...scene, ports: {} as PickerPorts})},
  repositories: {steps: ['repositories'], scene: firstRun},
  help: {steps: ['help']},
  loading: {steps: [], scene: firstRun},
};

const SIZES: readonly Size[] = [
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 120, rows: 40},
  {columns: 200, rows: 60},
];

/** Those that the README and `docs` show. */
const DOCUMENTED: Readonly<
  Record<string, {readonly picture: string; readonly size: Size; readonly theme: string; readonly fullScreen?: boolean}>
> = {
  'picker.svg': {picture: 'list', size: {columns: 120, rows: 34}, theme: 'default-dark'},
  'facets.svg': {picture: 'facets', size: {columns: 100, rows: 30}, theme: 'default-dark'},
  'start.svg': {picture: 'start', size: {columns: 110, rows: 34}, theme: 'default-dark'},
  'commands.svg': {picture: 'palette', size: {columns: 100, rows: 34}, theme: 'default-dark'},
  'narrow.svg': {picture: 'list', size: {columns: 40, rows: 16}, theme: 'default-light'},
  'full-screen.svg': {picture: 'typed', size: {columns: 200, rows: 32}, theme: 'catppuccin', fullScreen: true},
};

const scene = await demoScene();
const [flag, directory, ...names] = process.argv.slice(2);
if (flag === '--gallery' && directory !== undefined) await gallery(directory, names.length > 0 ? names : BUILT_IN_THEMES);
else {
  const folder = join(import.meta.dirname, '..', 'docs', 'pictures');
  for (const [file, {picture, size, theme, fullScreen = false}] of Object.entries(DOCUMENTED)) {
    const state = stateOf(PICTURES[picture]!, size, builtInTheme(theme)!, fullScreen);
    writeFileSync(join(folder, file), await pictureOf(state));
    console.error(`Wrote ${join(folder, file)}.`);
  }
}

async function gallery(folder: string, themes: readonly string[]): Promise<void> {
  mkdirSync(folder, {recursive: true});
  for (const theme of themes) {
    for (const size of SIZES) {
      for (const [name, picture] of Object.entries(PICTURES)) {
        const state = stateOf(picture, size, builtInTheme(theme)!, false);
        writeFileSync(join(folder, `${theme}-${size.columns}x${size.rows}-${name}.svg`), await pictureOf(state));
      }
    }
  }
}

function stateOf({steps, scene: change = same => same}: Picture, size: Size, theme: Theme, fullScreen: boolean): PickerState {
  const rows = frameRows(size.rows, 0.6, fullScreen);
  const opening = openingState({...change(scene), theme}, {columns: size.columns, rows});
  const opened = reducer(opening, {type: 'themes', themes: BUILT_IN_THEMES.map(themeEntry)});
  return steps.reduce((state, step) => play(state, step), opened);
}

function themeEntry(name: string): ThemeEntry {
  const known = builtInTheme(name)!;
  return {name, title: known.title, origin: 'built-in', theme: known, problem: null};
}

function play(state: PickerState, step: string): PickerState {
  if (step.startsWith('<')) return reducer(state, {type: 'insert', text: step.slice(1, -1)});
  // However many questions lie before it.
  if (step === 'start-question') return state.step === 'start' ? state : play(reducer(state, command('forward')), step);
  return reducer(state, command(step as Command));
}

function command(name: Command): Action {
  return {type: 'command', command: name};
}

async function pictureOf(state: PickerState): Promise<string> {
  const {columns, rows} = state.size;
  const {lines, cursor} = drawScreen(state, {symbols: symbolsFor(false), bindings: BINDINGS});
  const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
  const paint = paintWith(state.theme, 24);
  await new Promise<void>(resolve => terminal.write(lines.map(line => painted(line, paint)).join('\r\n'), resolve));
  return svgOf(terminal, {ground: state.theme.ground === 'light' ? 'light' : 'dark', cursor});
}
