// What a host brings to the console.

import XQLanguage

/// Commands, objects, settings and help topics of a program that embeds the console.
public struct Host: Sendable {
  /// A kind of object, and how a path in its place becomes one.
  public struct ObjectKind: Sendable {
    public let name: String
    /// Endings of files that hold one, without the dot, for completion; empty: any file.
    public let endings: [String]
    public let load: @Sendable (_ path: String, _ place: Place, Context) throws(Diagnostic) -> any HostObject

    public init(
      name: String, endings: [String] = [],
      load: @escaping @Sendable (_ path: String, _ place: Place, Context) throws(Diagnostic) -> any HostObject
    ) {
      self.name = name
      self.endings = endings
      self.load = load
    }
  }

  /// A page of `help`, by name.
  public struct Topic: Sendable {
    public let name: String
    public let summary: String
    public let text: String
    /// Whether the text is Markdown, which is fitted to the reader's width; else its lines are shown as they are.
    public let isProse: Bool
    /// Other names that lead to it; lists leave them out.
    public let aliases: [String]

    public init(name: String, summary: String, text: String, isProse: Bool = false, aliases: [String] = []) {
      self.name = name
      self.summary = summary
      self.text = text
      self.isProse = isProse
      self.aliases = aliases
    }

    /// Whether a name is one of its names.
    public func isCalled(_ name: String) -> Bool { self.name == name || aliases.contains(name) }
  }

  /// A lesson in Markdown, as `help lessons` explains it.
  public struct Lesson: Sendable {
    /// What progress is kept under; it stays the same when the lesson's place among the others changes.
    public let name: String
    /// The whole file.
    public let text: String

    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }

    /// Its first heading.
    public var title: String {
      let line = text.split(separator: "\n").first { $0.hasPrefix("# ") }
      return line.map { String($0.dropFirst(2)) } ?? name
    }
  }

  /// The name that diagnostics and the banner use.
  public var name: String
  public var version: String
  public var commands: [any Command.Type]
  public var objectKinds: [ObjectKind]
  public var settings: [SettingDeclaration]
  public var topics: [Topic]
  /// What `learn` teaches, in order.
  public var lessons: [Lesson]
  /// Codes of the host's own diagnostics, for `help XQ0412`.
  public var codes: [DiagnosticCode]
  /// Names that a pattern of that kind (`layer`) can match now, for completion and did-you-mean.
  public var names: @Sendable (_ kind: String, Session) -> [String]
  /// The kind of object that can be the subject of the session (`comparison`); `nil`: any kind.
  public var subjectKind: String?
  /// Types of patterns that a `def` or `param` may name, by the word that a script writes (`layers`).
  public var patterns: [(String, ParameterType)]
  /// The table that an object stands for, where `diff` gets one; `nil` for an object that stands for none.
  public var tableOfObject: @Sendable (any HostObject, Context) throws(Diagnostic) -> Table?
  /// Puts what the host keeps with a session into ``Session/attachments``; called once for each session.
  public var prepare: @Sendable (Session) -> Void
  /// What the first line of the console says besides program and version. It is to cost nothing.
  public var banner: @Sendable (Session) -> [String]
  /// What `$facts` holds besides program, version and settings.
  public var facts: @Sendable (Session) -> Record

  public init(
    name: String, version: String, commands: [any Command.Type] = [], objectKinds: [ObjectKind] = [],
    settings: [SettingDeclaration] = [], topics: [Topic] = [], lessons: [Lesson] = [],
    codes: [DiagnosticCode] = [],
    names: @escaping @Sendable (_ kind: String, Session) -> [String] = { _, _ in [] }, subjectKind: String? = nil,
    patterns: [(String, ParameterType)] = [], prepare: @escaping @Sendable (Session) -> Void = { _ in },
    tableOfObject: @escaping @Sendable (any HostObject, Context) throws(Diagnostic) -> Table? = {
      _, _ throws(Diagnostic) in nil
    },
    banner: @escaping @Sendable (Session) -> [String] = { _ in [] },
    facts: @escaping @Sendable (Session) -> Record = { _ in Record() }
  ) {
    self.name = name
    self.version = version
    self.commands = commands
    self.objectKinds = objectKinds
    self.settings = settings
    self.topics = topics
    self.lessons = lessons
    self.codes = codes
    self.names = names
    self.subjectKind = subjectKind
    self.patterns = patterns
    self.prepare = prepare
    self.tableOfObject = tableOfObject
    self.banner = banner
    self.facts = facts
  }
}
