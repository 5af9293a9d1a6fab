// The files inside the program are those that Scripts/models made.

import Foundation
import Testing
import XQCommands

struct ExampleFilesTests {
  let files = ExampleFiles()

  @Test func namesAreSorted() {
    #expect(files.names == files.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(
      files.names.filter { $0.hasPrefix("digits/") } == [
        "digits/float", "digits/int8", "digits/int8-fixed", "digits/repr", "digits/val",
      ])
  }

  /// Every file that was made is in the program, under its name, and together they are small.
  @Test func lessonsHaveTheirModels() throws {
    let folder = Package.root.appending(path: "Sources/CExamples/files/lessons")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.contains(".") }
    var size = 0
    for path in paths {
      let bytes = try Data(contentsOf: folder.appending(path: path))
      let file = try #require(files.file(String(path.prefix { $0 != "." })), "\(path)")
      #expect(file.fileName == path && Data(file.bytes) == bytes)
      size += bytes.count
    }
    #expect(paths.count > 20 && size < 1_000_000)
  }

  @Test(arguments: [
    ("digits/float", "digits/float.onnx"), ("digits/int8", "digits/int8.onnx"),
    ("digits/int8-fixed", "digits/int8-fixed.onnx"), ("digits/repr", "digits/repr.npz"),
    ("digits/val", "digits/val.npz"),
  ])
  func bytesAreThoseOfTheFile(name: String, fileName: String) throws {
    let file = try #require(files.file(name))
    #expect(file.fileName == fileName)
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = package.appending(path: "Sources/CExamples/files").appending(path: fileName)
    let wanted = try Data(contentsOf: source)
    #expect(!wanted.isEmpty)
    #expect(Data(file.bytes) == wanted)
  }

  @Test(arguments: ["", "digits", "digits/", "digits/float.onnx", "Digits/float", "digits/flo"])
  func otherNamesAreNoFiles(name: String) {
    #expect(files.file(name) == nil)
  }
}
