// What lives as long as the session: variables, settings, the subject.

import XQLanguage

/// The state of a console between two statements.
public final class Session {
  /// Variables in the order in which they were first assigned.
  public var variables = Record()
  /// The object that commands work on when none is given, and the variable it is known by.
  public var subject: (name: String, object: any HostObject)?
  /// The value shown last (`$last`).
  public var last: Value = .none
  public var settings: Settings
  /// Anything that the host keeps with a session, such as its engine, by the name of the type.
  public var attachments: [String: any Sendable] = [:]

  public init(settings: Settings) { self.settings = settings }
}

/// A setting as the host declares it.
public struct SettingDeclaration: Sendable {
  public let name: String
  public let type: ParameterType
  public let defaultValue: Value
  /// One line, lower case.
  public let help: String
  /// Whether its value names code that will run: where the access to files is limited, no text may change it.
  public let namesCode: Bool
  /// What is wrong with a value that is of the type; `nil` where nothing is.
  public let objection: @Sendable (Value) -> ParameterType.Mismatch?

  public init(
    _ name: String, _ type: ParameterType, default value: Value, _ help: String, namesCode: Bool = false,
    objection: @escaping @Sendable (Value) -> ParameterType.Mismatch? = { _ in nil }
  ) {
    self.name = name
    self.type = type
    self.defaultValue = value
    self.help = help
    self.namesCode = namesCode
    self.objection = objection
  }

  /// The value as the setting takes it.
  func accept(_ value: Value) throws(ParameterType.Mismatch) -> Value {
    let accepted = try type.accept(value)
    if let objection = objection(accepted) { throw objection }
    return accepted
  }
}

/// The settings with their values and where each came from.
public struct Settings: Sendable {
  public let declarations: [SettingDeclaration]
  private var values: [String: (value: Value, origin: String)] = [:]

  public init(_ declarations: [SettingDeclaration]) { self.declarations = declarations }

  /// The value, `none` for a setting that is not declared.
  public subscript(name: String) -> Value {
    values[name]?.value ?? declarations.first { $0.name == name }?.defaultValue ?? .none
  }

  /// Where the value came from: `default`, `command line`, `line 3 of investigate.xq`.
  public func origin(of name: String) -> String { values[name]?.origin ?? "default" }

  /// Sets a value that is already of the declared type.
  public mutating func set(_ name: String, to value: Value, origin: String) {
    values[name] = (value, origin)
  }
}

extension Settings {
  /// Sets a value from a word, such as one of the command line.
  mutating func set(_ name: String, toWord word: String, origin: String) throws(Diagnostic) {
    guard let declaration = declarations.first(where: { $0.name == name }) else {
      throw Sentence.setting(name, declarations.map(\.name))
    }
    do {
      set(name, to: try declaration.accept(declaration.type.read(word)), origin: origin)
    } catch {
      throw Sentence.mismatch(error, for: "setting '\(name)'")
    }
  }
}
