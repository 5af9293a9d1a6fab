import Foundation
import Testing

@testable import XQSystem

@Suite struct FileAccessTests {
  private let folder: TestFolder
  private let access = FileAccess()

  init() throws { folder = try TestFolder() }

  // MARK: - Reading

  /// Who runs the tests may read everything: what is looked at is that the reason outlives the failed attempt.
  @Test func keepsWhyAFileCannotBeOpened() {
    errno = 0
    let file = OpenFile(folder.path("absent"), O_RDONLY)
    let code = errno
    #expect(file == nil && code == ENOENT)
  }

  @Test func readsSmallAndMappedFiles() throws {
    let large = (0..<FileBytes.mappingThreshold + 5).map { UInt8(truncatingIfNeeded: $0) }
    for contents in [[], [1, 2, 3], large] {
      let bytes = try access.read(folder.write("f", contents))
      #expect(bytes.count == contents.count && Array(bytes.bytes) == contents)
      #expect(bytes.displayName == folder.path("f"))
    }
  }

  @Test func keepsBytesThatWereReleased() throws {
    let large = (0..<FileBytes.mappingThreshold * 2).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let bytes = try access.read(folder.write("f", large))
    #expect(bytes.withUnsafeBytes { Array($0) } == large)
    bytes.release(0..<bytes.count)
    bytes.release(-1..<bytes.count + 1)
    #expect(bytes.withUnsafeBytes { Array($0) } == large)
  }

  @Test func noticesThatAMappedFileChanged() throws {
    let path = try folder.write("f", [UInt8](repeating: 1, count: FileBytes.mappingThreshold))
    let bytes = try access.read(path)
    try bytes.checkUnchanged()
    #expect(truncate(path, 10) == 0)
    #expect(error { () throws(FileError) in try bytes.checkUnchanged() }?.reason == .changed)
  }

  @Test func namesCloseFilesWhereNoneIsThere() throws {
    try folder.write("model_int8.onnx", [1])
    try folder.write("notes.txt", [1])
    let error = error { () throws(FileError) in _ = try access.read(folder.path("model_int.onnx")) }
    #expect(error?.reason == .notFound(similar: ["model_int8.onnx"]))
    #expect(error?.message == "there is no file '\(folder.path("model_int.onnx"))'")
    #expect(error?.advice == ["did you mean 'model_int8.onnx'?"])
  }

  @Test func refusesWhatIsNoFile() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(reason(folder.path("pipe")) == .isSpecial("pipe"))
    #expect(reason("/dev/zero") == .isSpecial("device"))
    #expect(reason(folder.path("")) == .isFolder)
    #expect(reason("") == .impossiblePath)
    #expect(reason("a\0b") == .impossiblePath)
    #expect(access.kind(of: folder.path("pipe")) == nil)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
  func readsFilesWithoutASize() throws {
    #expect(try access.read("/proc/self/status").count > 100)
  }

  @Test func refusesAFileWhereAFolderIsNeeded() throws {
    let path = try folder.write("f", [1])
    #expect(reason(path + "/x") == .isNoFolder)
    #expect(error { () throws(FileError) in _ = try access.list(path) }?.reason == .isNoFolder)
  }

  @Test func listsByBytes() throws {
    for name in ["b", "a10", "a2", "B", "ä"] { try folder.write(name, [1]) }
    #expect(try access.list(folder.path("")) == ["B", "a10", "a2", "b", "ä"])
  }

  // MARK: - Writing

  @Test func writesWholeFilesAndKeepsTheirRights() throws {
    let path = try folder.write("f", [1, 2, 3])
    #expect(chmod(path, 0o640) == 0)
    try access.write(path, [9])
    #expect(try access.read(path).withUnsafeBytes { Array($0) } == [9])
    #expect(FileStatus.of(path: path)?.mode == S_IFREG | 0o640)
    #expect(try access.list(folder.path("")) == ["f"])
  }

  @Test func leavesNothingBehindWhereWritingFails() throws {
    try FileManager.default.createDirectory(atPath: folder.path("d"), withIntermediateDirectories: true)
    #expect(error { () throws(FileError) in try access.write(folder.path("d"), [1]) }?.reason == .isFolder)
    let missing = error { () throws(FileError) in try access.write(folder.path("no/f"), [1]) }
    #expect(missing?.reason == .notFound(similar: []))
    #expect(try access.list(folder.path("")) == ["d"])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func refusesDevices() {
    #expect(error { () throws(FileError) in try access.write("/dev/full", [1]) }?.reason == .isSpecial("device"))
  }

  @Test func makesFolders() throws {
    try access.createFolder(folder.path("new"))
    try access.createFolder(folder.path("new"))
    #expect(access.kind(of: folder.path("new")) == .folder)
    let path = try folder.write("f", [1])
    #expect(error { () throws(FileError) in try access.createFolder(path) }?.reason == .isNoFolder)
  }

  // MARK: - Policy

  @Test func staysBelowTheAllowedFolders() throws {
    for name in ["in", "out", "inside"] { try access.createFolder(folder.path(name)) }
    try folder.write("in/f", [1])
    try folder.write("out/secret", [2])
    try folder.write("inside/f", [3])
    try folder.link("in/link", to: "../out/secret")
    try folder.link("in/folder", to: "../out")
    try folder.link("in/new", to: "../out/made")
    let limited = FileAccess(policy: .limited(readable: [folder.path("in")], writable: folder.path("in")))
    #expect(try limited.read(folder.path("in/f")).count == 1)
    for path in ["out/secret", "in/link", "in/folder/secret", "in/../out/secret", "inside/f"] {
      let error = error { () throws(FileError) in _ = try limited.read(folder.path(path)) }
      #expect(error?.reason == .refused(allowed: [folder.path("in")], isWriting: false), "\(path)")
      #expect(!limited.exists(folder.path(path)))
    }
    try limited.write(folder.path("in/g"), [1])
    for path in ["out/g", "in/folder/g", "in/../out/g", "in/new", "in/link"] {
      let error = error { () throws(FileError) in try limited.write(folder.path(path), [1]) }
      #expect(error?.reason == .refused(allowed: [folder.path("in")], isWriting: true), "\(path)")
    }
    #expect(try access.list(folder.path("out")) == ["secret"])
  }

  @Test func tellsNoNamesOutsideThePolicy() throws {
    try access.createFolder(folder.path("in"))
    try folder.write("secret", [1])
    let limited = FileAccess(policy: .limited(readable: [folder.path("in")], writable: nil))
    let error = error { () throws(FileError) in _ = try limited.read(folder.path("secre")) }
    #expect(error?.reason == .refused(allowed: [folder.path("in")], isWriting: false))
    #expect(try limited.glob(folder.path("s*")) == [])
  }

  @Test func writesNowhereWhereNoFolderIsGiven() {
    let limited = FileAccess(policy: .limited(readable: [folder.path("")], writable: nil))
    let error = error { () throws(FileError) in try limited.write(folder.path("f"), [1]) }
    #expect(error?.reason == .refused(allowed: [], isWriting: true))
    #expect(error?.advice == ["nothing may be written in this mode"])
  }

  // MARK: - Names

  @Test func knowsShippedFiles() throws {
    let access = FileAccess(shipped: OneShipped())
    #expect(try access.read("example:digits/float").withUnsafeBytes { Array($0) } == [7, 8])
    #expect(access.kind(of: "example:digits/float") == .file(size: 2))
    #expect(access.kind(of: "example:digits") == .folder)
    #expect(try access.list("example:digits") == ["float"])
    #expect(try access.list("example:") == ["digits"])
    #expect(try access.glob("example:digits/*") == ["example:digits/float"])
    let error = error { () throws(FileError) in _ = try access.read("example:digits/flaot") }
    #expect(error?.reason == .unknownShipped(similar: ["example:digits/float"]))
  }

  @Test func expandsTheHomeFolder() throws {
    let home = try #require(ProcessInfo.processInfo.environment["HOME"])
    #expect(try access.resolve("~/", for: .reading) == canonicalPath(home))
    #expect(access.expandingHome("~other/x") == "~other/x")
  }

  @Test(arguments: [("a/b/c", "a/b"), ("c", "."), ("/c", "/"), ("example:digits/float", "example:digits")])
  func splitsFolders(_ path: String, _ folder: String) {
    #expect(access.folder(of: path) == folder)
  }

  private func reason(_ path: String) -> FileError.Reason? {
    error { () throws(FileError) in _ = try access.read(path) }?.reason
  }

  private func error(_ body: () throws(FileError) -> Void) -> FileError? {
    do throws(FileError) {
      try body()
      return nil
    } catch {
      return error
    }
  }
}

private struct OneShipped: ShippedFiles {
  private static let contents: [UInt8] = [7, 8]
  private static let bytes: FileBytes = FileBytes(contents, displayName: "")

  var names: [String] { ["digits/float"] }

  func file(_ name: String) -> (bytes: UnsafeRawBufferPointer, fileName: String)? {
    name == "digits/float" ? (OneShipped.bytes.bytes, "digits/float.onnx") : nil
  }
}

/// A folder that is removed when the test ends.
final class TestFolder: Sendable {
  private let root: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    root = url.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { name.isEmpty ? root : root + "/" + name }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
  }
}
