// Expectations and errors as test cases, for build servers.

import Synchronization
import XQLanguage

/// Hands every event on, and keeps a JUnit test case for each `expect`, `require` and error.
public final class JUnitSink: Sink {
  private struct Case {
    let file: String
    let name: String
    /// The element inside it; empty for an expectation that held.
    let outcome: String
  }

  private let next: any Sink
  private let suite: String
  private let text = TextRenderer(TextStyle())
  private let cases = Mutex<[Case]>([])

  /// - Parameters:
  ///   - next: the sink that shows the events.
  ///   - suite: the name of the test suite.
  public init(before next: any Sink, suite: String) {
    self.next = next
    self.suite = suite
  }

  public func receive(_ event: Event) {
    switch event {
    case .heldExpectation(let place, let isRequired):
      add(place, name(place, isRequired), "")
    case .failedExpectation(let place, let message, let parts, let isRequired):
      let lines = text.failure(place, message: message, parts: parts)
      let title = message ?? place.source.text(place.span)
      add(place, name(place, isRequired), element("failure", type: isRequired ? "require" : "expect", title, lines))
    case .diagnostic(let diagnostic) where diagnostic.severity == .error:
      let isExpectation = diagnostic.code.failure == .expectation
      let lines = [DiagnosticRenderer().render(diagnostic)]
      let start = diagnostic.place.map { "line \(line(of: $0)): " } ?? ""
      add(
        diagnostic.place, start + diagnostic.code.id,
        element(isExpectation ? "failure" : "error", type: diagnostic.code.id, diagnostic.message, lines))
    default: break
    }
    next.receive(event)
  }

  /// The whole document.
  public func document() -> String {
    let cases = cases.withLock { $0 }
    let failures = cases.filter { $0.outcome.hasPrefix("<failure") }.count
    let errors = cases.filter { $0.outcome.hasPrefix("<error") }.count
    let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
      "  <testsuite name=\"\(Self.escaped(suite))\" \(counts)>",
    ]
    for test in cases {
      let start = "    <testcase classname=\"\(Self.escaped(test.file))\" name=\"\(Self.escaped(test.name))\""
      lines.append(test.outcome.isEmpty ? start + "/>" : start + ">\(test.outcome)</testcase>")
    }
    return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
  }

  // MARK: - Private

  private func add(_ place: Place?, _ name: String, _ outcome: String) {
    cases.withLock { $0.append(Case(file: place?.source.name ?? suite, name: name, outcome: outcome)) }
  }

  private func name(_ place: Place, _ isRequired: Bool) -> String {
    let condition = place.source.text(place.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "line \(line(of: place)): \(isRequired ? "require" : "expect") \(condition)"
  }

  private func line(of place: Place) -> Int { place.source.position(of: place.span.lower).line }

  private func element(_ name: String, type: String, _ message: String, _ lines: [String]) -> String {
    let attributes = "message=\"\(Self.escaped(message))\" type=\"\(Self.escaped(type))\""
    return "<\(name) \(attributes)>\(Self.escaped(lines.joined(separator: "\n")))</\(name)>"
  }

  /// Text as XML holds it: marks become entities, characters that XML cannot hold become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
