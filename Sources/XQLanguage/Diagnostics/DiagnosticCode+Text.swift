// Codes of this module, 01xx: the text cannot be read.

extension DiagnosticCode {
  static let notUnicode = text(
    "XQ0101", "text that is not UTF-8",
    "The text has bytes that are no UTF-8. Save the file as UTF-8; accented letters of an old encoding are the usual cause.")
  static let controlCharacter = text(
    "XQ0102", "a control character",
    """
    Of the characters below space, a text has tabs and line ends alone. Others come in by copying from a terminal; delete \
    them, or write them in a string as '\\u{1B}'.
    """)
  static let lookAlike = text(
    "XQ0103", "a character that only looks like another",
    """
    Word processors and web pages turn quotes, blanks and dashes into prettier ones. The language knows the plain ones \
    of the keyboard alone.
    """,
    "note “worst layer”", "note \"worst layer\"")
  static let openString = text(
    "XQ0104", "a string without its end",
    "A string in '\"' or \"'\" ends on its line. Text of several lines stands between '\"\"\"' and '\"\"\"'.",
    "note \"worst layer", "note \"worst layer\"")
  static let unknownEscape = text(
    "XQ0105", "an unknown '\\' in a string",
    """
    A string in '"' knows \\n \\t \\\\ \\" \\{ and \\u{…}. A string in "'" takes every character as it is, which suits paths \
    and patterns.
    """,
    "note \"C:\\data\"", "note 'C:\\data'")
  static let badNumber = text(
    "XQ0106", "a number that cannot be read",
    """
    Numbers look like 12, 0.05, 1e-4, 1_000, with a unit attached: 15dB, 5%, 2GiB, 100ms. The units are dB, %, B kB MB GB \
    KiB MiB GiB, us ms s min h.
    """,
    "let limit = 15db", "let limit = 15dB")
  static let openBracket = text(
    "XQ0107", "a bracket without its partner",
    "Each '(', '[' and '{' is closed by its own partner, and nothing is closed that was not opened.",
    "let n = len($(errors)", "let n = len($(errors))")
  static let unexpected = text(
    "XQ0108", "something else is wanted here",
    "The text does not go on as the grammar wants it. 'help language' shows the grammar.",
    "for layer in $names explain $layer", "for layer in $names { explain sqnr $layer }")
  static let missingBlank = text(
    "XQ0109", "arguments without white space between them",
    """
    Arguments are separated by white space, and nothing in a word is replaced. A path that is put together is a string with \
    '{ }' in it; a function call stands in parentheses.
    """,
    "load $dir/float.onnx", "load \"{$dir}/float.onnx\"")
  static let shortOption = text(
    "XQ0110", "an option that is not written '--name'",
    "Options are long words behind two dashes. There are no one-letter options; many need none at all.",
    "errors | head -n 5", "errors | head 5")
  static let comma = text(
    "XQ0111", "a comma between arguments",
    "Arguments are separated by white space alone. Commas stand in lists, records and function calls.",
    "select layer, mse", "select layer mse")
  static let tooDeep = text(
    "XQ0112", "nested too deeply",
    "Brackets, blocks and strings in strings nest at most 200 levels. Name the inner parts with 'let'.")
  static let assignment = text(
    "XQ0113", "a value is named by 'let'",
    "A variable gets its value by 'let', without '$': the '$' stands where the value is used.",
    "x = 3", "let x = 3")
  static let equals = text(
    "XQ0114", "'=' where values are compared",
    "'=' gives a name to a value. Two values are compared by '=='.",
    "errors | where op = \"Conv\"", "errors | where op == \"Conv\"")
  static let chain = text(
    "XQ0115", "comparisons do not chain",
    "A comparison gives true or false, which is not compared on. Join two comparisons by 'and'.",
    "expect 1 < $x < 3", "expect 1 < $x and $x < 3")
  static let foreignOperator = text(
    "XQ0116", "an operator of another language",
    "The operators are or and not == != < <= > >= in ~ + - * /. Functions do the rest: pow, round, len.",
    "expect $a > 1 && $b > 1", "expect $a > 1 and $b > 1")
  static let redirection = text(
    "XQ0117", "'>' writes no file",
    "Results are written by 'to': a table as CSV, JSON or Markdown. A report of the session is written by 'report FILE'.",
    "errors > errors.csv", "errors | to csv errors.csv")
  static let bareName = text(
    "XQ0118", "a name alone in an expression",
    """
    In an expression a value comes from a variable, '$name', or from a command, '$(name)'. A text needs quotes. A bare name \
    is a column, in the expressions of 'where' and 'derive' alone.
    """,
    "let worst = errors | first; note \"{worst.layer}\"", "let worst = errors | first; note \"{$worst.layer}\"")
  static let pipelineInExpression = text(
    "XQ0119", "commands in an expression stand in '$( )'",
    "Inside brackets and strings, and behind words such as 'expect', stands an expression. '$(' leads back to commands.",
    "expect errors | count < 3", "expect $(errors | count) < 3")
  static let badInterpolation = text(
    "XQ0120", "'{ }' in a string that cannot be read",
    """
    '{ }' in a string holds one expression and, behind ':', a format: .N decimals, Ng significant digits, N% percent with N \
    decimals. A brace that is meant as such is written '\\{'.
    """,
    "note \"sqnr {$worst.sqnr:2f}\"", "note \"sqnr {$worst.sqnr:.2}\"")
  static let keywordAsName = text(
    "XQ0121", "a keyword in place of a name",
    "Keywords name no variable, command, function or parameter. As words, members and keys they are free.",
    "let in = 3", "let input = 3")
  static let strayElse = text(
    "XQ0122", "'else' without its block",
    "'else' stands on the line of the '}' before it, of an 'if' or a 'try'.",
    "if true { judge }\nelse { errors }", "if true { judge } else { errors }")
  static let slice = text(
    "XQ0123", "an index is one number",
    "'$t[0]' is one row or item, '$t[-1]' the last one. Several rows come from the commands 'head' and 'tail'.",
    "$t[0:3]", "$t | head 3")
  static let strayBar = text(
    "XQ0124", "nothing stands before '|'",
    "A stage works on what comes from its left. Only at the prompt may a line start with '|': it goes on from '$last'.",
    "| head 3", "errors | head 3")
  static let commandAsFunction = text(
    "XQ0125", "a command called like a function",
    "Arguments of a command stand behind its name, separated by white space, without parentheses and commas.",
    "print(1)", "print 1")
  static let dollarInName = text(
    "XQ0126", "'$' where a name is given",
    "The '$' stands where a value is used. Where a name is given to one, it stands without.",
    "for $x in [1, 2] { print $x }", "for x in [1, 2] { print $x }")
  static let nestedParameter = text(
    "XQ0127", "'param' inside a block",
    "The parameters of a script stand at its top level, so that they are known before it runs.",
    "if true { param limit = 3 }", "param limit = 3")
  static let tooManyErrors = text(
    "XQ0128", "too many errors",
    "Only the first errors of a text are listed. Mend these and check again.")
  static let tooLong = text(
    "XQ0129", "an expression that is too long",
    "One expression joins at most some hundred parts. Name parts of it with 'let', or use 'sum([…])'.")

  private static func text(
    _ id: String, _ title: String, _ explanation: String, _ before: String? = nil, _ after: String? = nil
  ) -> DiagnosticCode {
    var example: (before: String, after: String)?
    if let before, let after { example = (before, after) }
    return DiagnosticCode(id, .text, title, explanation, example: example)
  }

  static let ofText: [DiagnosticCode] = [
    notUnicode, controlCharacter, lookAlike, openString, unknownEscape, badNumber, openBracket, unexpected, missingBlank,
    shortOption, comma, tooDeep, assignment, equals, chain, foreignOperator, redirection, bareName,
    pipelineInExpression, badInterpolation, keywordAsName, strayElse, slice, strayBar, commandAsFunction, dollarInName,
    nestedParameter, tooManyErrors, tooLong,
  ]

  /// Every code of the language, in order: the text (01xx), names and types (02xx).
  public static let all: [DiagnosticCode] = ofText + ofNames
}
