import {PROJECT_FILE} from './stored-start-look.ts';

// A process that waits for a file system in user space may not even be ended by SIGKILL, once that has been told what is wanted
// (request_wait_answer of the kernel). So it is a child that looks, and who waits for it ends after two seconds, whatever becomes of it;
// the child ends as soon as the kernel lets it. Somebody may have had the signal for that ignored or held back. Calls that Perl has no word for are made by number, for the two machines that hsf is built for. Whole
// numbers wrap, and -w asks as access does: what "use integer" and "use filetest 'access'" say, whose files take time to be found.
const HEAD = `BEGIN { $^H |= 0x400001 }
$SIG{__DIE__} = sub { exit 1 };
sub all { open IN, '<', $_[0] or return ''; local $/; my $text = <IN>; defined $text ? $text : '' }
sub same { my @one = stat $_[0]; my @other = stat $_[1]; @one && @other && $one[0] == $other[0] && $one[1] == $other[1] }
open IN, '<', '/proc/self/exe' or exit 1;
read IN, my $head, 20;
my ($class, $machine) = unpack 'x4 C x13 S', $head;
my ($times, $attribute, $mask) = $class != 2 ? exit 1 : $machine == 62 ? (262, 191, 14) : $machine == 183 ? (79, 8, 135) : exit 1;
my $alarm = pack 'Q', 1 << 13;
syscall $mask, 1, $alarm, 0, 8;
$SIG{ALRM} = 'DEFAULT';
$SIG{XFSZ} = 'IGNORE';
my $shell = getppid;
my $child = fork;
defined $child or exit 1;
alarm 2;
if ($child) {
  waitpid $child, 0;
  exit($? && 1);
}
my ($look, $sum, $from, $until, $day, $midnight, $history, $event, $record, $process, $facts, @words) = @ARGV;
my $now = 0 | all('/proc/uptime');
exit 1 if $sum ne '' && ($now < $from || $now >= $until);
my ($text, $coarse, $fine) = ('', $look, '');
for (@words) { if (substr($_, 0, 1) eq 'c') { $coarse .= $_ } else { $fine .= "$_\\n" } }
my (%harmless, $pwd, @hashed, @owned, @led);
defined(my $here = readlink '/proc/self/cwd') or exit 1;
while (@words && (my $word = shift @words) ne '-') {
  my $kind = substr $word, 0, 1, '';
`;

/** By the letters of the words: what is told for each. */
const KINDS: Readonly<Record<string, string>> = {
  u: `$harmless{$_} = 1 for split ' ', $word;`,
  e: `my @kept;
    open IN, '<', "/proc/$shell/environ" or exit 1;
    local $/ = "\\0";
    for (<IN>) {
      my $at = index $_, '=';
      my $name = $at < 0 ? $_ : substr $_, 0, $at;
      if ($name eq 'PWD') { $pwd = substr $_, 4, -1 } elsif (!$harmless{$name}) { push @kept, $_ }
    }
    exit 1 unless @kept;
    $text .= join "\\n", 'environment', sort(@kept), '';`,
  // A caller without PWD has one after the first shell: what only repeats where one is tells nothing.
  d: `$text .= "$here\\n";
    $text .= "$pwd\\n" if defined $pwd && $pwd ne $here && index($pwd, '/') == 0 && same($pwd, '.');`,
  j: `$text .= "gone\\n" unless same('.', $here);
    $text .= "inside\\n" if index("$here/", "$word/") == 0 || index("$here/", '/cvmfs/') == 0;
    for (my $place = $here eq '/' ? '' : $here; ; $place = substr $place, 0, rindex($place, '/')) {
      $text .= "project\\n" if -e "$place/${PROJECT_FILE}" || -l "$place/${PROJECT_FILE}";
      last if $place eq '';
    }`,
  p: `my ($found) = grep { -f $_ && -x $_ } map { ($_ eq '' ? '.' : $_) . "/$word" } split /:/, $ENV{PATH}, -1;
    $text .= (defined $found ? $found : '-') . "\\n";`,
  r: `$text .= "$word\\n" . all($word);`,
  n: `$text .= join('', map "$_/", sort grep substr($_, 0, 1) ne '.', opendir(FOLDER, $word) ? readdir FOLDER : ()) . "\\n";`,
  l: `$text .= join('', map "$_/", sort grep index($_, '.') > 0, opendir(FOLDER, $word) ? readdir FOLDER : ()) . "\\n";`,
  k: `$text .= (-d "$word/." || -d $word ? 'd' : -f $word ? 'f' : -S $word ? 's' : -e $word ? 'o' : 'm') . " $word\\n";`,
  x: `my $other = shift @words;
    $text .= (same($word, $other) ? 'same' : 'other') . " $other\\n";`,
  a: 'push @owned, $word;',
  f: 'push @led, $word;',
  // Opened as a mere place, nothing is asked of it: where it leads is what the kernel calls it.
  o: `for (@owned) { my @is = stat; $text .= sprintf "%o %s %s\\n", $is[2] & 07777, $is[4], $_ if @is }
    for (@owned, @led) { sysopen(IN, $_, 012000000) or next; $text .= readlink('/proc/self/fd/' . fileno IN) . "\\n" }`,
  w: `$text .= (-w $word ? 'w' : '-') . "\\n";`,
  m: `my $wanted = join '|', map quotemeta, split "\\n", $word;
    $text .= join '', all('/proc/self/mounts') =~ /^.*(?:$wanted).*\\n/mg;`,
  s: `$text .= join '', grep m{^(?:Uid|Gid|Groups|CapEff|NoNewPrivs|Seccomp):| /}, map { split /^/, all($_) } '/proc/self/mountinfo', '/proc/self/status';`,
  // Only a lookup makes a client switch to a new revision.
  h: `opendir FOLDER, $word or exit 1;
    my $any = 0;
    while (!$any && defined(my $name = readdir FOLDER)) { $any = substr($name, 0, 1) ne '.' }
    $text .= "empty\\n" unless $any;
    push @hashed, $word;`,
  g: `my ($name, $none) = ('user.root_hash', 0);
    for (@hashed) {
      my $value = "\\0" x 256;
      my $length = syscall $attribute, $_, $name, $value, 256;
      if ($length < 0) { $none = 1 } else { $text .= "# file: $_\\n$name=\\"" . substr($value, 0, $length) . "\\"\\n\\n" }
    }
    $text .= "none\\n" if $none;`,
};

// What is told and asked is summed up in steps that can be undone, so that no single change is lost; for the code a sum will do.
const TAIL = `}
my $buffer = "\\0" x 144;
for (@words) {
  next if syscall $times, -100, $_, $buffer, 0;
  my ($size, $second, $fraction) = unpack 'x48 q x48 q q', $buffer;
  $text .= sprintf "%d.%09d %d %s\\n", $second, $fraction, $size, $_;
}
$fine .= $text;
$_ .= "\\0" x (8 - length() % 8) for $coarse, $fine;
my $of = unpack '%64Q*', $coarse;
for (unpack 'Q*', $fine) { $of = ($of ^ $_) * 0x100000001b3; $of ^= $of >> 29 & 0x7ffffffff }
$of = sprintf '%u %u', $of, length($coarse) + length $fine;
if ($sum eq '') {
  print "$of\\n$now\\n$text";
  exit 0;
}
exit 1 if $of ne $sum;
$now -= $midnight;
my $at = sprintf '"at":"%sT%02d:%02d:%02dZ"', $day, $now / 3600, $now / 60 % 60, $now % 60;
umask 077;
if ($history ne '' && (!-e $history || (-f $history && -o $history))) {
  my $line = "{$at,$event,\\"directory\\":" . ($here =~ tr{A-Za-z0-9._/@+=:,-}{}c ? 'null' : "\\"$here\\"") . "}\\n";
  # Node makes a new one of it when it gets long.
  exit 1 if (-s $history || 0) + length $line > 1 << 20;
  my $written = sysopen(OUT, $history, 02101) && syswrite OUT, $line;
  exit 1 if !($written && $written == length $line) && -w $history;
}
`;

/** So that the start can be entered as long as it goes on; those that have ended go. */
const RECORD = `my ($folder, $name) = $record =~ m{^(.*/)(.*)$};
opendir FOLDER, $folder or exit 1;
for (readdir FOLDER) { unlink "$folder$_" if /^\\Q$name\\E([0-9]+)-stored\\.json$/ && !-d "/proc/$1" }
my ($begun) = all("/proc/$process/stat") =~ /.*\\) (.*)/s or exit 1;
$begun = (split ' ', $begun)[19];
open OUT, '>', "$record$process-stored.json" or exit 1;
print OUT "{\\"name\\":\\"$name$process\\",\\"pid\\":$process,\\"begun\\":\\"$begun\\",$at,$facts}\\n" or exit 1;
close OUT or exit 1;
`;

/**
 * The look of `stored-start-look.ts` in Perl, where that is: one program in the place of six. It takes the same words, tells the same
 * text but for the environment, which it reads as the kernel has it, with names that some shells lose, and ends itself after two seconds.
 *
 * Perl takes as long to read a line as to carry it out, so there are only those of words that are asked; and no module, each of which
 * takes as long as all the rest.
 *
 * @param words those that it is going to get, up to `-`
 */
export function perlLook(words: readonly string[], isRecorded: boolean): string {
  const letters = new Set(words.map(word => word[0] ?? ''));
  const kinds = Object.entries(KINDS).filter(([letter]) => letters.has(letter));
  const branches = kinds.map(([letter, code]) => `  if ($kind eq '${letter}') {\n    ${code}\n    next;\n  }\n`);
  return `${HEAD}${branches.join('')}${TAIL}${isRecorded ? RECORD : ''}exit 0`;
}
