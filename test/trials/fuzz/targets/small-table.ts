import {describeHost} from '../../../../src/choose/describe-host.ts';
import {judge} from '../../../../src/choose/judge.ts';
import {stackTable, type StackTable} from '../../../../src/choose/stack-table.ts';
import {machine} from '../../../choose/machine.ts';
import {findings, found, kinds} from '../../../choose/scene.ts';

/** A table with a few stacks. */
export function smallTable(): StackTable {
  const host = describeHost(machine({'/etc/os-release': 'ID=almalinux\nVERSION_ID=9.4\n'}));
  const variants = [
    found('LCG_107', 'x86_64-el9-gcc13-opt', kinds.lcg),
    found('LCG_107', 'aarch64-el9-gcc13-opt', kinds.lcg),
    found('2023.06', 'x86_64/amd/zen3', kinds.eessi),
  ];
  return stackTable(judge(findings(variants), host), host);
}
