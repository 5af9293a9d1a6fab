// A session as its journal tells it.

import XQLanguage

/// What was done and shown in a session, read from the lines of its journal.
///
/// Lines that are damaged or of an unknown kind are left out: the last one of a killed session may be cut off.
public struct SessionRecord: Sendable {
  /// A file that was read.
  public struct InputFile: Sendable {
    /// The path as it was given.
    public let name: String
    /// The absolute path; `nil` for a file that the program ships.
    public let path: String?
    public let size: Int
    let version: String
    /// `nil` where it was not computed when the file was read.
    public let digest: String?
  }

  /// What a command showed.
  public enum Output: Sendable, Equatable {
    case text(String)
    case section(String)
    case note(String)
    case picture(RecordedPicture)
  }

  /// A command with what it showed.
  public struct Command: Sendable {
    public enum End: Sendable { case finished, failed, cutOff }

    public let text: String
    public var outputs: [Output]
    public var end: End
  }

  public var program = ""
  public var version = ""
  /// When it began.
  public var date = ""
  /// The folder it ran in.
  public var folder = ""
  /// Versions, machine and what else the host says, as it was at the end.
  public var facts: [(name: String, value: String)] = []
  public var settings: [(name: String, value: String, origin: String)] = []
  public var files: [InputFile] = []
  public var commands: [Command] = []
  /// The exit code; `nil` for a session that goes on or was cut off.
  public var exitCode: Int?

  /// - Parameter lines: what ``Journal/contents()`` or the file of a journal holds.
  public init(_ lines: [UInt8]) {
    // What came before a command, such as warnings of the whole text, belongs to the first one behind it.
    var early: [Output] = []
    var isRunning = false
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      guard case .record(let event)? = JournalLine.value(line), let kind = event.string("event") else { continue }
      switch kind {
      case "session":
        program = event.string("program") ?? ""
        version = event.string("version") ?? ""
        date = event.string("date") ?? ""
        folder = event.string("folder") ?? ""
      case "facts":
        facts = event.rows("facts").compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
        settings = event.rows("settings").compactMap { $0.count == 3 ? ($0[0], $0[1], $0[2]) : nil }
      case "file": files.append(InputFile(event))
      case "command":
        commands.append(Command(text: event.string("text") ?? "", outputs: early, end: .cutOff))
        early = []
        isRunning = true
      case "output", "section", "note", "picture":
        guard let output = Output(kind, event) else { continue }
        if isRunning { commands[commands.count - 1].outputs.append(output) } else { early.append(output) }
      case "done":
        guard isRunning else { continue }
        if case .bool(true)? = event["failed"] {
          commands[commands.count - 1].end = .failed
        } else {
          commands[commands.count - 1].end = .finished
        }
        isRunning = false
      case "end": if case .number(let code)? = event["exit_code"] { exitCode = Int(exactly: code) }
      default: continue
      }
    }
  }

  /// The record of a session that is still going on: the command that writes the report is not cut off.
  init(ofRunning journal: Journal) {
    self.init(journal.contents())
    if let last = commands.indices.last, commands[last].end == .cutOff { commands[last].end = .finished }
  }

  /// The commands that belong to the work itself: those that look back at it or end it are left out.
  public var work: [Command] { commands.filter { !Self.looksBack.contains(Self.firstWord($0.text)) } }

  /// The commands that ran through, one behind the other, as a script.
  ///
  /// A script names a `param` once: of several of one name the last one counts, in the place of the first.
  public var script: String {
    let texts = work.filter { $0.end == .finished }.map(\.text)
    var last: [Substring: String] = [:]
    for text in texts { if let name = Self.parameter(text) { last[name] = text } }
    var seen: Set<Substring> = []
    return texts.compactMap { text in
      guard let name = Self.parameter(text) else { return text + "\n" }
      return seen.insert(name).inserted ? (last[name] ?? text) + "\n" : nil
    }.joined()
  }

  /// `limit` of `param limit = 3`; `nil` for anything else.
  private static func parameter(_ text: String) -> Substring? {
    guard firstWord(text) == "param" else { return nil }
    let name = text.dropFirst(5).drop(while: \.isWhitespace).prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    return name.isEmpty ? nil : name
  }

  private static let looksBack: Set<String> = ["history", "learn", "quit", "report"]

  private static func firstWord(_ text: String) -> String {
    String(text.prefix { !$0.isWhitespace && $0 != "|" && $0 != ";" })
  }
}

extension SessionRecord.Output {
  fileprivate init?(_ kind: String, _ event: Record) {
    let text = event.string("text") ?? ""
    switch kind {
    case "output": self = .text(text)
    case "section": self = .section(text)
    case "note": self = .note(text)
    case "picture":
      self = .picture(
        RecordedPicture(
          title: event.string("title") ?? "", alternativeText: event.string("alternative_text") ?? "",
          svg: event.string("svg"), text: text))
    default: return nil
    }
  }
}

extension SessionRecord.InputFile {
  fileprivate init(_ event: Record) {
    name = event.string("name") ?? ""
    path = event.string("path")
    if case .number(let number)? = event["size"] { size = Int(exactly: number) ?? 0 } else { size = 0 }
    version = event.string("version") ?? ""
    digest = event.string("sha256")
  }
}

extension Record {
  fileprivate func string(_ key: String) -> String? {
    if case .string(let text)? = self[key] { text } else { nil }
  }

  /// A list of lists of strings.
  fileprivate func rows(_ key: String) -> [[String]] {
    guard case .list(let rows)? = self[key] else { return [] }
    return rows.map { row in
      guard case .list(let cells) = row else { return [] }
      return cells.map(\.text)
    }
  }
}
