import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {PickerPorts} from '../../src/tui/picker-input.ts';
import {PACKAGES_DELAY_MS, packagesEffect} from '../../src/tui/packages-effect.ts';
import {answerKey} from '../../src/tui/state/answers.ts';
import {currentVariant} from '../../src/tui/state/picker-state.ts';
import {reducer} from '../../src/tui/state/reducer.ts';
import {packagesOfRow} from '../../src/tui/state/stack-rows.ts';
import {createStore} from '../../src/tui/store.ts';
import {portsFor} from '../terminal/fixtures/ports.ts';
import {smallCatalogue, tableOf} from './fixtures/catalogue.ts';
import {opened} from './fixtures/screen-text.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started(changes: Partial<PickerPorts> = {}) {
  const store = createStore(reducer, opened());
  const asked: string[] = [];
  const ports = portsFor({silent: false});
  const end = packagesEffect(store, {
    now: () => 0,
    ports: {
      ...ports,
      packagesOf: variant => {
        asked.push(variant.address);
        return ports.packagesOf(variant);
      },
      packageWords: table => {
        asked.push('words');
        return ports.packageWords(table);
      },
      ...changes,
    },
  });
  const rest = () => vi.advanceTimersByTimeAsync(PACKAGES_DELAY_MS);
  return {store, asked, end, rest, type: (text: string) => store.dispatch({type: 'insert', text})};
}

test('asks about the selected variant when the keys rest, and once', async () => {
  const {store, asked, rest, end} = started();
  store.dispatch({type: 'command', command: 'down'});
  await vi.advanceTimersByTimeAsync(PACKAGES_DELAY_MS - 1);
  store.dispatch({type: 'command', command: 'up'});
  await vi.advanceTimersByTimeAsync(PACKAGES_DELAY_MS - 1);
  expect(asked).toEqual([]);
  await rest();
  const variant = currentVariant(store.state())!;
  expect(asked).toEqual([variant.address]);
  expect(store.state().answers.get(answerKey.packages(variant))?.status).toBe('known');
  store.dispatch({type: 'command', command: 'down'});
  store.dispatch({type: 'command', command: 'up'});
  await rest();
  expect(asked).toEqual([variant.address]);
  expect(vi.getTimerCount()).toBe(0);
  end();
});

test('a failure is an answer too', async () => {
  const {store, rest, end} = started({packagesOf: () => Promise.reject(new Error('sft.cern.ch does not answer.'))});
  await rest();
  expect(store.state().answers.get(answerKey.packages(currentVariant(store.state())!))).toEqual({
    status: 'failed',
    problem: 'sft.cern.ch does not answer.',
  });
  end();
});

test('what is typed finds packages as soon as it is known what has them, and the rows say so', async () => {
  const {store, asked, rest, end, type} = started();
  await rest();
  expect(asked).not.toContain('words');
  type('root 6.34 el9');
  expect(store.state().stack.rows).toEqual([]);
  await rest();
  const {table, stack, packages} = store.state();
  expect(stack.rows.map(({address}) => address)).toEqual(['lcg/LCG_107']);
  expect(packagesOfRow(table, stack.rows[0]!, ['root', '6.34', 'el9'], packages)).toEqual([{name: 'ROOT', version: '6.34.04'}]);
  type(' gcc14');
  await rest();
  expect(asked.filter(one => one === 'words')).toHaveLength(1);
  store.dispatch({type: 'update', update: {table: tableOf(smallCatalogue().slice(0, 3))}});
  await rest();
  expect(asked.filter(one => one === 'words')).toHaveLength(2);
  expect(store.state().stack.rows).toHaveLength(1);
  end();
});

test('where nothing is remembered it says once how to get it', async () => {
  const {store, rest, end, type} = started({packageWords: () => Promise.resolve(null)});
  type('root 6.34');
  await rest();
  expect(store.state().notice).toMatch(/hsf search ROOT/);
  end();
});

test('nothing is asked after the end', async () => {
  const {asked, rest, end, type} = started();
  type('r');
  end();
  await rest();
  expect(asked).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
