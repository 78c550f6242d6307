/** Shell code as it stands, where `\${` is the shell's own. */
export const shellText = (parts: TemplateStringsArray, ...values: readonly string[]) =>
  String.raw(parts, ...values).replaceAll('\\${', '${');
