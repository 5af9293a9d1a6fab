// Sentences about values: the operators and parameters that do not take them.

extension Diagnostic {
  static func wrongOperand(_ operation: String, _ value: Value) -> Diagnostic {
    Diagnostic(.wrongOperands, "'\(operation)' takes a number or a quantity, found \(shown(value))")
  }

  static func wrongOperands(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> Diagnostic {
    wrongOperands(operation, shown(left), shown(right), areStrings: left.isString || right.isString)
  }

  /// The same where only the types are known.
  static func wrongOperands(
    _ operation: BinaryOperator, _ left: String, _ right: String, areStrings: Bool
  ) -> Diagnostic {
    let wanted =
      switch operation {
      case .add: "two numbers or two lists"
      case .less, .lessOrEqual, .greater, .greaterOrEqual: "two numbers or two strings"
      case .isIn: "a list or a record on its right"
      case .matches: "two strings"
      default: "two numbers"
      }
    let help: [String] =
      switch operation {
      case .add where areStrings: ["texts are joined in a string: \"{$a}{$b}\""]
      case .isIn where areStrings: ["a part of a text: contains(text, part)"]
      case .less, .lessOrEqual, .greater, .greaterOrEqual:
        areStrings ? ["'number(text)' reads a number from a text"] : []
      default: []
      }
    return Diagnostic(
      .wrongOperands, "'\(operation.rawValue)' takes \(wanted), found \(left) and \(right)", help: help)
  }

  static func mixedKinds(
    _ operation: BinaryOperator, _ left: Quantity.Kind, _ right: Quantity.Kind
  ) -> Diagnostic {
    Diagnostic(
      .mixedKinds, "'\(operation.rawValue)' cannot mix \(left.name) and \(right.name)",
      help: ["'number(q)' drops a unit where that is meant"])
  }

  static func conditionIsNoBool(found: String) -> Diagnostic {
    Diagnostic(
      .noCondition, "a condition is true or false, found \(found)",
      help: ["compare it with something: … > 0, … != none"])
  }

  static func argumentMismatch(
    _ parameter: Parameter, of command: String, _ mismatch: ParameterType.Mismatch
  ) -> Diagnostic {
    var code = DiagnosticCode.argumentType
    if case .choice = parameter.type { code = .unknownChoice }
    return Diagnostic(
      code, "'\(parameter.shownName)' of '\(command)' takes \(mismatch.wanted), found \(mismatch.found)",
      caption: Suggestions.question(mismatch.suggestions), help: mismatch.help)
  }

  private static func shown(_ value: Value) -> String {
    switch value {
    case .none, .list, .record, .table, .object: value.typeName
    case .string: "the string \(value.description)"
    default: "'\(value.text)'"
    }
  }
}

extension Value {
  var isString: Bool { if case .string = self { true } else { false } }
}

extension Diagnostic {
  static func optionWithoutValue(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .optionWithoutValue, "'--\(name)' wants a value", at: place,
      help: ["--\(name) VALUE, or --\(name)=VALUE without blanks"])
  }
}
