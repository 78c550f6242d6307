import {columns} from './text-columns.ts';
import type {Paint} from './text-paint.ts';
import type {Host} from '../choose/host.ts';
import {printable} from '../system/printable.ts';

/** The host for people: one fact a line, with where it was found. */
export function hostText(host: Host, paint: Paint): string {
  const fact = (title: string, value: string | null, origin: string | undefined): readonly string[] => [
    paint('strong', title),
    [
      value === null || value === '' ? paint('faint', 'unknown') : printable(value),
      ...(origin === undefined ? [] : [paint('faint', `(${printable(origin)})`)]),
    ].join(' '),
  ];
  const {cpu, os, libc, origins} = host;
  const rows = [
    fact('kernel', host.kernel, origins['kernel']),
    fact('architecture', host.arch, origins['arch']),
    fact('CPU vendor', cpu.vendor, origins['cpu.vendor']),
    fact(
      'CPU level',
      cpu.level ?? (host.arch === 'x86_64' || host.arch === null ? null : 'none on this architecture'),
      origins['cpu.level'],
    ),
    fact('CPU', cpu.microarchitecture, origins['cpu.microarchitecture']),
    fact('CPU runs', cpu.candidates.join(' '), origins['cpu.candidates']),
    fact('system', joined(os.id, os.version), origins['os.id']),
    fact('platforms say', os.family, origins['os.family']),
    fact('C library', joined(libc.name, libc.version), origins['libc.name']),
    fact('GPUs', host.gpus.length === 0 ? 'none found' : host.gpus.join(', '), origins['gpus']),
    fact('shells', host.shells.length === 0 ? 'none found' : host.shells.join(' '), origins['shells']),
  ];
  const engines = host.engines.map(engine => [
    `  ${printable(engine.name)}`,
    engine.usable ? paint('good', 'usable') : paint('bad', 'not usable'),
    printable(engine.version ?? ''),
    printable(engine.reason),
  ]);
  return [...columns(rows), ...(engines.length === 0 ? [] : [paint('strong', 'engines'), ...columns(engines)]), ''].join('\n');
}

function joined(name: string | null, version: string | null): string | null {
  return name === null ? null : version === null ? name : `${name} ${version}`;
}
