// Models and samples as text: right, never wider than the reader's width, and folded where they are long.

import Foundation
import Testing
import XQFormats
import XQLanguage
import XQSystem

@testable import XQCommands
@testable import XQConsole

@Suite struct DrawingTests {
  private let files = FileAccess(shipped: ExampleFiles())

  // MARK: - Lanes

  /// What each node reads, and the lanes beside it.
  @Test(arguments: [
    ([[], [0], [1]], ["●", "●", "●"]),
    // A skip connection: 0 is read by 1 and again by 3.
    ([[], [0], [1], [2, 0]], ["●", "├─●", "│ ●", "●─╯"]),
    // Three readers of one tensor, joined at once.
    ([[], [0], [0], [0], [1, 2, 3]], ["●", "├─●", "├─┼─●", "● │ │", "●─┴─╯"]),
    // Two inputs; the second is read across the first one's lane.
    ([[], [], [0], [1], [2, 3]], ["●", "│ ●", "● │", "│ ●", "●─╯"]),
    // A lane that ends in the middle leaves room for the next one.
    ([[], [0], [0], [1], [0], [2, 3], [4, 5]], ["●", "├─●", "├─┼─●", "│ ● │", "● │ │", "│ ●─╯", "●─╯"]),
    // Something that nobody reads.
    ([[], [0], []], ["●", "●", "●"]),
  ])
  func lanesShowWhoReadsWhat(_ sources: [[Int]], _ rows: [String]) {
    #expect(GraphLanes(sources).rows.map { String($0) } == rows)
  }

  // MARK: - Models

  private func model(_ name: String) throws -> OnnxModel { try OnnxModel(path: "example:\(name)", access: files) }

  @Test func branchesBitsAndRangesOfAModel() throws {
    let lines = GraphDrawing(try model("concat/int8"), isWhole: false).lines(TextStyle())
    #expect(
      lines == [
        "", "    layer       op                 weights                       quantizer",
        "○   image       input                                            8 bit, 0 to 1",
        "●   conv1       Conv               [8,1,3,3] 8 bit, 8 scales     8 bit, 0 to 6.35",
        "├─● conv_left   Conv               [8,8,3,3] 8 bit, 8 scales     8 bit, 0 to 8.01",
        "● │ conv_right  Conv               [8,8,1,1] 8 bit, 8 scales     8 bit, 0 to 204",
        "●─╯ concat      Concat                                           8 bit, 0 to 204",
        "●   conv2       Conv               [16,16,3,3] 8 bit, 16 scales  8 bit, 0 to 24.1",
        "●   pool        GlobalAveragePool                                8 bit, 0 to 4.98",
        "●   flatten     Flatten                                          8 bit, 0 to 4.98",
        "●   fc          Gemm               [10,16] 8 bit, 10 scales      8 bit, -12.9 to 20.6",
      ])
    // A float model says nothing of quantizers.
    let float = GraphDrawing(try model("concat/float"), isWhole: false).lines(TextStyle())
    #expect(float[1] == "    layer       op                 weights" && float.contains("●─╯ concat      Concat"))
  }

  @Test(arguments: [20, 40, 61, 100, 200], [true, false])
  func noLineIsWiderThanTheWidth(_ width: Int, _ isUnicode: Bool) throws {
    let style = TextStyle(width: width, isUnicode: isUnicode)
    let names = files.shipped.names.filter { !$0.contains("repr") && !$0.hasSuffix("val") }
    var drawings = try names.map { GraphDrawing(try model($0), isWhole: false) }
    drawings.append(GraphDrawing(rows: Self.long(300), isWhole: false))
    drawings.append(GraphDrawing(rows: Self.wide(40), isWhole: false))
    for drawing in drawings {
      for line in drawing.lines(style) {
        #expect(DisplayWidth.of(line) <= width, "\(line)")
        #expect(isUnicode || line.utf8.allSatisfy { $0 < 0x80 }, "\(line)")
      }
    }
  }

  @Test func aThousandLayersAreFolded() throws {
    let rows = Self.long(333)
    #expect(rows.count == 1000)
    let lines = GraphDrawing(rows: rows, isWhole: false).lines(TextStyle())
    #expect(
      lines == [
        "", "    layer        op     weights", "○   in           input",
        "├─● block0/conv  Conv   [8,8,3,3]", "│ ● block0/relu  Relu",
        "●─╯ block0/add   Add",
        "⋮  the same 332 times more: 996 layers, up to block332/add",
      ])
    let all = GraphDrawing(rows: rows, isWhole: true).lines(TextStyle())
    #expect(all.count == 1002 && all.last == "●─╯ block332/add   Add")
    // Without anything that repeats the middle is left out.
    let other = rows.indices.map { index in
      GraphDrawing.Row(
        name: rows[index].name, op: "Op\(index)", weights: "", quantizer: "", cells: rows[index].cells,
        column: rows[index].column)
    }
    let cut = GraphDrawing(rows: other, isWhole: false).lines(TextStyle())
    #expect(cut.count == 63 && cut.contains("…  940 lines more: show them by --all"))
  }

  @Test func namesFromOutsideAreShownAndNotObeyed() {
    let row = GraphDrawing.Row(
      name: "a\u{1B}[31m" + String(repeating: "n", count: 300), op: "Co\u{7}nv", weights: "", quantizer: "",
      cells: ["●"], column: 0)
    let lines = GraphDrawing(rows: [row], isWhole: true).lines(TextStyle(width: 60))
    #expect(!lines.joined().contains("\u{1B}") && lines[2].contains("…") && lines[2].contains("Co\\u{7}nv"))
  }

  /// An input and so many residual blocks of three layers.
  private static func long(_ blocks: Int) -> [GraphDrawing.Row] {
    var sources: [[Int]] = [[]]
    var names = [("in", "input", "")]
    for block in 0..<blocks {
      let start = sources.count - 1
      sources += [[start], [start + 1], [start, start + 2]]
      names += [
        ("block\(block)/conv", "Conv", "[8,8,3,3]"), ("block\(block)/relu", "Relu", ""),
        ("block\(block)/add", "Add", ""),
      ]
    }
    return rows(sources, names)
  }

  /// So many readers of one tensor, which one layer joins.
  private static func wide(_ count: Int) -> [GraphDrawing.Row] {
    let sources = [[]] + (1...count).map { _ in [0] } + [Array(1...count)]
    return rows(sources, sources.indices.map { ("layer\($0)", "Op", "") })
  }

  private static func rows(_ sources: [[Int]], _ names: [(String, String, String)]) -> [GraphDrawing.Row] {
    let lanes = GraphLanes(sources)
    return sources.indices.map { index in
      var cells = lanes.rows[index]
      if index == 0 { cells[0] = "○" }
      return GraphDrawing.Row(
        name: names[index].0, op: names[index].1, weights: names[index].2, quantizer: "", cells: cells,
        column: lanes.columns[index])
    }
  }

  // MARK: - Samples

  private func lines(_ shape: [Int], _ values: [Float], _ style: TextStyle = TextStyle(), label: Int64? = nil)
    -> [String]
  {
    let array = DataSample.Array(name: "x", shape: shape, values: values)
    return SampleDrawing(sample: DataSample(arrays: [array], label: label), number: 1, count: 9).lines(style)
  }

  private let ramp = (0..<16).map { Float($0 % 4) }

  @Test func imagesAreDrawn() {
    let rows = [String](repeating: "  ░░▓▓██", count: 4)
    let end = ["0 is blank, 3 is full"]
    #expect(lines([1, 4, 4], ramp, label: 7) == ["", "sample 1 of 9: x [1,4,4], label 7"] + rows + end)
    #expect(lines([4, 4], ramp) == ["", "sample 1 of 9: x [4,4]"] + rows + end)
    #expect(lines([1, 1, 4, 4], ramp).dropFirst(2) == ArraySlice(rows + end))
    // Three equal channels are the same picture, whichever axis they stand on.
    #expect(lines([3, 4, 4], ramp + ramp + ramp).dropFirst(2) == ArraySlice(rows + end))
    #expect(lines([4, 4, 3], ramp.flatMap { [$0, $0, $0] }).dropFirst(2) == ArraySlice(rows + end))
    // Green is brighter than blue.
    let colours = lines([3, 4, 4], [Float](repeating: 0, count: 16) + ramp + ramp.map { 3 - $0 })
    #expect(colours[2] == "    ▓▓██" || colours[2] == "  ░░▓▓██", "\(colours)")
    #expect(lines([1, 4, 4], ramp, TextStyle(isUnicode: false))[2] == "  --**@@")
  }

  @Test func oddImagesAreDrawnToo() {
    let holes = ramp.map { $0 == 3 ? Float.nan : $0 == 2 ? .infinity : $0 }
    #expect(lines([4, 4], holes)[2] == "  ██" && lines([4, 4], holes).last == "0 is blank, 1 is full")
    #expect(lines([4, 4], [Float](repeating: 2, count: 16)).last == "2 is blank, 2 is full")
    #expect(lines([4, 4], [Float](repeating: .nan, count: 16)).last == "nothing but nan and inf")
    // A large one fits the width, a high one a screen.
    for (height, width) in [(500, 700), (2000, 4)] {
      let values = (0..<height * width).map { Float($0 % 255) }
      let drawn = lines([height, width], values, TextStyle(width: 70))
      #expect(drawn.count <= 51 && drawn.allSatisfy { DisplayWidth.of($0) <= 70 })
      #expect(drawn.last?.hasSuffix("dots in one") == true)
    }
  }

  @Test func otherSamplesShowNumbers() {
    #expect(
      lines([3], [1, 2.5, .nan]) == ["", "sample 1 of 9: x [3]", "1 2.5 nan", "from 1 to 2.5, mean 1.75"])
    #expect(lines([2, 2], [1, 2, 3, 4])[2] == "1 2 3 4")
    #expect(lines([0], []) == ["", "sample 1 of 9: x [0]", ""])
    let many = lines([100], (0..<100).map { Float($0) }, TextStyle(width: 40))
    #expect(many.allSatisfy { DisplayWidth.of($0) <= 40 } && many[3].hasSuffix("…"))
  }

  @Test func showDrawsTheSampleThatIsAskedFor() {
    let sink = TranscriptSink()
    let console = Package.console(sink)
    func type(_ text: String) -> String {
      _ = console.run(Source(name: "prompt", text: text), mode: .prompt)
      return sink.take()
    }
    _ = type("let v = load example:digits/val\nlet f = load example:digits/float")
    #expect(type("show $v").contains("\nsample 1 of 360: image [1,8,8], label "))
    #expect(type("show $v --sample 360").contains("\nsample 360 of 360: image [1,8,8], label "))
    #expect(type("show $v --sample 361").contains("error XQ0412: there is no sample 361: 'example:digits/val' has 360"))
    #expect(type("show $v --sample 0").contains("error XQ0208"))
    #expect(type("show $f --sample 1").contains("error XQ0412: '--sample' picks a sample of data, found a model"))
    #expect(type("show 3 --sample 1").contains("error XQ0305: '--sample' picks a sample of data, found "))
  }
}
