import {describe, expect, test} from 'vitest';
import {osNamed} from '../../src/choose/grammars/words.ts';
import {classWords, familiesFor, imageWord, isNative, isNewerPointRelease} from '../../src/choose/os-rules.ts';
import {osFromWord} from '../../src/choose/os-release.ts';

const os = (word: string) => osNamed(word) ?? {id: word, version: null};

test.each([
  {built: 'el9', on: ['el9']},
  {built: 'rocky9.3', on: ['el9']},
  {built: 'cs8', on: ['el8']},
  {built: 'el10', on: ['el10']},
  {built: 'centos7', on: ['centos7']},
  {built: 'cc7', on: ['centos7']},
  {built: 'slc6', on: ['slc6']},
  {built: 'slc5', on: ['slc5', 'slc6']},
  {built: 'almalinux', on: ['el9', 'el8', 'el10']},
  {built: 'ubuntu22', on: ['ubuntu2204']},
  {built: 'ubuntu2204', on: ['ubuntu2204']},
  {built: 'linuxmint21', on: ['ubuntu2204']},
  {built: 'opensuse15', on: ['sles15', 'opensuse-leap15', 'sles_sap15', 'sle_hpc15']},
  {built: 'amazonlinux2', on: ['amzn2']},
  {built: 'fedora42', on: ['fedora42']},
])('$built is built for $on', ({built, on}) => expect(familiesFor(os(built))).toEqual(on));

test.each([
  {word: 'almalinux9.8', image: 'el9', classes: ['el9']},
  {word: 'slc6', image: 'slc6', classes: ['slc6', 'el6']},
  {word: 'centos7', image: 'centos7', classes: ['centos7', 'el7']},
  {word: 'ubuntu2204', image: 'ubuntu2204', classes: ['ubuntu2204']},
  {word: 'debian12', image: 'debian12', classes: ['debian12']},
  {word: 'almalinux', image: 'el9', classes: ['el9']},
])('$word has images of $image, and people call it $classes', ({word, image, classes}) => {
  expect(imageWord(os(word))).toBe(image);
  expect(classWords(os(word))).toEqual(classes);
});

describe('programs built for', () => {
  test.each([
    {built: 'el9', host: 'almalinux9.6', runs: true},
    {built: 'el9', host: 'ubuntu22.04', runs: false},
    {built: 'almalinux9.8', host: 'almalinux9.8', runs: true},
    {built: 'almalinux9.8', host: 'rocky9.8', runs: true},
    {built: 'almalinux9.8', host: 'almalinux9.6', runs: false},
    {built: 'almalinux9.8', host: 'almalinux9.10', runs: true},
    {built: 'almalinux9.8', host: 'centos-stream9', runs: true},
    {built: 'almalinux9.8', host: 'almalinux8.10', runs: false},
    {built: 'slc5', host: 'scientific6.10', runs: true},
    {built: 'slc6', host: 'scientific5.11', runs: false},
    {built: 'sles15', host: 'opensuse-leap15.6', runs: true},
    {built: 'sles15', host: 'opensuse-leap16.0', runs: false},
    {built: 'ubuntu2204', host: 'ubuntu22.10', runs: false},
    {built: 'debian12', host: 'debian12', runs: true},
    {built: 'debian12', host: 'debian13', runs: false},
    {built: 'mac13', host: 'macos14', runs: true},
    {built: 'mac14', host: 'macos13', runs: false},
    {built: 'mac14', host: 'macos14', runs: true},
    {built: 'mac1015', host: 'macos 10.15', runs: true},
    {built: 'mac1015', host: 'macos 10.14', runs: false},
    {built: 'mac1014', host: 'macos 11', runs: true},
    {built: 'mac12', host: 'debian12', runs: false},
    {built: 'debian12', host: 'macos12', runs: false},
    {built: 'mac12', host: 'darwin', runs: true},
    {built: 'alpine3.20', host: 'alpine3.19', runs: false},
  ])('$built run on $host: $runs', ({built, host, runs}) => expect(isNative(os(built), osFromWord(host))).toBe(runs));

  test('anything run on a system that nobody knows: no', () => {
    expect(isNative(os('el9'), {id: null, version: null, family: null})).toBe(false);
  });
});

test.each([
  {built: 'almalinux9.8', host: 'almalinux9.6', newer: true},
  {built: 'almalinux9.8', host: 'almalinux9.8', newer: false},
  {built: 'almalinux9.8', host: 'almalinux9', newer: false},
  {built: 'almalinux9.8', host: 'debian12', newer: false},
  {built: 'el9', host: 'almalinux9.6', newer: false},
])('$built is a newer point release than $host: $newer', ({built, host, newer}) => {
  expect(isNewerPointRelease(os(built), osFromWord(host))).toBe(newer);
});
