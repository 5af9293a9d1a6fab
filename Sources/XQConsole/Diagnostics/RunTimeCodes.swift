// The codes of mistakes that show only while a text runs.

import XQLanguage

extension DiagnosticCode {
  static let unknownVariable = DiagnosticCode(
    "XQ0301", .text, "unknown variable",
    "A variable is read before anything was assigned to it. Most such mistakes are found before a text runs; behind a "
      + "'source' of a computed path, or after 'forget', they show when the line runs. 'show' lists the variables.",
    example: ("print $worst", "let worst = 3\nprint $worst"))

  static let unknownMember = DiagnosticCode(
    "XQ0302", .text, "unknown member",
    "Records, rows and objects have members by name, written behind a dot. 'show $x' lists them. A name with other "
      + "characters than letters, digits and '_' stands in brackets: $row[\"top-1\"].",
    example: ("let r = {layer: \"conv1\"}\nprint $r.layr", "let r = {layer: \"conv1\"}\nprint $r.layer"))

  static let unknownColumn = DiagnosticCode(
    "XQ0303", .text, "unknown column",
    "A command or a row expression names a column that the table in front of it does not have. The columns depend on "
      + "what comes from the left of '|': 'select' drops some, 'rename', 'derive' and 'group' make new ones.",
    example: ("[{mse: 1}] | where msee > 0", "[{mse: 1}] | where mse > 0"))

  static let indexOutOfRange = DiagnosticCode(
    "XQ0304", .text, "index beyond the end",
    "The first element is [0], the last one [-1]. An index beyond either end is an error; 'first' of an empty table "
      + "and first([]) are none.",
    example: ("let x = [1, 2]\nprint ($x[2])", "let x = [1, 2]\nprint ($x[-1])"))

  public static let wrongArgument = DiagnosticCode(
    "XQ0305", .text, "argument does not fit",
    "The value of an argument is not of the type that the command declares. 'help COMMAND' shows what it takes.",
    example: ("let n = \"many\"\n[{a: 1}] | head $n", "let n = 3\n[{a: 1}] | head $n"))

  static let wrongFunctionArgument = DiagnosticCode(
    "XQ0306", .text, "function and values do not fit",
    "A function got a value of a type that it does not take. 'help functions' lists what each of them wants. In a row "
      + "expression a column stands for one cell; the whole column of a table is $t.column.",
    example: ("print (mean(3))", "print (mean([3, 4]))"))

  static let tableWanted = DiagnosticCode(
    "XQ0307", .text, "no table",
    "The command works on a table, or on a list of records, which counts as one.",
    example: ("3 | head", "[{a: 3}] | head"))

  static let repeatedKey = DiagnosticCode(
    "XQ0308", .text, "key not unique",
    "'join' and 'diff' find the partner of a row by its key. Two rows of one table with the same key have no single "
      + "partner. Name more columns by --on, or make the rows unique first, by 'where' or 'group'."
  )

  static let noKey = DiagnosticCode(
    "XQ0309", .text, "no key",
    "The table has no column that is marked as its key, so 'join' and 'diff' must be told by which to match rows: --on.",
    example: ("[{a: 1, b: 2}] | join [{a: 1, c: 3}]", "[{a: 1, b: 2}] | join [{a: 1, c: 3}] --on a"))

  static let noSubject = DiagnosticCode(
    "XQ0310", .text, "nothing to work on",
    "The command works on the subject of the session when it is given nothing else, and there is none yet. "
      + "'use $x' chooses one."
  )

  static let notWalkable = DiagnosticCode(
    "XQ0311", .text, "nothing to walk over",
    "'for' walks over the elements of a list or the rows of a table.",
    example: ("for x in 3 { print $x }", "for x in range(1, 3) { print $x }"))

  static let missingParameter = DiagnosticCode(
    "XQ0312", .text, "parameter without value",
    "A 'param' without a default needs a value: behind the file on the command line as --NAME VALUE, or by 'let' before "
      + "the file is sourced.",
    example: ("param limit: number\nprint $limit", "param limit: number = 3\nprint $limit"))

  static let unknownParameter = DiagnosticCode(
    "XQ0313", .text, "unknown parameter",
    "An option behind the file on the command line names no 'param' of the script. 'xqsh run FILE --help' lists them.")

  static let repeatedColumn = DiagnosticCode(
    "XQ0314", .text, "column exists already",
    "The names of a table's columns are unique. 'derive' replaces a column of the same name; 'rename' does not.",
    example: ("[{a: 1, b: 2}] | rename a b", "[{a: 1, b: 2}] | rename a c"))

  static let nothingShown = DiagnosticCode(
    "XQ0315", .text, "nothing was shown yet",
    "$last, and a line that starts with '|' at the prompt, stand for the value that was shown last.",
    example: ("$last | to md", "[{a: 1}]\n$last | to md"))

  static let noValue = DiagnosticCode(
    "XQ0316", .text, "no value",
    "The command did its work and gave no value, so there is nothing to name, to hand on by '|' or to compute with.")

  static let unknownSetting = DiagnosticCode(
    "XQ0317", .text, "unknown setting",
    "'set' without arguments lists the settings with their values and defaults.",
    example: ("set thread 2", "set"))

  static let unknownTopic = DiagnosticCode(
    "XQ0318", .text, "unknown topic",
    "'help' lists commands and topics; 'help --find WORD' searches them.",
    example: ("help worstt", "help --find worst"))

  static let wrongSubject = DiagnosticCode(
    "XQ0319", .text, "cannot be the subject",
    "The subject is the object that commands work on when none is given; it must be of the kind that they work on.")

  static let notWritable = DiagnosticCode(
    "XQ0320", .text, "cannot be written that way",
    "'to csv' and 'to md' write tables; 'to json' writes any value.",
    example: ("3 | to csv", "3 | to json"))

  static let stopped = DiagnosticCode(
    "XQ0701", .expectation, "stopped by the script",
    "'stop \"text\"' ends the run like a 'require' that does not hold.",
    example: ("stop \"no data\"", "stop"))

  public static let interrupted = DiagnosticCode(
    "XQ0601", .interrupted, "interrupted",
    "The run was ended by Ctrl-C or by the host. What was measured so far is dropped; variables stay.")

  static let tooDeep = DiagnosticCode(
    "XQ0602", .refused, "nested too deeply",
    "Calls of a 'def', 'source' and blocks are refused beyond a number of levels, so that every script ends.",
    example: (
      "def f(n) { return $(f ($n + 1)) }\nf 1", "def f(n) { if $n > 3 { return $n }\nreturn $(f ($n + 1)) }\nf 1"
    ))

  static let tooManySteps = DiagnosticCode(
    "XQ0603", .refused, "too many steps",
    "The host allows a number of statements and rows for each run, and this one wanted more.")

  static let tooLarge = DiagnosticCode(
    "XQ0604", .refused, "too large",
    "A list, a table or a text would become larger than the console holds, or than its host allows.")

  static let tooSlow = DiagnosticCode(
    "XQ0608", .refused, "too slow",
    "The host allows a time for each run, and this one was not over then. What was measured so far is dropped.")

  static let tooMuchOutput = DiagnosticCode(
    "XQ0607", .refused, "too much output",
    "The host allows a number of bytes of results for each run, and this one wanted to show more.")

  /// A line for the shell where the policy allows no programs.
  public static let refusedShell = DiagnosticCode(
    "XQ0606", .refused, "no programs under --safe",
    "At the prompt a line that starts with '!' goes to the system's shell. Under '--safe' it does not: a program could "
      + "read and write anything. Scripts have no such thing at all.")

  /// Standard output that cannot be written.
  public static let outputFailed = DiagnosticCode(
    "XQ0501", .system, "output cannot be written",
    "Writing to standard output failed, for instance because the disk is full.")

  /// All codes of this module, for `help XQ0301`.
  static let ofTheConsole: [DiagnosticCode] = [
    unknownVariable, unknownMember, unknownColumn, indexOutOfRange,
    wrongArgument, wrongFunctionArgument, tableWanted, repeatedKey, noKey, noSubject, notWalkable, missingParameter,
    unknownParameter, repeatedColumn, nothingShown, noValue, unknownSetting, unknownTopic, wrongSubject,
    notWritable, noCommands, outputFailed, noJournal, interrupted, tooDeep, tooManySteps, tooLarge, tooSlow,
    tooMuchOutput, stopped, refusedShell, malformedLesson, unknownLesson, noLesson, noChoice, progressLost,
  ]

  /// Whether `try` leaves it alone: an interruption, or a limit of the host.
  var isBeyondTry: Bool {
    failure == .interrupted || self == .tooDeep || self == .tooManySteps || self == .tooLarge || self == .tooSlow
      || self == .tooMuchOutput
  }
}
