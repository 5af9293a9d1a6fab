// `--safe`, end to end: nothing outside the current folder is read, written or told of.

import Foundation
import Testing

@Suite struct SafetyTests {
  private static let models = Package.root.appending(path: "Tests/XQFormatsTests/Resources/edge/models")

  /// `in` is the current folder; in it are links to `out` beside it.
  private func withFolders(_ body: (URL, URL) throws -> Void) throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appending(path: UUID().uuidString)
    let (inside, outside) = (root.appending(path: "in"), root.appending(path: "out"))
    for folder in [inside, outside] { try files.createDirectory(at: folder, withIntermediateDirectories: true) }
    defer { try? files.removeItem(at: root) }
    func copy(_ name: String, _ folder: URL) throws {
      try files.copyItem(at: Self.models.appending(path: name), to: folder.appending(path: name))
    }
    for name in ["external_ok.onnx", "external_escape.onnx", "ok_base.onnx"] { try copy(name, inside) }
    for name in ["ok_base.onnx", "weights.bin"] { try copy(name, outside) }
    try "print 1\n".write(to: outside.appending(path: "x.xq"), atomically: true, encoding: .utf8)
    let links = ["weights.bin": "../out/weights.bin", "link": "../out", "new.csv": "../out/new.csv"]
    for (name, target) in links {
      try files.createSymbolicLink(atPath: inside.appending(path: name).path, withDestinationPath: target)
    }
    try body(inside, outside)
  }

  static let refused = [
    "load external_ok.onnx", "load external_escape.onnx", "load ../out/ok_base.onnx", "load link/ok_base.onnx",
    "load ../out/nothing.onnx", "compare external_ok.onnx ok_base.onnx", "[{a: 1}] | to csv link/x.csv",
    "[{a: 1}] | to csv new.csv", "[{a: 1}] | to csv ../x.csv", "report ../x.md", "report link/x.md",
    "history --save ../x.xq", "source ../out/x.xq", "source \"{\"..\"}/out/x.xq\"", "source ../out/nothing.xq",
    "source /etc/passwd",
  ]

  @Test(arguments: refused)
  func isRefused(_ text: String) throws {
    try withFolders { inside, outside in
      let before = try FileManager.default.subpathsOfDirectory(atPath: inside.deletingLastPathComponent().path)
      let result = try Program.run(["--safe", "-c", text], in: inside)
      #expect(result.status == 5 && result.errors.contains("error XQ0605: "), "\(result)")
      #expect(try FileManager.default.subpathsOfDirectory(atPath: inside.deletingLastPathComponent().path) == before)
    }
  }

  @Test func whatIsInsideWorks() throws {
    try withFolders { inside, outside in
      let text = "let m = load ok_base.onnx\n[{a: 1}] | to csv x.csv\nreport x.md\nhistory --save x.xq"
      let result = try Program.run(["--safe", "-c", text], in: inside)
      #expect(result.status == 0, "\(result)")
      for name in ["x.csv", "x.md", "x.xq"] {
        #expect(FileManager.default.fileExists(atPath: inside.appending(path: name).path))
      }
      let hidden = "print (exists(\"../out/x.xq\")) (glob(\"../out/*\")) (glob(\"link/*\"))"
      #expect(try Program.run(["--safe", "-c", hidden], in: inside).output == "false [] []\n")
    }
  }
}
