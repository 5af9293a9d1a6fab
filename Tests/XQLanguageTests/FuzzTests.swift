// Texts that nobody would write: nothing crashes, and the work stays in bounds.

import Testing

@testable import XQLanguage

/// A small generator of pseudo-random numbers, so that each run is the same (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct FuzzTests {
  /// Every diagnostic lies inside the text and can be shown; a program comes out if and only if there is no error.
  private func check(_ bytes: [UInt8]) {
    let source = Source(name: "fuzz.xq", bytes: bytes)
    let result = Binder(commands: TestCommands.table, known: TestCommands.known).bind(source)
    #expect(result.diagnostics.count <= 100)
    #expect((result.program == nil) == result.diagnostics.contains { $0.severity == .error })
    for diagnostic in result.diagnostics {
      guard let span = diagnostic.place?.span else {
        Issue.record("no place: \(diagnostic.message)")
        continue
      }
      #expect(span.lower >= 0 && span.lower <= span.upper && span.upper <= bytes.count, "\(diagnostic.message)")
      if let fix = diagnostic.fix {
        #expect(fix.span.lower >= 0 && fix.span.lower <= fix.span.upper && fix.span.upper <= bytes.count)
      }
      let lines = DiagnosticRenderer(width: 80).render(diagnostic).split(separator: "\n")
      #expect(lines.count >= 3)
    }
    if let first = result.diagnostics.first(where: { $0.severity == .error }) { #expect(!first.message.isEmpty) }
  }

  @Test(arguments: 0..<16) func mutatedScripts(_ seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    let scripts = try ScriptTests.scripts.map { Array(try ScriptTests.text(of: $0).utf8) }
    let pieces = ["(", ")", "[", "]", "{", "}", "\"", "'", "\"\"\"", "$", "$(", "|", "\\", "#", ";", "\n", "--", "=", "\u{201C}", "\0",
      " not ", " in ", ",", ":", "1e", "%", "else ", "def ", "{$", ".", "..", "\r", "&&"]
    for _ in 0..<150 {
      guard var bytes = scripts.randomElement(using: &random) else { return }
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...8, using: &random)))
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default:
          let other = scripts.randomElement(using: &random) ?? []
          let start = Int.random(in: 0...other.count, using: &random)
          bytes.insert(contentsOf: other[start..<min(other.count, start + 20)], at: place)
        }
      }
      check(bytes)
    }
  }

  @Test(arguments: 0..<8) func randomPieces(_ seed: Int) {
    var random = SeededGenerator(state: UInt64(1000 + seed))
    let pieces = ["errors", "where", "mse", " ", " ", "\n", "(", ")", "[", "]", "{", "}", "\"", "$x", "$(", "|", "let x = ", "if ", "else",
      "for i in ", "1", "15dB", "-", "--data", "==", "<", "and", "not ", "~", ".", ",", ":", "foo", "def f(", "#", ";", "'", "="]
    for _ in 0..<200 {
      var text = ""
      for _ in 0..<Int.random(in: 1...40, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
      check(Array(text.utf8))
    }
  }

  @Test(arguments: [
    "(", "print (", "[", "let x = [", "{", "if true {", "if true {\n", "not ", "let x = -", "note \"{\"", "note \"\"\"{", "foo (\n", "$(foo ",
    "foo $(", "print $(print\n", "print (1\n", "let x = '\n", "\u{201C}", "\u{01}", "f[1:(\n", "errors > a\n", "\"\"\"\n", "let x = \"\"\"\n{",
    "else ", "} ", "| head ", "if errors | count > ( {\n", "def f(a = (", "try { ", "\\", "$", "--", "=", "a.", "{a: ",
  ])
  func longRepetition(_ piece: String) {
    check(Array(String(repeating: piece, count: 1500).utf8))
  }

  @Test func longChainsAreRefusedOrRead() {
    check(Array(("let x = 1" + String(repeating: "+1", count: 100_000)).utf8))
    check(Array(("let x = $f" + String(repeating: "[0]", count: 100_000)).utf8))
    check(Array(("if true { }" + String(repeating: " else if true { }", count: 5_000)).utf8))
    check(Array(("errors" + String(repeating: " | head 3", count: 5_000)).utf8))
    check(Array(("note \"" + String(repeating: "{$f}", count: 5_000) + "\"").utf8))
  }

  @Test func everyPrefixOfAScriptIsHandled() throws {
    for script in ["14-long-notes.xq", "18-multiline.xq", "06-def-options.xq"] {
      let bytes = Array(try ScriptTests.text(of: script).utf8)
      for length in stride(from: 0, to: bytes.count, by: 3) { check(Array(bytes[..<length])) }
    }
  }
}
