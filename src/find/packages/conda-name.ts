import {packageOf, type Package} from './package.ts';

/** `python-dateutil-2.9.0-pyhd8ed1ab_0.json` of `conda-meta` → python-dateutil 2.9.0: version and build have no dashes. */
export function parseCondaMeta(file: string): Package | null {
  if (!file.endsWith('.json') || file.startsWith('.')) return null;
  const words = file.slice(0, -'.json'.length).split('-');
  const version = words.at(-2) ?? '';
  return words.length < 3 || words.at(-1) === '' ? null : packageOf(words.slice(0, -2).join('-'), version);
}
