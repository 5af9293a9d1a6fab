// What can stand at a cursor, from the declarations of a small host.

import Foundation
import Testing
import XQConsole
import XQLanguage
import XQSystem

struct CompletionTests {
  /// A line with `│` as the cursor, and what it is completed with; `…` at the end stands for more, `·` for a blank.
  struct Case: CustomTestStringConvertible, Sendable {
    let line: String
    let expected: String

    init(_ line: String, _ expected: String) {
      self.line = line
      self.expected = expected
    }

    var testDescription: String { line }
  }

  // MARK: - Commands

  @Test(arguments: [
    Case("let│", "let"),
    Case("sam│", "sample"),
    Case("sample; nu│", "numbers"),
    Case("let f = sam│", "sample"),
    Case("let f = sample\nnum│", "numbers"),
    Case("for x in [1] { pri│", "print"),
    Case("if true { sample } else { me│", "measure"),
    Case("print $(sa│", "sample"),
    // A value is wanted: 'print' gives none.
    Case("let x = pr│", ""),
    Case("let x = su│", "sum("),
    // Only what takes a table, or any value.
    Case("sample | wh│", "where"),
    Case("sample | s│", "select show sort"),
    Case("$t | se│", "select"),
    Case("$box | so│", ""),
    Case("$box | s│", "show"),
    Case("| hea│", "head"),
    Case("sample |\n  ta│", "tail"),
    Case("sample\n| fir│", "first"),
    Case("print 1 | │", ""),
    Case("worst│", "worst-layers"),
    Case("# sam│", ""),
    Case("let nam│", ""),
  ])
  func commands(_ test: Case) { check(test) }

  // MARK: - Words behind a command

  @Test(arguments: [
    Case("group op --m│", "--mean --median --min --max"),
    Case("sample | group op --mean mse --m│", "--median --min --max"),
    Case("sample | group op --mean mse --mean│", ""),
    Case("sample | group --mean m│", "mse"),
    Case("sample | join $t --keep │", "partners all"),
    Case("sample | join $t --keep=a│", "all"),
    Case("sample | show --all --│", "--sample"),
    Case("sample | to │", "json csv md"),
    Case("sample | to c│", "csv"),
    Case("set │", "threads limit"),
    Case("set th│", "threads"),
    Case("forget b│", "box"),
    Case("help boxe│", "boxes"),
    Case("help XQ030│", "XQ0301 XQ0302 XQ0303 XQ0304 XQ0305 XQ0306 XQ0307 XQ0308 XQ0309"),
    Case("sample | sort ms│", "mse"),
    Case("sample | sort mse │", "layer op mse sqnr seen degraded desc"),
    Case("sample | select layer sq│", "sqnr"),
    Case("sample | select layer mse | sort │", "layer mse desc"),
    Case("sample | where mse > 1 | select d│", "degraded"),
    Case("sample | head 3 | tail 1 | select o│", "op"),
    Case("sample | rename sqnr before | select be│", "before"),
    Case("sample | derive ratio = mse / seen | select ra│", "ratio"),
    Case("sample | group op --mean mse --count | sort │", "op mean_mse count desc"),
    Case("sample | count | select │", ""),
    Case("worst-layers --li│", "--limit"),
    Case("worst-layers --deep │", "$t $odd $box $last"),
    Case("sample │", ""),
    Case("numbers 1│", ""),
    Case("unheard-of │", ""),
  ])
  func words(_ test: Case) { check(test) }

  // MARK: - Expressions

  @Test(arguments: [
    Case("sample | where s│", "sqnr seen sqrt( sum( starts( split( string("),
    Case("sample | where degraded and o│", "op"),
    Case("sample | where (ms│", "mse"),
    Case("sample | where max(mse, ms│", "mse"),
    Case("sample | where $it.│", "layer op mse sqnr seen degraded"),
    Case("sample | derive x = la│", "layer last("),
    Case("$t | where l│", "layer log10( len( last( lower("),
    Case("$odd | where │", "size …"),
    // No columns inside another pipeline, and behind an operand nothing.
    Case("sample | where mse > $(│", "…"),
    Case("sample | where mse │", ""),
    Case("sample | where op == \"│", ""),
    Case("expect le│", "len("),
    Case("print (qua│", "quantile("),
    Case("print {a: me│", ""),
    Case("expect {a: med│", "median("),
    Case("print \"{roun│", "round("),
    Case("let x = [1, su│", "sum("),
    Case("if not tr│", "true"),
    Case("let x = 1│", ""),
  ])
  func expressions(_ test: Case) { check(test) }

  @Test(arguments: [
    Case("print $bo│", "$box"),
    Case("print $│", "$t $odd $box $last $facts $here"),
    Case("print \"{$b│", "$box"),
    Case("for layer in $t { print $la│", "$last $layer"),
    Case("let mine = 1; def f(many: number, --more = 2) { print $m│", "$mine $many $more"),
    Case("print $box.│", "label size table"),
    Case("print $box.table.la│", "layer"),
    Case("print $box.table[0].o│", "op"),
    Case("print \"{$box.si│", "size"),
    Case("print $t[len($t) - 1].m│", "mse"),
    // A name that is no word can only stand in brackets.
    Case("print $odd.│", "size"),
    Case("print $nobody.│", ""),
    Case("print '$b│", ""),
    Case("measure │", "$box …"),
  ])
  func variables(_ test: Case) { check(test) }

  @Test(arguments: [
    Case("def f(a: nu│", "number"),
    Case("param x: bo│", "bool box"),
    Case("def f(a: number) { pri│", "print"),
  ])
  func types(_ test: Case) { check(test) }

  // MARK: - Names that need quotes

  @Test(arguments: [
    Case("layers conv1│", "conv1"),
    Case("layers fc│", "fc[0]"),
    // Several of which one needs quotes: all have them, so that the common part can be inserted.
    Case("layers block│", "'block 1/conv' 'block,2'"),
    Case("layers 'block 1│", "'block 1/conv'"),
    Case("layers \"block 1│", "\"block 1/conv\""),
    Case("layers 'it│", "'it''s'"),
    Case("layers --│", ""),
    Case("layers conv1 'block,│", "'block,2'"),
    Case("layers 'block 1/│", "conv'"),
    Case("layers gr│", "größe"),
    Case("layers tab│", "\"tab\\there\""),
  ])
  func quoting(_ test: Case) { check(test) }

  // MARK: - Files

  @Test(arguments: [
    Case("read @/mo│", "model.onnx models/"),
    Case("read @/models/│", "deep.onnx"),
    Case("read @/models/d│", "deep.onnx"),
    Case("read '@/my │", "my·file.onnx'"),
    Case("read @/my│", "'@/my file.onnx'"),
    Case("read @/.│", ".hidden/"),
    Case("read @/notes│", ""),
    Case("read @/nowhere/│", ""),
    Case("read exa│", "example:"),
    Case("read example:│", "example:digits/float"),
    Case("sample | to csv @/no│", ""),
    Case("sample | to csv @/t│", "table.csv"),
    Case("sample | to csv exa│", ""),
    Case("measure @/mod│", "model.onnx models/"),
  ])
  func files(_ test: Case) throws {
    try Self.inFolder { folder in
      check(Case(test.line.replacing("@", with: folder), test.expected.replacing("@", with: folder)))
    }
  }

  // MARK: - Many

  @Test func tenThousandNamesKeepTheirOrder() {
    let names = (0..<10_000).map { "backbone/stage\($0 % 10)/conv\($0)" }
    let console = Self.console(names: names)
    let line = "layers backbone/stage7/"
    let found = console.complete(line, cursor: line.utf8.count)
    #expect(found.start == line.utf8.count)
    #expect(found.candidates.count == 1_000)
    #expect(found.candidates.first?.text == "conv7")
    #expect(found.candidates.last?.label == "backbone/stage7/conv9997")
  }

  @Test func whatStandsBehindTheCursorIsLeftAside() {
    let found = Self.console().complete("sample | wh | head", cursor: 11)
    #expect(found == Completions(start: 9, candidates: [.init(text: "where", label: "where", isWhole: true)]))
  }

  /// No text makes it stop or go on for ever.
  @Test func everyPrefixOfOddTextsIsAnswered() {
    let console = Self.console()
    let texts = [
      "def f(--a: number = [1, {b: 2}], c) { for x in range(1, 3) { try { print \"a {$x:.1} b\" } else e { stop } } }",
      "}}))]] | , = == \"\"\" text { \"\"\" ; '''' \r \u{1}|| && $ ${a} $( ) . .. -- --= -1 -x # c\n else if { ",
      String(repeating: "(", count: 1_000) + String(repeating: "$(x [", count: 1_000),
      String(repeating: "{ if true ", count: 500), "größe | wheré ｜ “x”",
    ]
    for text in texts {
      let bytes = text.utf8.count
      for cursor in stride(from: 0, through: bytes, by: max(1, bytes / 200)) {
        #expect(console.complete(text, cursor: cursor).start <= bytes)
      }
    }
  }

  // MARK: - Private

  private func check(_ test: Case, sourceLocation: SourceLocation = #_sourceLocation) {
    let cursor = test.line.utf8.firstRange(of: "│".utf8)?.lowerBound
    let before = String(test.line[..<(cursor ?? test.line.endIndex)])
    let found = Self.console().complete(before, cursor: before.utf8.count).candidates.map(\.text)
    var expected = Self.words(test.expected).map { $0.replacing("·", with: " ") }
    if expected.last == "…" {
      expected.removeLast()
      #expect(Array(found.prefix(expected.count)) == expected, sourceLocation: sourceLocation)
      #expect(found.count > expected.count, sourceLocation: sourceLocation)
    } else {
      #expect(found == expected, sourceLocation: sourceLocation)
    }
  }

  /// Words between blanks; what stands in quotes is one.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var quote: Character?
    var word = ""
    for character in text {
      if character == " ", quote == nil {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      if character == "'" || character == "\"" { quote = quote == nil ? character : nil }
      word.append(character)
    }
    return word.isEmpty ? words : words + [word]
  }

  private static let layers = [
    "conv1", "conv2", "fc[0]", "block 1/conv", "block,2", "it's", "größe", "tab\there",
  ]

  private static func console(names: [String] = layers) -> Console {
    var host = TestHost.host
    host.commands += [LayersCommand.self, ReadCommand.self]
    host.names = { kind, _ in kind == "layer" ? names : [] }
    let console = Console(host: host, files: FileAccess(shipped: Shipped()), sink: RecordingSink())
    let text = """
      let t = sample
      let odd = [{size: 1, "top-1": 2}]
      let box = open "a"
      def worst-layers(--limit: number = 3, --deep = none) { sample }
      $t
      """
    _ = console.run(Source(name: "test.xq", text: text))
    return console
  }

  private static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["models", ".hidden"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    for name in ["model.onnx", "models/deep.onnx", "my file.onnx", "notes.txt", "table.csv"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    try body(folder.path)
  }
}

/// `layers NAME …`: takes the names of layers.
private struct LayersCommand: Command {
  static let declaration = CommandDeclaration(
    name: "layers", summary: "some layers", group: "investigate",
    parameters: [.rest("layers", .pattern(of: "layer"), isRequired: false, "names of layers")])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? { nil }
}

/// `read FILE`: takes a path of one kind.
private struct ReadCommand: Command {
  static let declaration = CommandDeclaration(
    name: "read", summary: "a file", group: "investigate",
    parameters: [.required("path", .path(.init(endings: ["onnx"], mayBeFolder: true)), "a file")])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? { nil }
}

private struct Shipped: ShippedFiles {
  let names = ["digits/float", "digits/val"]

  func file(_ name: String) -> (bytes: UnsafeRawBufferPointer, fileName: String)? {
    (UnsafeRawBufferPointer(start: nil, count: 0), name == "digits/float" ? "digits/float.onnx" : "digits/val.npz")
  }
}
