// What stands behind a script on the command line: values for its `param`s.

import XQLanguage

/// Reads `--NAME VALUE` and `--NAME=VALUE` for the parameters of a script.
struct ScriptArguments {
  private let parameters: [ScriptParameter]
  private let source: Source

  init(_ program: Program) {
    parameters = program.parameters
    source = program.source
  }

  /// The values by name, each of its parameter's type.
  ///
  /// - Throws: XQ0313 for an option that names no parameter, XQ0305 for a value that does not fit, XQ0312 for a parameter
  ///   that has neither a value nor a default.
  func values(of arguments: [String]) throws(Diagnostic) -> [String: Value] {
    var values: [String: Value] = [:]
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      guard argument.hasPrefix("--"), argument.utf8.count > 2 else { throw stray(argument) }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let parameter = parameters.first(where: { $0.name == name }) else { throw unknown(name) }
      let word: String
      if parts.count > 1 {
        word = String(parts[1])
      } else if isSwitch(parameter) {
        word = "true"
      } else if index < arguments.count {
        word = arguments[index]
        index += 1
      } else {
        throw Diagnostic(.missingParameter, "'--\(name)' has no value behind it", help: ["--\(name) VALUE"])
      }
      if values[name] != nil { throw Diagnostic(.unknownParameter, "'--\(name)' is given twice") }
      values[name] = try value(of: word, for: parameter)
    }
    for parameter in parameters where parameter.defaultValue == nil && values[parameter.name] == nil {
      throw Sentence.missingParameter(parameter.name).at(Place(source, parameter.span))
    }
    return values
  }

  /// The usage of a script: its parameters with their help and defaults.
  func help(for file: String) -> String {
    var lines = ["xqsh run \(file)" + (parameters.isEmpty ? "" : " [--NAME VALUE …]"), ""]
    if parameters.isEmpty { return lines[0] + "\n\nthe script has no parameters" }
    let names = parameters.map { "--\($0.name)" + (isSwitch($0) ? "" : " \(label(of: $0))") }
    let width = names.map(\.count).max() ?? 0
    for (parameter, name) in zip(parameters, names) {
      var line = "  \(DisplayWidth.padded(name, to: width))  \(parameter.help)"
      if let defaultValue = parameter.defaultValue {
        if case .constant(let value) = defaultValue.kind { line += "  (else \(value.text))" }
      } else {
        line += "  (required)"
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  // MARK: - Private

  private func value(of word: String, for parameter: ScriptParameter) throws(Diagnostic) -> Value {
    let type = type(of: parameter)
    do {
      return try type.accept(type.read(word))
    } catch {
      throw Sentence.mismatch(error, for: "parameter '--\(parameter.name)'")
    }
  }

  /// The type that was written, else that of the default, else any.
  private func type(of parameter: ScriptParameter) -> ParameterType {
    if let type = parameter.type { return type }
    guard let expression = parameter.defaultValue, case .constant(let value) = expression.kind else { return .value }
    return ParameterType(of: value)
  }

  private func label(of parameter: ScriptParameter) -> String {
    let type = type(of: parameter)
    if case .number(_, .some) = type { return type.label }
    return type.placeholder
  }

  private func isSwitch(_ parameter: ScriptParameter) -> Bool {
    if case .bool = type(of: parameter) { true } else { false }
  }

  private func unknown(_ name: String) -> Diagnostic {
    let known = parameters.map(\.name)
    let close = Suggestions.close(to: name, among: known).map { "--\($0)" }
    var help = Suggestions.question(close).map { [$0] } ?? []
    if help.isEmpty {
      help = [
        known.isEmpty ? "the script has no parameters" : "it has: \(known.map { "'--\($0)'" }.joined(separator: ", "))"
      ]
    }
    return Diagnostic(.unknownParameter, "the script has no parameter '--\(name)'", help: help)
  }

  private func stray(_ argument: String) -> Diagnostic {
    Diagnostic(
      .unknownParameter, "behind the script stand its parameters, found '\(argument)'",
      help: ["write them as --NAME VALUE; options of xqsh stand before the file"])
  }
}
