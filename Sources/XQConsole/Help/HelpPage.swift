// The page of one command.

import XQLanguage

/// Usage line, parameters and examples of a command, from its declaration.
struct HelpPage {
  private let declaration: CommandDeclaration

  init(_ declaration: CommandDeclaration) { self.declaration = declaration }

  var text: String {
    let title = declaration.summary.isEmpty ? declaration.name : "\(declaration.name): \(declaration.summary)"
    var lines = [title, "", "  \(usage)"]
    if !declaration.details.isEmpty { lines += [""] + Self.wrapped(declaration.details) }
    if !declaration.parameters.isEmpty { lines += [""] + parameters }
    for example in declaration.examples {
      lines += ["", "example: \(example.says)"]
      lines += example.text.split(separator: "\n").map { "  \($0)" }
    }
    if !declaration.related.isEmpty { lines += ["", "see also: \(declaration.related.joined(separator: ", "))"] }
    return lines.joined(separator: "\n")
  }

  /// `TABLE | sort columns …`.
  var usage: String {
    let input: String
    switch declaration.input {
    case .nothing: input = ""
    case .table: input = declaration.isInputOptional ? "[TABLE |] " : "TABLE | "
    case .value: input = declaration.isInputOptional ? "[VALUE |] " : "VALUE | "
    }
    return input + declaration.usage
  }

  /// Text in lines of at most 78 cells, an empty one between paragraphs.
  static func wrapped(_ text: String) -> [String] {
    let paragraphs = text.split(separator: "\n\n").map { lines(of: $0) }
    return Array(paragraphs.joined(separator: [""]))
  }

  private static func lines(of text: Substring) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + word.count + 1 > 78 {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }

  // MARK: - Private

  private var parameters: [String] {
    let names = declaration.parameters.map(\.shownName)
    let width = names.map(\.count).max() ?? 0
    return zip(declaration.parameters, names).map { parameter, name in
      var text = "  \(DisplayWidth.padded(name, to: width))"
      if !parameter.help.isEmpty { text += "  \(parameter.help)" }
      switch parameter.type {
      case .rowExpression, .bool: break
      default: text += "  (\(parameter.type.wanted))"
      }
      switch parameter.defaultValue {
      case .none, .bool(false): break
      case .list(let list) where list.isEmpty: break
      default: text += ", else \(parameter.defaultValue.text)"
      }
      return text
    }
  }
}
