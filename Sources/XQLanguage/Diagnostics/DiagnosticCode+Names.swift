// Codes of this module, 02xx: names and types, found before anything runs wherever they can be.

extension DiagnosticCode {
  static let unknownVariable = names(
    "XQ0201", "an unknown variable",
    "No 'let', 'param', 'for' or 'try' before gives a value to a variable of that name. 'show' lists those that there are.",
    "let limit = 3; print $limt", "let limit = 3; print $limit")
  static let unknownFunction = names(
    "XQ0202", "an unknown function",
    "'help functions' lists the functions. Commands are not called with parentheses.",
    "let n = length($t)", "let n = len($t)")
  static let unknownCommand = names(
    "XQ0203", "an unknown command",
    "No command and no 'def' has that name. 'help' lists them, 'help --find WORD' searches them.",
    "erors --data val", "errors --data val")
  static let unknownOption = names(
    "XQ0204", "an unknown option",
    "The command has no option of that name. Options are not abbreviated, so that scripts stay true when options are added.",
    "errors --dat val", "errors --data val")
  static let unknownChoice = names(
    "XQ0205", "none of the words that can stand here",
    "The parameter takes one of a few words. 'help COMMAND' lists them.",
    "plot errors --metric sqnrr", "plot errors --metric sqnr")
  static let missingArgument = names(
    "XQ0206", "an argument is missing",
    "The command cannot work without that argument. 'help COMMAND' shows how it is called.",
    "load", "load example:digits/float")
  static let tooManyArguments = names(
    "XQ0207", "an argument too many",
    "The command takes fewer arguments. A text of several words stands in quotes.",
    "note the worst layer", "note \"the worst layer\"")
  static let argumentType = names(
    "XQ0208", "an argument of the wrong type",
    "The parameter takes values of another type. 'help COMMAND' shows the types of all parameters.",
    "head many", "head 5")
  static let optionWithoutValue = names(
    "XQ0209", "an option without its value",
    "An option that is no switch takes the argument behind it, or behind '='.",
    "errors --data", "errors --data val")
  static let givenTwice = names(
    "XQ0210", "an option given twice",
    "Each option is given once; where several values can stand, they are a list: --on [\"layer\", \"op\"].",
    "errors --data val --data repr", "errors --data val")
  static let takesNoInput = names(
    "XQ0212", "a command that takes nothing from '|'",
    "The command starts a pipeline: what comes from its left would be lost.",
    "errors | load model.onnx", "load model.onnx")
  static let needsInput = names(
    "XQ0213", "a command that wants something before it",
    "The command works on what comes from the left of '|', mostly a table.",
    "where mse > 0.1", "errors | where mse > 0.1")
  static let givesNoValue = names(
    "XQ0214", "a command that gives no value",
    "The command does something and has no result: it cannot stand in 'let', in '$( )' or before '|'.",
    "let x = note \"hello\"", "note \"hello\"")
  static let mixedKinds = names(
    "XQ0215", "quantities of different kinds",
    "Decibels, bytes and times do not mix. 'number(q)' drops a unit where that is meant.",
    "expect 15dB < 3s", "expect 15dB < 30dB")
  static let wrongOperands = names(
    "XQ0216", "an operator between values that it does not take",
    """
    Arithmetic takes numbers and quantities, '+' two lists too; '<' and its like two numbers or two strings; 'in' a list or \
    a record; '~' two strings. Texts are joined in a string: "{$a}{$b}".
    """,
    "let name = \"run\" + \"1\"", "let name = \"{\"run\"}{1}\"")
  static let noCondition = names(
    "XQ0217", "a condition that is no bool",
    "A condition is true or false; 'none' counts as false. Nothing else is taken for one.",
    "if len([1]) { judge }", "if len([1]) > 0 { judge }")
  static let strayNext = names(
    "XQ0218", "'next' outside a loop",
    "'next' goes on with the next round of a 'for'.",
    "next", "for x in [1, 2] { next }")
  static let strayReturn = names(
    "XQ0219", "'return' with nowhere to go",
    """
    'return' ends a 'def' with its value, or, without one, the file that was sourced. 'stop' ends a script.
    """,
    "return 3", "def three() { return 3 }")
  static let definedTwice = names(
    "XQ0220", "defined twice",
    "A text has one 'def' of a name, a 'def' or a record one parameter or key of a name, a script one 'param' of a name.",
    "def f() { judge }; def f() { errors }", "def f() { judge }; def g() { errors }")
  static let replacesCommand = names(
    "XQ0221", "a 'def' named as a command",
    "Commands of the program keep their names, so that every script means what it says.",
    "def errors() { judge }", "def my-errors() { judge }")
  static let argumentCount = names(
    "XQ0222", "too few or too many arguments of a function",
    "'help functions' shows what each function takes.",
    "let x = sqrt(1, 2)", "let x = sqrt(2)")
  static let reservedVariable = names(
    "XQ0223", "a variable that is not assigned",
    "$last, $here, $facts and $it get their values from the session.",
    "let last = 3", "let newest = 3")
  static let rowOutside = names(
    "XQ0224", "'$it' outside a row expression",
    "'$it' is the row that 'where' or 'derive' looks at. It is not known elsewhere, nor in a '$( )'.",
    "print $it", "errors | where $it[\"mse\"] > 0.1")
  static let aggregateInRow = names(
    "XQ0225", "one cell where a whole column is wanted",
    """
    In a row expression a name is one cell. Name the table before, and '$t.mse' is its whole column.
    """,
    "errors | where mse > mean(mse)", "let t = errors; $t | where mse > mean($t.mse)")
  static let unknownType = names(
    "XQ0226", "an unknown type",
    "The types of parameters are number, string, bool, path, column, list, record, table, value, and those of the program.",
    "param limit: int = 3", "param limit: number = 3")
  static let sourceFailed = names(
    "XQ0227", "a file that cannot be sourced",
    "'source FILE' is read with the text that has it, before the first line runs. Files that source each other end nowhere."
  )
  static let dollarInString = names(
    "XQ0228", "'$name' in a string stands for itself",
    "In a string, '{$name}' is the value of a variable. '$name' alone is text.",
    "let n = 3; print \"$n layers\"", "let n = 3; print \"{$n} layers\"")
  static let backslash = names(
    "XQ0229", "a '\\' at the end of a line",
    "A statement goes on over a line end inside brackets, behind '|' or an operator, and before a line that starts with '|'.",
    "errors \\\n  | head 3", "errors\n  | head 3")
  static let requiredBehindOptional = names(
    "XQ0230", "an argument that must be given behind one that may be left out",
    "Arguments are told apart by their place: those with a default stand last.",
    "def f(a = 1, b) { print $b }", "def f(b, a = 1) { print $b }")

  private static func names(
    _ id: String, _ title: String, _ explanation: String, _ before: String? = nil, _ after: String? = nil
  ) -> DiagnosticCode {
    var example: (before: String, after: String)?
    if let before, let after { example = (before, after) }
    return DiagnosticCode(id, .text, title, explanation, example: example)
  }

  static let ofNames: [DiagnosticCode] = [
    unknownVariable, unknownFunction, unknownCommand, unknownOption, unknownChoice, missingArgument, tooManyArguments,
    argumentType, optionWithoutValue, givenTwice, takesNoInput, needsInput, givesNoValue, mixedKinds, wrongOperands,
    noCondition, strayNext, strayReturn, definedTwice, replacesCommand, argumentCount, reservedVariable, rowOutside,
    aggregateInRow, unknownType, sourceFailed, dollarInString, backslash, requiredBehindOptional,
  ]
}
