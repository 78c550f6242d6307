/** Variables of which a value may be made: those of who, and where, one is. */
export const SUBSTITUTED = ['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'PWD'] as const;
export type Substituted = (typeof SUBSTITUTED)[number];

/** A value with places for what differs between users and directories: `['/tmp/', {of: 'USER'}]`. Plain text is itself. */
export type Template = string | readonly (string | {readonly of: Substituted})[];
