// Tables that were written and are loaded again, and files that are none.

import Foundation
import Testing

@Suite struct TableFileTests {
  private static let compare = "compare example:digits/float example:digits/int8 --val example:digits/val"

  @Test(arguments: ["csv", "json"])
  func errorsReadBack(format: String) throws {
    let folder = try EdgeFolder()
    let file = "\(folder.path)/errors.\(format)"
    let result = try Program.run([
      "-c",
      """
      \(Self.compare)
      errors | to \(format) '\(file)'
      let read = load '\(file)'
      let now = errors
      expect $($read | to json) == $($now | to json)
      expect $($read | where sqnr < 15dB | count) == 5
      $read
      """,
    ])
    #expect(result.status == 0, "\(result.errors)")
    // Shown as 'errors' shows it: its columns are known.
    #expect(result.output.contains("sqnr dB"))
    #expect(result.output.contains("conv5    Conv                   5.574  0.6876      1.4  ● degraded"))
  }

  @Test func aRecordOfJSONIsAValue() throws {
    let folder = try EdgeFolder()
    let file = "\(folder.path)/report.json"
    try Data("{\"val\": {\"mse\": {\"conv\": Infinity}}}".utf8).write(to: URL(filePath: file))
    let result = try Program.run(["-c", "let r = load '\(file)'\nprint \"{$r.val.mse.conv}\""])
    #expect(result.output == "inf\n", "\(result.errors)")
  }

  @Test(arguments: [
    ("t.csv", Data("a,b\n1,2\n3\n".utf8), "line 3: wanted 2 fields, as in the header, found 1"),
    ("t.json", Data("[{\"a\": 1},\n {\"a\": }]".utf8), "line 2, column 8: wanted a value"),
    ("t.json", Data("[1, 2".utf8), "line 1, column 6: wanted ',' or ']'"),
    ("t.csv", Data(), "is empty; wanted a table"), ("t.csv", Data([0x61, 0x0A, 0xFF]), "no text in UTF-8: line 2"),
  ])
  func damagedFilesAreRefusedWithTheLine(name: String, contents: Data, words: String) throws {
    let folder = try EdgeFolder()
    let file = "\(folder.path)/\(name)"
    try contents.write(to: URL(filePath: file))
    let result = try Program.run(["-c", "load '\(file)'"])
    #expect(result.status == 3)
    #expect(result.errors.contains("error XQ0411") && result.errors.contains(file), "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
  }
}
