// The files inside the program are those that Scripts/models made.

import Foundation
import Testing
import XQCommands

struct ExampleFilesTests {
  let files = ExampleFiles()

  @Test func namesAreSorted() {
    #expect(files.names == ["digits/float", "digits/int8", "digits/int8-fixed", "digits/repr", "digits/val"])
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
