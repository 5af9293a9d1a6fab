// Types session files into a console and compares what it prints.

import Glibc
import XQConsole
import XQLanguage
import XQSystem

/// The first place where a session printed something else than its file says.
public struct SessionDifference: Error, CustomStringConvertible, Sendable {
  public let file: String
  /// The line of the file, from 1.
  public let line: Int
  public let input: String
  public let expected: [String]
  public let found: [String]

  public var description: String {
    """
    \(file):\(line): another output than the file says, behind
      \(input.split(separator: "\n").joined(separator: "\n  "))
    expected
      \(expected.joined(separator: "\n  "))
    found
      \(found.joined(separator: "\n  "))
    """
  }
}

/// Runs session files against consoles of a host.
public struct SessionRunner {
  /// How it is printed: plain, 100 cells wide, long tables cut as at the prompt.
  public static let style = TextStyle(width: 100, cutsLongTables: true)

  private let makeConsole: (any Sink) -> Console

  /// - Parameter makeConsole: a new console for a file, which says what it says to the sink.
  public init(makeConsole: @escaping (any Sink) -> Console) { self.makeConsole = makeConsole }

  /// Runs a file; with the environment variable XQSH_UPDATE_SESSIONS=1 it is written anew instead.
  ///
  /// - Returns: the first difference, `nil` where all is as the file says.
  /// - Throws: where the file cannot be read or written.
  public func run(path: String) throws(FileError) -> SessionDifference? {
    let files = FileAccess()
    let bytes = try files.read(path).withUnsafeBytes { Array($0) }
    let session = SessionFile(name: path, text: String(decoding: bytes, as: UTF8.self))
    guard let wish = getenv("XQSH_UPDATE_SESSIONS"), String(cString: wish) == "1" else { return difference(session) }
    let text = session.text(with: outputs(session))
    if Array(text.utf8) != bytes { try files.write(path, Array(text.utf8)) }
    return nil
  }

  /// Runs a session that is given as text.
  public func difference(_ session: SessionFile) -> SessionDifference? {
    for (step, found) in zip(session.steps, outputs(session)) where found != step.expected {
      let same = zip(found, step.expected).prefix { $0 == $1 }.count
      return SessionDifference(
        file: session.name, line: step.outputLine + same, input: step.input, expected: step.expected, found: found)
    }
    return nil
  }

  /// What each step prints.
  private func outputs(_ session: SessionFile) -> [[String]] {
    let sink = TranscriptSink(Self.style)
    let console = makeConsole(sink)
    return session.steps.map { step in
      _ = console.run(Source(name: "prompt", text: step.input), mode: .prompt)
      var lines = sink.take().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
      return lines
    }
  }
}
