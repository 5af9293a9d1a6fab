// Session files: what a user types, and what the console prints.

/// A session as text: lines that are typed, each followed by what it prints.
///
///     # what 'count' gives
///     xq> [{a: 1}] | count
///     1
///
/// A line that is typed starts with `xq> `, its continuation with `..> `. What stands below is what it prints, blank
/// lines at its end left aside. Lines that start with `#` right above a typed line, behind a blank line or at the start,
/// are comments.
public struct SessionFile: Sendable {
  /// One typed text and what it prints.
  public struct Step: Sendable {
    public let input: String
    public let expected: [String]
    /// Comments and blank lines above it, as they stand there.
    let preamble: [String]
    /// The line of the file where the typed text starts, from 1.
    public let line: Int
    /// The line where what it prints starts.
    public let outputLine: Int
  }

  static let prompt = "xq> "
  static let continuation = "..> "

  /// The path or name that differences show.
  public let name: String
  public let steps: [Step]
  /// What stands above the first typed line, if there is none at all, or below the last output.
  let epilogue: [String]

  public init(name: String, text: String) {
    self.name = name
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var steps: [Step] = []
    var index = lines.firstIndex { $0.hasPrefix(Self.prompt) } ?? lines.count
    var preamble = Array(lines[..<index])
    while index < lines.count {
      let start = index
      var input = String(lines[index].dropFirst(Self.prompt.count))
      index += 1
      while index < lines.count, Self.isContinuation(lines[index]) {
        input += "\n" + lines[index].dropFirst(Self.continuation.count)
        index += 1
      }
      let outputStart = index
      while index < lines.count, !lines[index].hasPrefix(Self.prompt) { index += 1 }
      let (output, rest) = Self.divided(Array(lines[outputStart..<index]))
      steps.append(
        Step(input: input, expected: output, preamble: preamble, line: start + 1, outputLine: outputStart + 1))
      preamble = rest
    }
    self.steps = steps
    epilogue = preamble
  }

  /// The file with other outputs.
  func text(with outputs: [[String]]) -> String {
    var lines: [String] = []
    for (step, output) in zip(steps, outputs) {
      lines += step.preamble
      // A step is set apart from the one before it.
      if let last = lines.last, !last.isEmpty, !last.hasPrefix("#") { lines.append("") }
      for (index, line) in step.input.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let start = index == 0 ? Self.prompt : Self.continuation
        lines.append(line.isEmpty ? String(start.dropLast()) : start + line)
      }
      lines += output
    }
    return (lines + epilogue).map { $0 + "\n" }.joined()
  }

  private static func isContinuation(_ line: String) -> Bool {
    line.hasPrefix(continuation) || line == String(continuation.dropLast())
  }

  /// What was printed, and the blank lines and comments behind it.
  private static func divided(_ lines: [String]) -> (output: [String], rest: [String]) {
    var end = lines.count
    var index = lines.count
    while index > 0, lines[index - 1].isEmpty || lines[index - 1].hasPrefix("#") {
      index -= 1
      // Comments belong to the next step only where a blank line stands above them.
      if lines[index].isEmpty { end = index }
    }
    return (Array(lines[..<end]), Array(lines[end...]))
  }
}
