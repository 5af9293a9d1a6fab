// The sentences of run-time errors, in one place.

import XQLanguage

enum Sentence {
  /// Quantities of different kinds in one function.
  static func mixedUnits(_ what: String, _ one: Quantity, _ two: Quantity) -> Diagnostic {
    Diagnostic(
      .wrongFunctionArgument,
      "'\(what)' cannot mix \(one.kind.name) and \(two.kind.name), found \(one.text) and \(two.text)",
      help: ["number(q) drops the unit"])
  }

  // MARK: - Names

  static func variable(_ name: String, _ known: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownVariable, "there is no variable '$\(name)'"), name, known, sigil: "$",
      otherwise: "'show' lists the variables")
  }

  static func member(_ name: String, _ owner: String, _ known: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownMember, "\(owner) has no member '\(name)'"), name, known,
      otherwise: known.isEmpty ? "it has no members" : "it has: \(listed(known))")
  }

  static func noMembers(_ name: String, _ value: Value) -> Diagnostic {
    Diagnostic(.unknownMember, "\(value.described) has no members, so no '\(name)'")
  }

  static func column(_ name: String, _ known: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownColumn, "the table has no column '\(name)'"), name, known,
      otherwise: known.isEmpty ? "it has no columns" : "it has: \(listed(known))")
  }

  static func repeatedColumn(_ name: String) -> Diagnostic {
    Diagnostic(.repeatedColumn, "the table has a column '\(name)' already")
  }

  static func setting(_ name: String, _ known: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownSetting, "there is no setting '\(name)'"), name, known,
      otherwise: known.isEmpty ? nil : "the settings are: \(listed(known))")
  }

  static func topic(_ name: String, _ known: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownTopic, "there is no help on '\(name)'"), name, known, otherwise: nil,
      help: ["help --find \(name)"])
  }

  // MARK: - Elements

  static func beyond(_ index: Int, _ has: String, _ count: Int) -> Diagnostic {
    Diagnostic(
      .indexOutOfRange, "there is no element [\(index)]: \(has)",
      help: count == 0 ? [] : ["[0] is the first one, [-1] the last one"])
  }

  static func fractionalIndex(_ number: Double) -> Diagnostic {
    Diagnostic(.indexOutOfRange, "an index is a whole number, found \(NumberText.shortest(number))")
  }

  static func index(_ value: Value, _ index: Value) -> Diagnostic {
    switch value {
    case .record, .object:
      return Diagnostic(.unknownMember, "\(value.described) has members by name, found \(index.described) in [ ]")
    case .list, .table:
      return Diagnostic(.indexOutOfRange, "[ ] wants a whole number, found \(index.described)")
    case .string:
      return Diagnostic(
        .indexOutOfRange, "a string has no elements",
        help: ["split(text, separator) makes a list of its parts"])
    default: return Diagnostic(.indexOutOfRange, "\(value.described) has no elements")
    }
  }

  // MARK: - Commands and functions

  static func noTable(_ command: String, _ value: Value?) -> Diagnostic {
    guard let value else {
      return Diagnostic(.tableWanted, "'\(command)' wants a table from the left of '|', found nothing")
    }
    var help: [String] = []
    if case .list = value { help = ["a list of records is a table; len(x) counts the elements of any list"] }
    return Diagnostic(.tableWanted, "'\(command)' wants a table, found \(value.described)", help: help)
  }

  static func function(_ function: Function, wants: String, _ found: Value, help: [String] = []) -> Diagnostic {
    Diagnostic(
      .wrongFunctionArgument, "'\(function.rawValue)' wants \(wants), found \(found.described)", help: help)
  }

  static func noKey(_ command: String, _ columns: [String]) -> Diagnostic {
    Diagnostic(
      .noKey, "'\(command)' does not know by which column to match rows",
      help: columns.first.map { ["name one: --on \($0)"] } ?? [])
  }

  static func repeatedKey(_ command: String, _ key: String, _ names: [String], _ which: String) -> Diagnostic {
    Diagnostic(
      .repeatedKey, "'\(command)' found \(key) more than once in the \(which) table",
      help: [
        "name columns that tell the rows apart: --on [\(names.map(\.quoted).joined(separator: ", ")), \"…\"]"
      ])
  }

  static func mismatch(_ mismatch: ParameterType.Mismatch, for what: String) -> Diagnostic {
    Diagnostic(
      .wrongArgument, "the \(what) wants \(mismatch.wanted), found \(mismatch.found)",
      caption: Suggestions.question(mismatch.suggestions), help: mismatch.help)
  }

  static func noDefinition(_ name: String) -> Diagnostic {
    Diagnostic(.noValue, "'\(name)' is not defined any more")
  }

  static func noValue(_ command: String) -> Diagnostic {
    Diagnostic(.noValue, "'\(command)' gives no value")
  }

  // MARK: - Parts of sentences

  /// `1 row`, `2 rows`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// Names in single quotes, the first ones of many.
  static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 12 ? "\(shown), … \(names.count - 12) more" : shown
  }

  private static func suggesting(
    _ diagnostic: Diagnostic, _ name: String, _ known: [String], sigil: String = "", otherwise: String?,
    help: [String] = []
  ) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.help = help
    let close = Suggestions.close(to: name, among: known).map { sigil + $0 }
    if let question = Suggestions.question(close) {
      diagnostic.caption = question
    } else if let otherwise {
      diagnostic.help.insert(otherwise, at: 0)
    }
    return diagnostic
  }
}

extension Diagnostic {
  /// The diagnostic with a place, if it has none yet.
  func at(_ place: Place) -> Diagnostic {
    guard self.place == nil else { return self }
    var copy = self
    copy.place = place
    return copy
  }
}
