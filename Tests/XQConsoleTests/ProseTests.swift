// Markdown, as a terminal shows it.

import Testing
import XQLanguage

@testable import XQConsole

@Suite struct ProseTests {
  @Test func paragraphsAreFittedAndCodeIsNot() {
    let prose = Prose(
      """
      # Title

      One two three
      four `code that stays together` **five** [six](seven).
      - item that is longer than a line
        goes on
      2. second

      ```xq
      errors | sort mse desc | head 100000
      ```
      > quoted
      """)
    #expect(
      prose.lines(TextStyle(width: 28)) == [
        "Title", "", "One two three four", "`code that stays together`", "five six (seven).",
        "- item that is longer than a", "  line goes on", "2. second", "", "    errors | sort mse desc | head 100000",
        "  quoted",
      ])
  }

  @Test func boldIsColourAlone() {
    let coloured = Prose("a **b c** d").lines(TextStyle(hasColour: true))
    #expect(coloured == ["a \u{1B}[1mb\u{1B}[0m \u{1B}[1mc\u{1B}[0m d"])
    #expect(Prose("**n**o *x y* 2 * 3 *b `a").lines(TextStyle()) == ["no x y 2 * 3 *b `a"])
  }

  @Test(arguments: [20, 33, 60, 200])
  func noLineIsWider(_ width: Int) {
    let text = TestLessons.counting + String(repeating: "word ", count: 60) + String(repeating: "x", count: 300)
    for line in Prose(text).lines(TextStyle(width: width)) where !line.hasPrefix("    ") {
      #expect(DisplayWidth.of(line) <= min(width, Prose.widest), "\(line)")
    }
  }

  @Test func lessonsNeedNoUnicode() {
    let sink = TranscriptSink(TextStyle(width: 30, isUnicode: false))
    let console = TestHost.console(sink)
    _ = console.run(Source(name: "prompt", text: "learn\nlearn 1\nlearn answer seven\nlearn"), mode: .prompt)
    let said = sink.take()
    #expect(said.utf8.allSatisfy { $0 < 0x80 } && said.contains("ok: Right.") && said.contains("> next    learn 1"))
  }
}
