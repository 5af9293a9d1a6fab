// Feeds broken texts to lexer, parser and binder; what they say must hold for every text.

import Glibc
import XQConsole
import XQLanguage
import XQSystem

/// Makes texts from pieces of the language and damages them. The same seed gives the same texts.
///
/// A crash ends the process: the text that caused it stands in `fuzz-language.xq` in the current folder.
final class LanguageFuzzer {
  private var state: UInt64
  private let console = Console(
    host: Host(name: "fuzz", version: "1"), files: FileAccess(policy: .limited(readable: [], writable: nil)),
    sink: Silence())

  private static let pieces = [
    "let x = ", "param p: number = ", "def f(a, --b: string = \"c\") {", "}", "for i in ", "if ", "else ", "try ",
    "return ",
    "stop ", "next", "expect ", "require ", "$x", "$x.a[0]", "$(sort)", "[1, 2]", "{a: 1}", "\"{$x:.2}\"", "'", "\"",
    "\"\"\"",
    "\n", ";", "|", " | ", "| where a > 1", "| derive b = a * 2", "| group a --mean b", "sort a desc", "head 3",
    "print ",
    "help XQ0203", "note \"n\"", "15dB", "5%", "1e999", "0x", "1_0", "--all", "-n 5", "> out.csv", "[a, b]", "==", "=",
    "&&",
    "||", "and ", "not ", "in ", "~ \"c*\"", "(", ")", "[", "]", "{", ",", ".", ":", "#", "\\", "\u{A0}", "“", "é",
    "\u{1F600}",
    "\r\n", "\u{0}", "\u{FEFF}", "none", "true", "nan", "source \"x.xq\"", "$it", "$last", "f 1 --b 2", "len($x)",
    "mean(a)",
    "-", "- 1", "*", "/", "%", "//", "x = 3", "ls", "exit", "SELECT a FROM b", "  ", "\t", "!ls", "@", "`", "~/x",
    "a#b",
  ]

  init(seed: UInt64) { state = seed }

  /// Returns false at the first finding.
  func run(seconds: Int) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    var count = 0
    while ContinuousClock.now < end {
      let bytes = makeText()
      keep(bytes)
      if let finding = finding(in: bytes) {
        print("finding after \(count) texts, in fuzz-language.xq: \(finding)")
        return false
      }
      count += 1
    }
    unlink("fuzz-language.xq")
    print("language: \(count) texts in \(seconds) s, no finding")
    return true
  }

  // MARK: - Private

  private func finding(in bytes: [UInt8]) -> String? {
    let source = Source(name: "fuzz.xq", bytes: bytes)
    let outcome = console.check(source)
    for diagnostic in outcome.diagnostics {
      guard let place = diagnostic.place else { return "no place: \(diagnostic.message)" }
      if place.source === source, !isInside(place.span, source) { return "place outside: \(diagnostic.message)" }
      if let fix = diagnostic.fix, !isInside(fix.span, source) { return "fix outside: \(diagnostic.message)" }
      let text = DiagnosticRenderer().render(diagnostic)
      if text.unicodeScalars.contains(where: { $0 != "\n" && $0.value < 0x20 }) { return "control character shown" }
    }
    if outcome.exitCode != 0, outcome.diagnostics.isEmpty { return "refused without a word" }
    if outcome.exitCode == 0, outcome.diagnostics.contains(where: { $0.severity == .error }) {
      return "error let through"
    }
    _ = console.openConstructs(in: String(decoding: bytes, as: UTF8.self))
    return nil
  }

  private func isInside(_ span: Span, _ source: Source) -> Bool {
    span.lower >= 0 && span.lower <= span.upper && span.upper <= source.bytes.count
  }

  private func makeText() -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<below(40) {
      bytes += Array(Self.pieces[below(Self.pieces.count)].utf8)
      if below(3) == 0 { bytes.append(UInt8(ascii: " ")) }
    }
    for _ in 0..<below(4) where !bytes.isEmpty {
      let place = below(bytes.count)
      switch below(4) {
      case 0: bytes[place] = UInt8(below(256))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(UInt8(below(256)), at: place)
      default: bytes.append(contentsOf: bytes[place...])
      }
    }
    // Depth is what recursion is afraid of.
    if below(50) == 0 {
      let deep = ["(", "[", "$(", "{", "if true {", "not ", "-", "\"{", "1 + "][below(9)]
      bytes = Array(("let x = " + String(repeating: deep, count: below(3000))).utf8) + bytes
    }
    return bytes
  }

  /// Written before the text is tried: a crash leaves it behind.
  private func keep(_ bytes: [UInt8]) {
    guard let file = fopen("fuzz-language.xq", "w") else { return }
    // No more is written than the array holds.
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    fclose(file)
  }

  /// SplitMix64: small, seeded, the same on every machine.
  private func below(_ limit: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return limit > 0 ? Int((mixed ^ (mixed >> 31)) % UInt64(limit)) : 0
  }
}
